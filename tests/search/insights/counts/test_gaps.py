"""Failing searches become topics; a topic becomes a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from search.insights.counts import gaps
from search.insights.counts.gaps import Gap, find_gaps
from search.log.searches import Search
from search.models.embedder import Matrix
from tests.conftest import BagOfWords
from tests.search.insights.conftest import NOON, REFUND, RESET, failed, search

HOUR = 3600.0


def no_model(_: Sequence[str]) -> Matrix | None:
    return None


def found(*searches: Search, covered: Sequence[tuple[str, str]] = ()) -> list[Gap]:
    return find_gaps(searches, NOON, set(covered), no_model)


def topics(made: list[Gap]) -> list[list[str]]:
    return [[one.query for one in gap.questions] for gap in made]


def test_searches_that_share_most_words_are_one_topic_named_by_what_is_asked_most() -> None:
    made = found(
        *(failed("gift wrapping") for _ in range(3)),
        failed("wrapping of a gift"),
        *(failed("student discount") for _ in range(2)),
        search("reset password"),
    )
    assert topics(made) == [["gift wrapping", "wrapping of a gift"], ["student discount"]]
    assert [(gap.name, gap.count) for gap in made] == [("gift wrapping", 4), ("student discount", 2)]


def test_with_a_model_meaning_decides() -> None:
    def embed(texts: Sequence[str]) -> Matrix:
        return BagOfWords().embed_queries(["crypto" if text in ("bitcoin", "биткоин") else text for text in texts])

    made = [failed("bitcoin"), failed("биткоин", language="ru"), failed("bitcoin"), failed("gift")]
    assert topics(find_gaps(made, NOON, set(), embed)) == [["bitcoin", "биткоин"], ["gift"]]
    assert find_gaps(made, NOON, set(), embed)[0].language == "en"


def test_the_trend_is_told_by_the_halves_of_the_time() -> None:
    [gap] = found(failed("gift", after=-1), failed("gift"), failed("gift", after=HOUR))
    assert (gap.earlier, gap.recent) == (1, 2)


def test_what_was_covered_is_left_out() -> None:
    made = [failed("gift"), failed("gift", language="fa")]
    assert [gap.language for gap in found(*made, covered=[("en", "gift")])] == ["fa"]


def test_the_nearest_article_is_what_was_opened_or_else_shown_first() -> None:
    [gap] = found(
        failed("gift", first=(RESET, REFUND)), failed("gift", first=(REFUND,)), failed("gift", first=(REFUND,))
    )
    assert gap.nearest == REFUND
    assert found(failed("gift", total=0))[0].nearest is None


def test_questions_asked_least_are_left_out_where_there_are_too_many() -> None:
    made = [failed(f"word{number}") for number in range(gaps.MOST_QUESTIONS + 5)]
    assert sum(len(gap.questions) for gap in found(*made, failed("word7"))) == gaps.MOST_QUESTIONS


def test_nothing_that_failed_is_no_gap() -> None:
    assert found() == found(search("fine")) == []


# Drafts


def test_the_middle_of_the_time_counts_as_recent() -> None:
    [gap] = find_gaps([failed("gift")], NOON + timedelta(seconds=1), set(), no_model)
    assert gap.recent == 0
