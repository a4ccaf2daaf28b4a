"""Whatever instant a crash chooses, every file is old or new, and the history can be made to agree with the files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.catalog.article import ArticleId
from kb.core.events import EventKind, SiteEvent
from kb.editing.revisions import keep
from kb.files.saving import fingerprint, replace_file
from review.decisions.annotations import change, from_plain
from review.decisions.audit import Finding, audit
from review.decisions.decision import Decision, DecisionKind, DecisionStatus
from review.decisions.history import in_status, note, of_article
from review.queue.policy import ReviewState
from review.queue.rows import NO_STANDING
from tests.review.conftest import ALICE, Reviewing

OLD, NEW = b"last_reviewed_on: 2024-01-31\n", b"last_reviewed_on: 2026-11-22\nreviewed_by: Alice Owner\n"
ROOT = Path(__file__).parents[3]


def findings(reviewing: Reviewing, *, mend: bool = True) -> list[Finding]:
    review = reviewing.review
    review.library.refresh()
    root = reviewing.collection.root
    return audit(review.catalog, root, review.database, reviewing.clock, mend=mend, tell=review.tell)


def intend(reviewing: Reviewing, id_: ArticleId) -> tuple[Decision, bytes]:
    """A review as it is noted before the file is written, and what it is about to write."""
    before = reviewing.file(id_).read_bytes()
    after = before.replace(OLD, NEW)
    decision = Decision(
        "batch",
        reviewing.clock.now.replace(tzinfo=None),
        id_,
        reviewing.review.catalog.articles[id_].path,
        DecisionKind.REVIEWED,
        ALICE,
        details={"reviewed_on": "2026-11-22", "_after": {"changed_on": "2026-11-22"}},
        before=fingerprint(before),
        after=fingerprint(after),
        status=DecisionStatus.INTENDED,
    )
    with reviewing.review.database.begin() as connection:
        keep(connection, [(fingerprint(before), before), (fingerprint(after), after)])
        note(connection, [decision])
    return decision, after


def statuses(reviewing: Reviewing, id_: ArticleId) -> list[DecisionStatus]:
    with reviewing.review.database.connect() as connection:
        return [decision.status for decision in of_article(connection, id_)]


def test_where_history_and_files_agree_there_is_nothing_to_tell(reviewing: Reviewing, old: ArticleId) -> None:
    reviewing.decide(DecisionKind.REVIEWED, old)
    assert findings(reviewing, mend=False) == []


def test_a_decision_interrupted_before_the_file_is_void(reviewing: Reviewing, old: ArticleId) -> None:
    intend(reviewing, old)
    (finding,) = findings(reviewing)
    assert (finding.path, finding.settled) == ("en/account/reset.md", "void")
    assert statuses(reviewing, old) == [DecisionStatus.VOID]
    assert findings(reviewing) == []


def test_a_decision_interrupted_after_the_file_is_done_with_all_that_follows(
    reviewing: Reviewing, old: ArticleId
) -> None:
    decision, after = intend(reviewing, old)
    replace_file(reviewing.file(old), after, str(decision.before))
    (finding,) = findings(reviewing)
    assert finding.settled == "done"
    assert statuses(reviewing, old) == [DecisionStatus.DONE]
    assert reviewing.row(old).standing.changed_on == date(2026, 11, 22)
    assert findings(reviewing) == []


@pytest.mark.parametrize("starts", [False, True])
def test_programs_outside_are_told_once_of_what_was_interrupted_after_the_file(
    reviewing: Reviewing, old: ArticleId, starts: bool
) -> None:
    told: list[tuple[bool, SiteEvent]] = []
    reviewing.review.tell = lambda connection, event: told.append((connection.in_transaction(), event))
    intend(reviewing, old)
    findings(reviewing)
    assert told == []  # it is void: nothing happened
    decision, after = intend(reviewing, old)
    replace_file(reviewing.file(old), after, str(decision.before))
    reviewing.review.library.refresh()
    if starts:
        reviewing.review.start()
    assert bool(findings(reviewing)) is not starts
    event = SiteEvent(EventKind.REVIEW_DONE, {**old._asdict(), "decision": "reviewed"})
    assert told == [(True, event)]


def test_a_decision_interrupted_before_the_file_takes_nothing_of_the_standing(
    reviewing: Reviewing, old: ArticleId
) -> None:
    decision, _ = intend(reviewing, old)
    claimed = from_plain(decision.details["_after"])
    with reviewing.review.database.begin() as connection:
        assert change(connection, {old: (NO_STANDING, claimed)}) == set()
    assert reviewing.row(old).standing == claimed
    findings(reviewing)
    assert reviewing.row(old).standing == NO_STANDING


def test_looking_changes_nothing(reviewing: Reviewing, old: ArticleId) -> None:
    intend(reviewing, old)
    assert [finding.settled for finding in findings(reviewing, mend=False)] == [""]
    assert statuses(reviewing, old) == [DecisionStatus.INTENDED]


def test_a_start_settles_what_a_crash_left(reviewing: Reviewing, old: ArticleId) -> None:
    intend(reviewing, old)
    reviewing.review.start()
    assert statuses(reviewing, old) == [DecisionStatus.VOID]


def test_a_date_written_by_hand_since_is_the_truth_and_the_history_says_so(
    reviewing: Reviewing, old: ArticleId
) -> None:
    reviewing.decide(DecisionKind.REVIEWED, old)
    file = reviewing.file(old)
    file.write_text(file.read_text().replace("2026-11-22", "2026-11-25"))
    (finding,) = findings(reviewing)
    assert finding.message == "the file says it was reviewed on 2026-11-25, the history says 2026-11-22"
    with reviewing.review.database.connect() as connection:
        newest = of_article(connection, old)[0]
    assert (newest.kind, newest.details["reviewed_on"]) == (DecisionKind.OUTSIDE, "2026-11-25")
    assert findings(reviewing) == []


def test_what_the_audit_noted_is_not_taken_back_with_the_review_before_it(reviewing: Reviewing, old: ArticleId) -> None:
    outcome = reviewing.decide(DecisionKind.REVIEWED, old)
    reviewing.decide(DecisionKind.FLAGGED, old, note="Wrong")
    file = reviewing.file(old)
    file.write_text(file.read_text().replace("2026-11-22", "2026-11-25"))
    findings(reviewing)
    assert reviewing.review.decisions.undo(outcome.batch, ALICE).done == []
    assert reviewing.row(old).state is ReviewState.FLAGGED
    assert findings(reviewing, mend=False) == []


def test_a_review_that_is_younger_than_the_catalog_is_no_disagreement(reviewing: Reviewing, old: ArticleId) -> None:
    review, before = reviewing.review, reviewing.review.catalog
    reviewing.decide(DecisionKind.REVIEWED, old)
    assert before.articles[old].last_reviewed_on == date(2024, 1, 31)
    assert audit(before, reviewing.collection.root, review.database, reviewing.clock, mend=True) == []


def test_an_article_whose_file_is_gone_is_no_disagreement(reviewing: Reviewing, old: ArticleId) -> None:
    intend(reviewing, old)
    reviewing.file(old).unlink()
    assert [finding.settled for finding in findings(reviewing)] == ["void"]
    assert findings(reviewing, mend=False) == []


def test_an_interrupted_undo_is_settled_as_well(reviewing: Reviewing, old: ArticleId) -> None:
    before = reviewing.file(old).read_bytes()
    reviewing.decide(DecisionKind.REVIEWED, old)
    after = reviewing.file(old).read_bytes()
    with reviewing.review.database.begin() as connection:
        (done,) = of_article(connection, old)
        undo = Decision(
            "undo", done.at, old, done.path, DecisionKind.UNDONE, ALICE, "", {"_undoes": done.id, "_after": {}}
        )
        note(connection, [replace(undo, before=done.after, after=done.before, status=DecisionStatus.INTENDED)])
    replace_file(reviewing.file(old), before, fingerprint(after))
    findings(reviewing)
    assert statuses(reviewing, old) == [DecisionStatus.DONE, DecisionStatus.UNDONE]
    assert reviewing.row(old).state is ReviewState.OVERDUE


@pytest.mark.slow
@pytest.mark.longest
def test_killed_at_any_moment_of_a_bulk_act_files_are_whole_and_the_history_can_be_mended(
    reviewing: Reviewing,
) -> None:
    ids = [reviewing.article(f"a/{number}", last_reviewed_on="2024-01-31") for number in range(60)]
    script = [sys.executable, str(Path(__file__).with_name("kill_while_deciding.py"))]
    script += [str(reviewing.collection.root), reviewing.review.settings.database]
    cut_short = 0
    whole = 0.0  # seconds of an act that nobody kills, of which the others get a share; some die before a file
    shares = [(number / 12, 0) for number in range(1, 12)]
    with subprocess.Popen(
        script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}
    ) as forks:
        assert forks.stdin
        assert forks.stdout
        for share, dies_before in ((None, 0), *shares, *((None, number) for number in (1, 2, 30, 60))):
            for id_ in ids:
                file = reviewing.file(id_)
                file.write_bytes(file.read_bytes().replace(NEW, OLD))
            findings(reviewing)
            print(dies_before, file=forks.stdin, flush=True)
            word, process = forks.stdout.readline().split()
            assert word == "ready"
            began = time.monotonic()
            if share is not None:
                time.sleep(share * whole)
                with suppress(ProcessLookupError):  # done already
                    os.kill(int(process), signal.SIGKILL)
            assert forks.stdout.readline() == "ended\n"
            whole = whole or time.monotonic() - began
            written = [id_ for id_ in ids if NEW in reviewing.file(id_).read_bytes()]
            assert not dies_before or len(written) == dies_before - 1
            assert all(OLD in reviewing.file(id_).read_bytes() for id_ in ids if id_ not in written)
            with reviewing.review.database.connect() as connection:
                cut_short += bool(in_status(connection, DecisionStatus.INTENDED))
            findings(reviewing)
            assert findings(reviewing, mend=False) == []
            with reviewing.review.database.connect() as connection:
                newest = {id_: of_article(connection, id_, 1) for id_ in ids}
            done = [
                id_
                for id_ in ids
                if any(d.kind is DecisionKind.REVIEWED and d.status is DecisionStatus.DONE for d in newest[id_])
            ]
            assert set(done) == set(written)
    assert cut_short >= 4
