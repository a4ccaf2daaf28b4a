"""The time that is looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from search.insights.counts.scope import InsightScope
from tests.search.insights.conftest import TODAY


@pytest.mark.parametrize(
    ("arguments", "first", "last"),
    [
        ({}, date(2026, 10, 24), TODAY),
        ({"days": "7"}, date(2026, 11, 16), TODAY),
        ({"days": "8000000000"}, date(2026, 10, 24), TODAY),
        ({"from": "2026-01-01", "to": "2026-02-01"}, date(2026, 1, 1), date(2026, 2, 1)),
        ({"from": "2026-11-20", "days": "30", "was": "30"}, date(2026, 11, 20), TODAY),
        ({"from": "2026-11-20", "days": "7", "was": ""}, date(2026, 11, 16), TODAY),
        ({"from": "2026-11-30"}, TODAY, TODAY),
        ({"to": "2031-01-01"}, TODAY - timedelta(days=399), TODAY),
        ({"from": "nonsense", "days": "90"}, date(2026, 8, 25), TODAY),
        ({"from": "0001-01-01", "to": "0001-01-02"}, date(2026, 10, 24), TODAY),
    ],
)
def test_a_time_that_makes_no_sense_is_mended(arguments: dict[str, str], first: date, last: date) -> None:
    scope = InsightScope.of(arguments, TODAY)
    assert (scope.first, scope.last) == (first, last)
    assert InsightScope.of(scope.query(TODAY), TODAY) == scope
