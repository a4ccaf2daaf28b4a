"""Readers who say that an article is wrong flag it together, by the published rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kb.catalog.article import ArticleId
from kb.feedback.ballot_box import BallotBox, Voter
from kb.feedback.votes import Opinion, VoteReason, cast
from review.decisions.decision import DecisionKind
from review.queue.complaints import DAYS, USUAL, readers_flag
from review.queue.policy import ReviewState
from review.queue.rows import Reason as Why
from review.queue.rules import read_rules
from review.wording import Wording
from tests.review.conftest import Reviewing

TODAY = date(2026, 11, 22)
WRONG = Opinion(False, (VoteReason.WRONG,))
UNCLEAR = Opinion(False, (VoteReason.UNCLEAR,))


def days_ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in days]


class TestTheRule:
    def test_enough_readers_flag_it_from_the_day_that_was_enough(self) -> None:
        assert readers_flag(days_ago(9, 8, 7, 6), TODAY, None) is None
        found = readers_flag(days_ago(1, 9, 8, 7, 6, 2), TODAY, None)
        assert found is not None
        assert (found.on, found.readers) == (TODAY - timedelta(days=2), 6)

    def test_a_review_answers_all_that_was_said_until_that_day(self) -> None:
        said = days_ago(*[10] * 60, 3, 2, 1, 0)
        assert readers_flag(said, TODAY, TODAY - timedelta(days=10)) is None
        assert readers_flag(said, TODAY, TODAY - timedelta(days=11)) is not None

    def test_what_is_older_than_ninety_days_is_over(self) -> None:
        assert readers_flag(days_ago(*[DAYS] * 60), TODAY, None) is None
        assert readers_flag(days_ago(*[DAYS - 1] * USUAL), TODAY, None) is not None

    @pytest.mark.parametrize(("enough", "flagged"), [(1, True), (3, True), (4, False), (None, False)])
    def test_the_site_says_how_many_are_enough(self, enough: int | None, flagged: bool) -> None:
        assert (readers_flag(days_ago(1, 2, 3), TODAY, None, enough) is not None) is flagged


class TestTheSetting:
    @pytest.mark.parametrize(
        ("text", "expected"), [("", USUAL), ("readers_flag: 12\n", 12), ("readers_flag: never\n", None)]
    )
    def test_it_is_read(self, text: str, expected: int | None) -> None:
        assert (read_rules(text).readers_flag, read_rules(text).problems) == (expected, ())

    @pytest.mark.parametrize("value", ["0", "-1", "many", "1001", "٣", "[5]", "{a: b}"])
    def test_what_is_none_is_named_and_the_usual_one_counts(self, value: str) -> None:
        rules = read_rules(f"rules: []\nreaders_flag: {value}\n")
        (problem,) = rules.problems
        assert (problem.line, problem.key, rules.readers_flag) == (2, "readers_flag", USUAL)
        assert "is not a number from 1 to 1000, or never" in problem.message


@pytest.mark.slow
class TestTheQueue:
    def complain(self, reviewing: Reviewing, id_: ArticleId, readers: int, opinion: Opinion = WRONG) -> None:
        box = BallotBox(reviewing.review.database, reviewing.clock)
        article = reviewing.review.catalog.articles[id_]
        for number in range(readers):
            box.put(Voter(f"192.0.2.{number}", "Firefox", is_private=False), article, opinion)

    def test_five_readers_put_it_at_the_head_with_the_reason(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        reviewing.article("cup", last_reviewed_on="2020-01-01")
        self.complain(reviewing, lid, USUAL - 1)
        assert reviewing.row(lid).state is ReviewState.FRESH
        self.complain(reviewing, lid, USUAL)
        row = reviewing.review.queue()[0]
        assert (row.article.id, row.state, row.waiting_since) == (lid, ReviewState.FLAGGED, TODAY)
        assert row.reasons[0] == Why("complaints", USUAL)
        assert Wording().reason(row.reasons[0]) == "5 readers reported it as wrong"

    def test_other_reasons_and_one_address_under_many_names_do_not(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        self.complain(reviewing, lid, 30, UNCLEAR)
        box = BallotBox(reviewing.review.database, reviewing.clock)
        for number in range(10):
            voter = Voter("203.0.113.9", f"bot{number}", is_private=number % 2 == 1)
            box.put(voter, reviewing.review.catalog.articles[lid], WRONG)
        assert reviewing.row(lid).state is ReviewState.FRESH

    def test_a_review_or_an_edit_ends_it(self, reviewing: Reviewing) -> None:
        lid, cup = (reviewing.article(key, last_reviewed_on="2026-11-01") for key in ("lid", "cup"))
        for id_ in (lid, cup):
            self.complain(reviewing, id_, USUAL)
        assert {reviewing.row(id_).state for id_ in (lid, cup)} == {ReviewState.FLAGGED}
        reviewing.decide(DecisionKind.REVIEWED, lid, checklist=("wording",))
        reviewing.review.library.refresh()
        reviewing.article("cup", body="Mended.", last_reviewed_on="2026-11-01")
        assert {reviewing.row(id_).state for id_ in (lid, cup)} == {ReviewState.FRESH}

    def test_the_site_may_switch_it_off(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        reviewing.collection.write("review.yml", b"readers_flag: never\n")
        self.complain(reviewing, lid, 60 - 1)
        assert reviewing.row(lid).state is ReviewState.FRESH

    def test_votes_that_are_not_told_apart_do_not_count(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        with reviewing.review.database.begin() as connection:
            for _ in range(60):
                article = reviewing.review.catalog.articles[lid]
                cast(connection, article, WRONG, reviewing.clock(), is_distinct=False)
        assert reviewing.row(lid).state is ReviewState.FRESH
