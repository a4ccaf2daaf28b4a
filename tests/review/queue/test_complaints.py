"""Readers who say that an article is wrong flag it together, by the published rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kb.catalog.article import ArticleId
from kb.feedback.ballot_box import BallotBox, Voter
from kb.feedback.votes import Opinion, VoteReason, cast
from review.decisions.decision import DecisionKind
from review.queue.complaints import USUAL, DayOfVotes, FlagRule, readers_flag, surely
from review.queue.policy import ReviewState
from review.queue.rows import Reason as Why
from review.queue.rules import read_rules
from review.wording import Wording
from tests.review.conftest import Reviewing

TODAY = date(2026, 11, 22)
WRONG = Opinion(False, (VoteReason.WRONG,))
UNCLEAR = Opinion(False, (VoteReason.UNCLEAR,))
YES = Opinion(helpful=True)


def said(*days: tuple[int, int, int]) -> list[DayOfVotes]:
    """So many days ago, so many said that something is wrong, of so many who voted."""
    return [(TODAY - timedelta(days=ago), wrong, votes) for ago, wrong, votes in days]


class TestTheRule:
    @pytest.mark.parametrize(
        ("wrong", "votes", "expected"),
        [(0, 0, 0.0), (0, 10, 0.0), (4, 9, 0.189), (5, 20, 0.112), (5, 25, 0.089), (10, 10, 0.722), (400, 900, 0.412)],
    )
    def test_few_votes_prove_less_than_many(self, wrong: int, votes: int, expected: float) -> None:
        assert surely(wrong, votes) == pytest.approx(expected, abs=0.001)

    def test_enough_of_those_who_voted_flag_it_from_the_day_that_was_enough(self) -> None:
        assert readers_flag(said((9, 3, 3)), TODAY, None) is None  # too few
        assert readers_flag(said((9, 4, 100)), TODAY, None) is None  # too small a share
        found = readers_flag(said((1, 1, 2), (9, 3, 7), (4, 1, 2)), TODAY, None)
        assert found is not None
        assert (found.on, found.wrong, found.votes) == (TODAY - timedelta(days=4), 5, 11)

    def test_a_review_answers_all_that_was_said_until_that_day(self) -> None:
        days = said((10, 60, 60), (3, 1, 1), (2, 2, 2), (0, 1, 1))
        assert readers_flag(days, TODAY, TODAY - timedelta(days=10)) == readers_flag(days[1:], TODAY, None)
        assert readers_flag(days, TODAY, TODAY - timedelta(days=3)) is None

    def test_they_say_so_within_the_days_and_then_it_stays_whatever_others_say(self) -> None:
        assert readers_flag(said((99, 2, 2), (69, 2, 2), (30, 1, 1)), TODAY, None) is None
        found = readers_flag(said((99, 2, 2), (70, 2, 2), (1, 0, 500)), TODAY, None)
        assert found is not None
        assert (found.on, found.wrong, found.votes) == (TODAY - timedelta(days=70), 4, 4)

    @pytest.mark.parametrize(
        ("rule", "flagged"),
        [
            (FlagRule(3), True),
            (FlagRule(4), False),
            (FlagRule(3, share=20), False),
            (FlagRule(3, days=1), False),
            (None, False),
        ],
    )
    def test_the_site_says_what_is_enough(self, rule: FlagRule | None, flagged: bool) -> None:
        assert (readers_flag(said((1, 1, 2), (2, 1, 3), (3, 1, 2)), TODAY, None, rule) is not None) is flagged


class TestTheSetting:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", USUAL),
            ("readers_flag: 12\n", FlagRule(12)),
            ("readers_flag: never\n", None),
            ("readers_flag:\n  share: 25\n  days: 90\n", FlagRule(4, 25, 90)),
        ],
    )
    def test_it_is_read(self, text: str, expected: FlagRule | None) -> None:
        assert (read_rules(text).readers_flag, read_rules(text).problems) == (expected, ())

    @pytest.mark.parametrize("value", ["0", "-1", "many", "1001", "٣", "[5]"])
    def test_what_is_none_is_named_and_the_usual_one_counts(self, value: str) -> None:
        rules = read_rules(f"rules: []\nreaders_flag: {value}\n")
        (problem,) = rules.problems
        assert (problem.line, problem.key, rules.readers_flag) == (2, "readers_flag", USUAL)
        assert "is not a number from 1 to 1000, or never" in problem.message

    def test_one_wrong_figure_leaves_the_others(self) -> None:
        rules = read_rules("readers_flag:\n  readers: 6\n  share: 100\n  votes: 3\n")
        assert rules.readers_flag == FlagRule(6)
        assert [(problem.line, problem.message) for problem in rules.problems] == [
            (3, "'100' is not a number from 1 to 99"),
            (4, "'votes' is not known here; use readers, share, days"),
        ]


@pytest.mark.slow
class TestTheQueue:
    def say(self, reviewing: Reviewing, id_: ArticleId, readers: int, opinion: Opinion = WRONG, first: int = 0) -> None:
        box = BallotBox(reviewing.review.database, reviewing.clock)
        article = reviewing.review.catalog.articles[id_]
        for number in range(first, first + readers):
            box.put(Voter(f"192.0.2.{number}", "Firefox", is_private=False), article, opinion)

    def test_four_of_nine_readers_put_it_at_the_head_with_the_reason(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        reviewing.article("cup", last_reviewed_on="2020-01-01")
        self.say(reviewing, lid, 5, YES, first=50)
        self.say(reviewing, lid, USUAL.readers - 1)
        assert reviewing.row(lid).state is ReviewState.FRESH
        self.say(reviewing, lid, USUAL.readers)
        row = reviewing.review.queue()[0]
        assert (row.article.id, row.state, row.waiting_since) == (lid, ReviewState.FLAGGED, TODAY)
        assert row.waits(TODAY)  # though its date has not come
        assert row.reasons[0] == Why("complaints", 4, of=9, days=30)
        assert Wording().reason(row.reasons[0]) == "4 of 9 readers in 30 days said something is wrong"

    def test_many_who_were_helped_outweigh_the_few(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        self.say(reviewing, lid, 40, YES, first=50)
        self.say(reviewing, lid, USUAL.readers)
        assert reviewing.row(lid).state is ReviewState.FRESH

    def test_other_reasons_and_one_address_under_many_names_do_not(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        self.say(reviewing, lid, 30, UNCLEAR)
        box = BallotBox(reviewing.review.database, reviewing.clock)
        for number in range(10):
            voter = Voter("203.0.113.9", f"bot{number}", is_private=number % 2 == 1)
            box.put(voter, reviewing.review.catalog.articles[lid], WRONG)
        assert reviewing.row(lid).state is ReviewState.FRESH

    def test_a_review_or_an_edit_ends_it(self, reviewing: Reviewing) -> None:
        lid, cup = (reviewing.article(key, last_reviewed_on="2026-11-01") for key in ("lid", "cup"))
        for id_ in (lid, cup):
            self.say(reviewing, id_, USUAL.readers)
        assert {reviewing.row(id_).state for id_ in (lid, cup)} == {ReviewState.FLAGGED}
        reviewing.decide(DecisionKind.REVIEWED, lid, checklist=("wording",))
        reviewing.review.library.refresh()
        reviewing.article("cup", body="Mended.", last_reviewed_on="2026-11-01")
        assert {reviewing.row(id_).state for id_ in (lid, cup)} == {ReviewState.FRESH}

    def test_the_site_may_switch_it_off(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        reviewing.collection.write("review.yml", b"readers_flag: never\n")
        self.say(reviewing, lid, 60 - 1)
        assert reviewing.row(lid).state is ReviewState.FRESH

    def test_votes_that_are_not_told_apart_do_not_count(self, reviewing: Reviewing) -> None:
        lid = reviewing.article("lid", last_reviewed_on="2026-11-01")
        with reviewing.review.database.begin() as connection:
            for _ in range(60):
                article = reviewing.review.catalog.articles[lid]
                cast(connection, article, WRONG, reviewing.clock(), is_distinct=False)
        assert reviewing.row(lid).state is ReviewState.FRESH
