"""What a reviewer decides is done to file, standing and history alike, and nothing that another did is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from kb.catalog.article import ArticleId
from kb.files.saving import fingerprint
from review.decisions.decide import Outcome
from review.decisions.decision import DecisionKind, DecisionStatus
from review.decisions.decision_request import DecisionRequest, DecisionTarget, as_seen
from review.decisions.history import history, of_article, set_status
from review.queue.policy import ReviewState
from tests.review.conftest import ALICE, BOB, Reviewing

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

TODAY = date(2026, 11, 22)
OLD = "2024-01-31"


@pytest.fixture
def old(reviewing: Reviewing) -> ArticleId:
    """An article that was reviewed long ago."""
    return reviewing.article("account/reset", published_on=OLD, last_reviewed_on=f"{OLD}  # by hand", extra="'kept'")


def as_on_page(reviewing: Reviewing, id_: ArticleId) -> DecisionTarget:
    """The article as a page that is open now shows it."""
    file = fingerprint(reviewing.file(id_).read_bytes())
    return DecisionTarget.of(id_, as_seen(file, reviewing.row(id_).standing))


@contextmanager
def listening(database: Engine, statements: list[str]) -> Iterator[None]:
    """Note the SQL statements meanwhile."""

    def note(*call: Any) -> None:
        statements.append(call[2])

    event.listen(database, "before_cursor_execute", note)
    yield
    event.remove(database, "before_cursor_execute", note)


def reasons(outcome: Outcome) -> list[str]:
    return [refusal.reason for refusal in outcome.refused]


def test_where_a_file_changes_at_the_last_moment_its_name_is_told_and_no_folder_of_the_server(
    reviewing: Reviewing, old: ArticleId
) -> None:
    file, database = reviewing.file(old), reviewing.review.database

    def somebody_saves(*call: Any) -> None:
        if call[2].startswith("INSERT"):
            file.write_text("Somebody else's text.")

    event.listen(database, "before_cursor_execute", somebody_saves)
    outcome = reviewing.decide(DecisionKind.REVIEWED, old)
    event.remove(database, "before_cursor_execute", somebody_saves)
    told = "en/account/reset.md was changed by someone else in the meantime; nothing was saved"
    assert (outcome.done, reasons(outcome)) == ([], [told])


def test_still_right_writes_the_day_and_the_reviewer_and_no_other_byte(reviewing: Reviewing, old: ArticleId) -> None:
    before = reviewing.file(old).read_text()
    outcome = reviewing.decide(DecisionKind.REVIEWED, old, checklist=("steps_tried",))
    assert (outcome.done, outcome.refused) == ([old], [])
    expected = before.replace(
        f"last_reviewed_on: {OLD}  # by hand\n", "last_reviewed_on: 2026-11-22  # by hand\nreviewed_by: Alice Owner\n"
    )
    assert reviewing.file(old).read_text() == expected
    assert reviewing.row(old).state is ReviewState.FRESH


def test_the_day_is_that_of_greenwich(reviewing: Reviewing, old: ArticleId) -> None:
    reviewing.clock.now = datetime.fromisoformat("2026-11-23T01:30:00+05:00")
    reviewing.decide(DecisionKind.REVIEWED, old)
    assert reviewing.review.catalog.articles[old].last_reviewed_on == TODAY


def test_the_history_tells_who_decided_what_and_what_was_checked(reviewing: Reviewing, old: ArticleId) -> None:
    reviewing.decide(DecisionKind.REVIEWED, old, note="Tried it.", checklist=("steps_tried", "links_work"))
    with reviewing.review.database.connect() as connection:
        (decision,) = of_article(connection, old)
    assert (decision.person, decision.kind, decision.status) == (ALICE, DecisionKind.REVIEWED, DecisionStatus.DONE)
    told = decision.as_json()
    assert told["details"] == {
        "checklist": ["steps_tried", "links_work"],
        "reviewed_on": "2026-11-22",
        "previously_on": OLD,
    }
    assert (told["by"], told["note"], told["at"]) == ("Alice Owner", "Tried it.", "2026-11-22T12:00:00Z")


def test_the_second_of_two_editors_is_told_what_the_first_did(reviewing: Reviewing, old: ArticleId) -> None:
    both_saw = reviewing.seen(old)
    reviewing.review.decisions.decide(DecisionRequest(DecisionKind.REVIEWED), [both_saw], ALICE)
    content = reviewing.file(old).read_bytes()
    outcome = reviewing.review.decisions.decide(DecisionRequest(DecisionKind.ARCHIVED), [both_saw], BOB)
    assert outcome.done == []
    (refusal,) = outcome.refused
    assert refusal.reason == "changed"
    assert [(d.person, d.kind) for d in refusal.meanwhile] == [(ALICE, DecisionKind.REVIEWED)]
    assert reviewing.file(old).read_bytes() == content


def test_a_file_changed_by_hand_since_the_page_was_opened_is_not_overwritten(
    reviewing: Reviewing, old: ArticleId
) -> None:
    seen = reviewing.seen(old)
    file = reviewing.file(old)
    file.write_text(file.read_text().replace("Some text", "Other text"))
    content = file.read_bytes()
    outcome = reviewing.review.decisions.decide(DecisionRequest(DecisionKind.REVIEWED), [seen], ALICE)
    assert (reasons(outcome), outcome.refused[0].meanwhile) == (["changed"], ())
    assert file.read_bytes() == content


@pytest.mark.parametrize("kind", [DecisionKind.SNOOZED, DecisionKind.NEEDS_UPDATE, DecisionKind.FLAGGED])
def test_the_second_of_two_editors_is_told_also_of_what_is_in_no_file(
    reviewing: Reviewing, old: ArticleId, kind: DecisionKind
) -> None:
    both_saw = as_on_page(reviewing, old)
    reviewing.review.decisions.decide(DecisionRequest(kind, note="First", until=date(2026, 12, 24)), [both_saw], ALICE)
    for second in (DecisionKind.SNOOZED, DecisionKind.REVIEWED):
        outcome = reviewing.review.decisions.decide(DecisionRequest(second, until=date(2027, 1, 1)), [both_saw], BOB)
        (refusal,) = outcome.refused
        assert (refusal.reason, [(d.person, d.kind) for d in refusal.meanwhile]) == ("decided", [(ALICE, kind)])
    now_sees = as_on_page(reviewing, old)
    assert reviewing.review.decisions.decide(DecisionRequest(DecisionKind.REVIEWED), [now_sees], BOB).done == [old]


def test_who_puts_off_what_was_reviewed_meanwhile_is_told(reviewing: Reviewing, old: ArticleId) -> None:
    both_saw = as_on_page(reviewing, old)
    reviewing.decide(DecisionKind.REVIEWED, old)
    outcome = reviewing.review.decisions.decide(
        DecisionRequest(DecisionKind.SNOOZED, until=date(2027, 1, 1)), [both_saw], BOB
    )
    assert (outcome.done, [d.kind for d in outcome.refused[0].meanwhile]) == ([], [DecisionKind.REVIEWED])


def test_what_was_never_carried_out_is_not_told_as_done(reviewing: Reviewing, old: ArticleId) -> None:
    saw, file = reviewing.seen(old), reviewing.file(old)
    reviewing.decide(DecisionKind.REVIEWED, old)
    with reviewing.review.database.begin() as connection:
        set_status(connection, [decision.id for decision in of_article(connection, old)], DecisionStatus.VOID)
    file.write_text("By hand.")
    (refusal,) = reviewing.review.decisions.decide(DecisionRequest(DecisionKind.REVIEWED), [saw], BOB).refused
    assert (refusal.reason, refusal.meanwhile) == ("changed", ())


def test_what_cannot_be_done_to_one_article_does_not_keep_the_others_from_theirs(reviewing: Reviewing) -> None:
    good, bad, gone = (reviewing.article(f"a/{name}", last_reviewed_on=OLD) for name in ("good", "bad", "gone"))
    targets = [reviewing.seen(id_) for id_ in (good, bad, gone)]
    reviewing.file(bad).write_text("---\n{title: Flow}\n---\nText\n")
    reviewing.file(gone).unlink()
    outcome = reviewing.review.decisions.decide(DecisionRequest(DecisionKind.REVIEWED), targets, ALICE)
    assert outcome.done == [good]
    assert {refusal.article for refusal in outcome.refused} == {bad, gone}
    assert reviewing.file(bad).read_text() == "---\n{title: Flow}\n---\nText\n"


def test_a_review_settles_flag_snooze_task_and_plan(reviewing: Reviewing, old: ArticleId) -> None:
    reviewing.decide(DecisionKind.FLAGGED, old, note="The button is gone.")
    reviewing.decide(DecisionKind.NEEDS_UPDATE, old, note="New pictures", assignee="Bob Colleague")
    reviewing.decide(DecisionKind.PLANNED, old, until=date(2026, 12, 1))
    row = reviewing.row(old)
    assert (row.state, row.standing.flag, row.responsible) == (
        ReviewState.FLAGGED,
        "The button is gone.",
        "Bob Colleague",
    )
    reviewing.decide(DecisionKind.REVIEWED, old)
    row = reviewing.row(old)
    assert (row.state, row.standing.flag, row.standing.assignee, row.standing.planned_on) == (
        ReviewState.FRESH,
        "",
        "",
        None,
    )


@pytest.mark.parametrize(
    "kind",
    [
        DecisionKind.SNOOZED,
        DecisionKind.ASSIGNED,
        DecisionKind.NEEDS_UPDATE,
        DecisionKind.FLAGGED,
        DecisionKind.PLANNED,
    ],
)
def test_decisions_that_are_no_review_leave_the_file_alone(
    reviewing: Reviewing, old: ArticleId, kind: DecisionKind
) -> None:
    before = reviewing.file(old).read_bytes()
    outcome = reviewing.decide(kind, old, note="Later", until=date(2026, 12, 24), assignee="Bob")
    assert outcome.done == [old]
    assert reviewing.file(old).read_bytes() == before


def test_a_snooze_ends_on_its_day(reviewing: Reviewing, old: ArticleId) -> None:
    reviewing.decide(DecisionKind.SNOOZED, old, note="After the relaunch", until=date(2026, 12, 24))
    assert reviewing.row(old).state is ReviewState.SNOOZED
    assert reviewing.row(old, date(2026, 12, 23)).state is ReviewState.SNOOZED
    assert reviewing.row(old, date(2026, 12, 24)).state is ReviewState.OVERDUE


def test_an_archived_article_leaves_the_queue_and_its_address_leads_to_the_one_named(
    reviewing: Reviewing, old: ArticleId
) -> None:
    new = reviewing.article("account/new")
    reviewing.decide(DecisionKind.ARCHIVED, old, moved_to="account/new")
    assert [row.article.id for row in reviewing.review.queue()] == [new]
    moved = reviewing.review.catalog.moved_to("account/reset", "en")
    assert moved is not None
    assert moved.id == new


def test_an_edit_writes_the_new_text_with_the_review(reviewing: Reviewing, old: ArticleId) -> None:
    text = reviewing.file(old).read_bytes().replace(b"Some text.", b"Better text.")
    reviewing.decide(DecisionKind.EDITED, old, text=text)
    article = reviewing.review.catalog.articles[old]
    assert (article.body.strip(), article.last_reviewed_on, article.updated_on) == ("Better text.", TODAY, TODAY)


@pytest.mark.parametrize(("matters", "outdated"), [(True, True), (False, False), (None, False)])
def test_a_change_that_matters_makes_translations_outdated(
    reviewing: Reviewing, old: ArticleId, matters: bool | None, outdated: bool
) -> None:
    persian = reviewing.article("account/reset", "fa", last_reviewed_on="2026-11-01")
    reviewing.decide(DecisionKind.REVIEWED, old, matters=matters)
    assert reviewing.row(persian).outdated is outdated


def test_that_a_change_does_not_matter_holds_for_the_change_and_not_for_the_next(
    reviewing: Reviewing, old: ArticleId
) -> None:
    persian = reviewing.article("account/reset", "fa", last_reviewed_on="2026-11-01")
    file = reviewing.file(old)
    file.write_text(file.read_text().replace("extra:", "updated_on: 2026-11-20\nextra:"))
    reviewing.review.library.refresh()
    assert reviewing.row(persian).outdated
    reviewing.decide(DecisionKind.REVIEWED, old, matters=False)
    assert not reviewing.row(persian).outdated
    file.write_text(file.read_text().replace("2026-11-20", "2026-11-23"))
    reviewing.review.library.refresh()
    assert reviewing.row(persian).outdated


class TestUndo:
    def test_an_act_is_taken_back_byte_for_byte(self, reviewing: Reviewing) -> None:
        ids = [reviewing.article(f"a/{name}", last_reviewed_on=OLD) for name in "xyz"]
        before = [reviewing.file(id_).read_bytes() for id_ in ids]
        reviewing.decide(DecisionKind.SNOOZED, ids[0], note="Later", until=date(2026, 12, 24))
        outcome = reviewing.decide(DecisionKind.REVIEWED, *ids)
        undone = reviewing.review.decisions.undo(outcome.batch, BOB)
        assert (undone.done, undone.refused) == (ids, [])
        assert [reviewing.file(id_).read_bytes() for id_ in ids] == before
        assert [reviewing.row(id_).state for id_ in ids] == [
            ReviewState.SNOOZED,
            ReviewState.OVERDUE,
            ReviewState.OVERDUE,
        ]

    def test_the_history_keeps_both_the_act_and_that_it_was_taken_back(
        self, reviewing: Reviewing, old: ArticleId
    ) -> None:
        outcome = reviewing.decide(DecisionKind.REVIEWED, old)
        reviewing.review.decisions.undo(outcome.batch, BOB)
        with reviewing.review.database.connect() as connection:
            found = [(d.kind, d.status, d.person) for d in history(connection)]
        assert found == [
            (DecisionKind.UNDONE, DecisionStatus.DONE, BOB),
            (DecisionKind.REVIEWED, DecisionStatus.UNDONE, ALICE),
        ]

    def test_what_was_edited_since_is_left_as_it_is(self, reviewing: Reviewing, old: ArticleId) -> None:
        outcome = reviewing.decide(DecisionKind.REVIEWED, old)
        file = reviewing.file(old)
        file.write_text(file.read_text() + "More.\n")
        undone = reviewing.review.decisions.undo(outcome.batch, ALICE)
        assert (undone.done, reasons(undone)) == ([], ["edited"])
        assert file.read_text().endswith("More.\n")

    def test_what_somebody_decided_since_is_not_taken_back_with_it(self, reviewing: Reviewing, old: ArticleId) -> None:
        outcome = reviewing.decide(DecisionKind.REVIEWED, old)
        reviewing.decide(DecisionKind.FLAGGED, old, person=BOB, note="Wrong")
        undone = reviewing.review.decisions.undo(outcome.batch, ALICE)
        assert [d.person for d in undone.refused[0].meanwhile] == [BOB]
        assert reviewing.row(old).state is ReviewState.FLAGGED

    def test_what_was_decided_and_taken_back_since_does_not_stand_in_the_way(
        self, reviewing: Reviewing, old: ArticleId
    ) -> None:
        before = reviewing.file(old).read_bytes()
        first = reviewing.decide(DecisionKind.REVIEWED, old)
        second = reviewing.decide(DecisionKind.ARCHIVED, old, person=BOB)
        for outcome in (second, first):
            assert reviewing.review.decisions.undo(outcome.batch, ALICE).done == [old]
        assert reviewing.file(old).read_bytes() == before

    def test_for_many_the_database_is_asked_as_often_as_for_one(self, reviewing: Reviewing) -> None:
        counts = []
        for name, number in (("a", 1), ("b", 20)):
            ids = [reviewing.article(f"{name}/{place}", last_reviewed_on=OLD) for place in range(number)]
            batch = reviewing.decide(DecisionKind.REVIEWED, *ids).batch
            statements: list[str] = []
            with listening(reviewing.review.database, statements):
                assert reviewing.review.decisions.undo(batch, ALICE).done == ids
            counts.append(sum(statement.startswith("SELECT") for statement in statements))
        assert 0 < counts[0] == counts[1]

    def test_twice_undoes_once(self, reviewing: Reviewing, old: ArticleId) -> None:
        outcome = reviewing.decide(DecisionKind.REVIEWED, old)
        undone = reviewing.review.decisions.undo(outcome.batch, ALICE)
        assert reviewing.review.decisions.undo(outcome.batch, ALICE).done == []
        assert reviewing.review.decisions.undo(undone.batch, ALICE).done == []


def test_one_who_decides_without_having_seen_the_file_decides_on_the_file_as_it_is(
    reviewing: Reviewing, old: ArticleId
) -> None:
    assert reviewing.review.decisions.decide(
        DecisionRequest(DecisionKind.REVIEWED), [DecisionTarget(old)], ALICE
    ).done == [old]
