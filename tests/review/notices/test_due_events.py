"""That a review fell due is told once, whoever of several processes looks first."""

from __future__ import annotations

from typing import Any

import pytest

from kb.core.events import EventKind, SiteEvent
from review.decisions.decision import DecisionKind
from review.notices.due_events import DueWatch
from tests.review.conftest import Reviewing


class Listener:
    """Hears what is told."""

    def __init__(self) -> None:
        self.heard: list[SiteEvent] = []

    def __call__(self, _: Any, event: SiteEvent) -> None:
        self.heard.append(event)


@pytest.fixture
def listener() -> Listener:
    return Listener()


def watch(reviewing: Reviewing, listener: Listener) -> DueWatch:
    return DueWatch(reviewing.review, reviewing.review.database, reviewing.clock, listener)


def test_it_is_told_once_for_the_day_and_not_again_when_it_is_overdue(reviewing: Reviewing, listener: Listener) -> None:
    reviewing.article("a", last_reviewed_on="2026-11-20")
    reviewing.article("staff", last_reviewed_on="2026-11-20", audience="internal")
    looking, other = watch(reviewing, listener), watch(reviewing, listener)
    assert looking.look() == 0
    reviewing.clock.later(days=185)
    assert looking.look() + other.look() == 2
    assert [(event.kind, event.data["key"], event.is_public) for event in listener.heard] == [
        (EventKind.REVIEW_DUE, "a", True),
        (EventKind.REVIEW_DUE, "staff", False),
    ]
    assert listener.heard[0].data["due_on"] == "2027-05-20"
    reviewing.clock.later(days=200)
    assert looking.look() == 0


def test_after_a_review_it_falls_due_anew(reviewing: Reviewing, listener: Listener) -> None:
    one = reviewing.article("a", last_reviewed_on="2026-01-01")
    looking = watch(reviewing, listener)
    assert looking.look() == 1
    assert reviewing.decide(DecisionKind.REVIEWED, one).done
    assert looking.look() == 0
    reviewing.clock.later(days=185)
    assert looking.look() == 1


def test_what_was_never_reviewed_and_has_no_day_is_not_due(reviewing: Reviewing, listener: Listener) -> None:
    reviewing.article("a")
    assert watch(reviewing, listener).look() == 0
