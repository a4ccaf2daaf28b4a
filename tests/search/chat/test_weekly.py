"""A channel is told once a week, by whichever process looks first, and of nothing that people typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask

from kb.core.settings import Settings
from search.chat.weekly import WeeklySummary
from search.insights.monthly.claims import PATIENCE
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.receivers import Answer, Receiver
from tests.search.insights.conftest import failed, keep, opened

pytestmark = pytest.mark.slow  # a whole site

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def site(collection: Collection, receiver: Receiver, clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    collection.write("en/reset.md", "Reset it.", title="Reset a password")
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        base_url="https://help.example.com",
        site_name="Sofra <Help>",
        chat_summary_webhook=receiver.url,
        chat_networks=(ip_network("127.0.0.0/8"),),
    )
    app = open_site(settings, models=[], clock=clock)
    yield app
    app.extensions["kb"].close()


@pytest.fixture
def summary(site: Flask, clock: Clock) -> WeeklySummary:
    """What the site itself sends with."""
    clock.now = MONDAY
    workers = (worker for one in site.extensions["kb"].features for worker in one.workers)
    return next(worker for worker in workers if isinstance(worker, WeeklySummary))


def test_figures_of_last_week_are_told_on_monday_once(site: Flask, summary: WeeklySummary, receiver: Receiver) -> None:
    keep(site.extensions["kb"].database, failed("gift wrapping for alice"), failed("bitcoin"), opened("reset password"))
    assert summary.deliver()
    assert not summary.deliver()
    [body] = receiver.bodies
    first, *lines = body["text"].split("\n")
    assert first == "*Sofra &lt;Help&gt;: Self-service from November 16, 2026 to November 22, 2026*"
    asked = "from=2026-11-16&amp;to=2026-11-22"
    assert f"• <https://help.example.com/insights/gaps?{asked}|Topics that no article answers: 2>" in lines
    assert any("<https://help.example.com/review?state=overdue|Overdue reviews today:" in line for line in lines)
    assert lines[-1] == f"<https://help.example.com/insights?{asked}|All figures>"
    assert len([line for line in lines if line.startswith("• ")]) > 4
    assert not any(word in body["text"] for word in ("wrapping", "bitcoin", "alice"))


@pytest.mark.parametrize(("before", "is_sent"), [(1, False), (0, True)])
def test_nothing_goes_out_before_the_morning(before: int, is_sent: bool, summary: WeeklySummary, clock: Clock) -> None:
    clock.now = MONDAY - timedelta(minutes=before)
    assert summary.deliver() is is_sent


def test_the_next_week_is_told_as_well(summary: WeeklySummary, receiver: Receiver, clock: Clock) -> None:
    assert summary.deliver()
    clock.later(days=6)
    assert not summary.deliver()
    clock.later(days=1)
    assert summary.deliver()
    assert len(receiver.requests) == 2


def test_what_is_not_taken_is_tried_again_after_an_hour(
    summary: WeeklySummary, receiver: Receiver, clock: Clock
) -> None:
    receiver.answers.append(Answer(500))
    assert not summary.deliver()
    assert not summary.deliver()
    assert len(receiver.requests) == 1
    clock.later(seconds=PATIENCE.total_seconds())
    assert summary.deliver()


def test_without_a_webhook_nobody_is_told(collection: Collection, tmp_path: Path, clock: Clock) -> None:
    collection.write("en/a.md", title="A")
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "d"), models=[], clock=clock)
    workers = [worker for one in app.extensions["kb"].features for worker in one.workers]
    app.extensions["kb"].close()
    assert not any(isinstance(worker, WeeklySummary) for worker in workers)
