"""Two processes decide about one article at the very same moment: one of them is told, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from kb.catalog.article import ArticleId
from kb.storage.database import connect
from review.decisions.annotations import all_standings, change
from review.decisions.decide import Decisions, Outcome
from review.decisions.decision import DecisionKind, DecisionStatus
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.decisions.history import of_article
from review.queue.policy import ReviewState
from review.queue.rows import NO_STANDING, Standing
from tests.review.conftest import ALICE, BOB, Reviewing

pytestmark = pytest.mark.slow  # a review, a plan and an index of their own: each takes a good part of a second

RESET, CLOSE = ArticleId("en", "account/reset"), ArticleId("fa", "account/close")
FLAGGED = Standing(flagged_on=date(2026, 11, 22), flagged_by="Alice Owner", flag="Wrong price")
PLANNED = Standing(planned_on=date(2026, 12, 1))
ASSIGNED = Standing(assignee="Bob Colleague")
BOTH = (RESET, CLOSE)


@pytest.fixture
def here(database: Engine) -> Engine:
    return database


@pytest.fixture
def there(database_url: str) -> Iterator[Engine]:
    """The same database as another process has it open."""
    opened = connect(database_url)
    yield opened
    opened.dispose()


def changed(database: Engine, before: Standing, after: Standing, *ids: ArticleId) -> set[ArticleId]:
    with database.begin() as connection:
        return change(connection, dict.fromkeys(ids or BOTH, (before, after)))


def standings(database: Engine) -> dict[ArticleId, Standing]:
    with database.connect() as connection:
        return all_standings(connection)


@pytest.mark.parametrize(("before", "after"), [(NO_STANDING, PLANNED), (ASSIGNED, PLANNED), (ASSIGNED, NO_STANDING)])
def test_of_two_who_saw_the_same_the_second_changes_nothing(
    here: Engine, there: Engine, before: Standing, after: Standing
) -> None:
    assert changed(here, NO_STANDING, before) == set()
    assert changed(there, before, FLAGGED, RESET) == set()
    assert changed(here, before, after) == {RESET}
    written = {RESET: FLAGGED, CLOSE: after}
    assert standings(there) == {id_: standing for id_, standing in written.items() if standing != NO_STANDING}


def test_what_was_taken_away_meanwhile_is_not_put_back_by_who_wants_to_change_it(here: Engine, there: Engine) -> None:
    changed(here, NO_STANDING, FLAGGED)
    changed(there, FLAGGED, NO_STANDING)
    assert changed(here, FLAGGED, PLANNED) == set(BOTH)
    assert standings(here) == {}


def test_what_a_decision_does_not_change_is_nobodys_to_lose(here: Engine, there: Engine) -> None:
    changed(there, NO_STANDING, FLAGGED)
    assert changed(here, PLANNED, PLANNED) == set()
    assert standings(here) == dict.fromkeys(BOTH, FLAGGED)


class Second:
    """Another process on the same articles; while it decides, ``meanwhile`` happens, after it has read all it needs."""

    def __init__(self, reviewing: Reviewing, database: Engine) -> None:
        self.meanwhile: Callable[[], object] | None = None
        self._reviewing = reviewing
        self.decisions = Decisions(reviewing.review.library, database, self._clock)

    def _clock(self) -> datetime:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return self._reviewing.clock()

    def decide(self, kind: DecisionKind, id_: ArticleId, meanwhile: Callable[[], object]) -> Outcome:
        self.meanwhile = meanwhile
        return self.decisions.decide(DecisionRequest(kind, until=date(2026, 12, 1)), [DecisionTarget(id_)], BOB)


@pytest.fixture
def second(reviewing: Reviewing, there: Engine) -> Second:
    return Second(reviewing, there)


@pytest.mark.parametrize("kind", [DecisionKind.PLANNED, DecisionKind.REVIEWED])
def test_a_flag_set_while_another_process_decides_stays_and_that_process_is_told(
    reviewing: Reviewing, second: Second, old: ArticleId, kind: DecisionKind
) -> None:
    reviewing.decide(DecisionKind.ASSIGNED, old, assignee="Bob Colleague")
    file = reviewing.file(old).read_bytes()
    outcome = second.decide(kind, old, lambda: reviewing.decide(DecisionKind.FLAGGED, old, note="Wrong price"))
    (refusal,) = outcome.refused
    assert (outcome.done, refusal.reason) == ([], "decided")
    assert [(d.person, d.kind) for d in refusal.meanwhile] == [(ALICE, DecisionKind.FLAGGED)]
    row = reviewing.row(old)
    assert (row.state, row.standing.flag, row.standing.planned_on) == (ReviewState.FLAGGED, "Wrong price", None)
    assert reviewing.file(old).read_bytes() == file
    with reviewing.review.database.connect() as connection:
        assert [d.kind for d in of_article(connection, old)] == [DecisionKind.FLAGGED, DecisionKind.ASSIGNED]


def test_a_plan_for_an_article_without_a_standing_overwrites_no_flag(
    reviewing: Reviewing, second: Second, old: ArticleId
) -> None:
    outcome = second.decide(
        DecisionKind.PLANNED, old, lambda: reviewing.decide(DecisionKind.FLAGGED, old, note="Wrong price")
    )
    assert [refusal.reason for refusal in outcome.refused] == ["decided"]
    assert reviewing.row(old).standing.flag == "Wrong price"


def test_a_flag_set_while_another_process_takes_an_act_back_stays(
    reviewing: Reviewing, second: Second, old: ArticleId
) -> None:
    batch = reviewing.decide(DecisionKind.ASSIGNED, old, assignee="Bob Colleague").batch
    second.meanwhile = lambda: reviewing.decide(DecisionKind.FLAGGED, old, note="Wrong price")
    outcome = second.decisions.undo(batch, BOB)
    assert [refusal.reason for refusal in outcome.refused] == ["decided"]
    standing = reviewing.row(old).standing
    assert (standing.flag, standing.assignee) == ("Wrong price", "Bob Colleague")


def test_where_the_file_cannot_be_written_the_standing_stays_as_it_was(reviewing: Reviewing, old: ArticleId) -> None:
    reviewing.decide(DecisionKind.ASSIGNED, old, assignee="Bob Colleague")
    file = reviewing.file(old)
    order = DecisionRequest(DecisionKind.REVIEWED)
    ticks = iter([None, lambda: file.write_text(file.read_text() + "By hand.\n")])  # between looking and writing

    def clock() -> datetime:
        if (happens := next(ticks, None)) is not None:
            happens()
        return reviewing.clock()

    decisions = Decisions(reviewing.review.library, reviewing.review.database, clock)
    outcome = decisions.decide(order, [DecisionTarget(old)], BOB)
    assert (outcome.done, len(outcome.refused)) == ([], 1)
    assert reviewing.row(old).standing.assignee == "Bob Colleague"
    with reviewing.review.database.connect() as connection:
        assert of_article(connection, old)[0].status is DecisionStatus.VOID
