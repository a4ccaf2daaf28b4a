"""A figure rose or fell only where chance does not explain it."""

from __future__ import annotations

import pytest

from search.insights.counts.comparison import Ratio, Share, Trend, trend_of


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        ((60, 100), (40, 100), Trend.UP),
        ((40, 100), (60, 100), Trend.DOWN),
        ((52, 100), (48, 100), Trend.EVEN),
        ((520, 1000), (470, 1000), Trend.UP),
        ((29, 29), (0, 500), Trend.FEW),
        ((30, 30), (0, 30), Trend.UP),
        ((0, 30), (30, 30), Trend.DOWN),
        ((0, 40), (0, 40), Trend.EVEN),
        ((5, 100), (0, 0), Trend.NOTHING),
        ((0, 0), (5, 100), Trend.NOTHING),
    ],
)
def test_shares(now: tuple[int, int], before: tuple[int, int], trend: Trend) -> None:
    assert Share(*now).trend_from(Share(*before)) is trend


def test_shares_agree_with_the_published_example_of_the_interval() -> None:
    """56 of 70 and 48 of 80 differ by 0.0524 to 0.3339 (Newcombe 1998, table II): not by chance."""
    assert Share(56, 70).trend_from(Share(48, 80)) is Trend.UP
    assert Share(9, 10).value == 0.9
    assert Share().bounds is Share().value is None


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [(100, 50, Trend.UP), (50, 100, Trend.DOWN), (100, 90, Trend.EVEN), (20, 5, Trend.FEW), (0, 0, Trend.NOTHING)],
)
def test_numbers(now: int, before: int, trend: Trend) -> None:
    assert trend_of(now, before) is trend


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        ((900, 100), (600, 100), Trend.UP),
        ((600, 100), (900, 100), Trend.DOWN),
        ((310, 100), (300, 100), Trend.EVEN),
        ((900, 9), (100, 100), Trend.FEW),
        ((9, 0), (100, 100), Trend.NOTHING),
    ],
)
def test_ratios(now: tuple[int, int], before: tuple[int, int], trend: Trend) -> None:
    assert Ratio(*now).trend_from(Ratio(*before)) is trend
