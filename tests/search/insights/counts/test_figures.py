"""The figures of the insights, each from searches that could have been made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from search.insights.counts import figures as insights
from search.insights.counts.figures import Position, Sums, wilson
from search.log.searches import Click, Day
from search.widget.deflection import ArticleDeflection
from tests.search.insights.conftest import NOON, REFUND, RESET, TODAY, failed, opened, search


@pytest.mark.parametrize(("yes", "votes", "low", "high"), [(1, 1, 0.21, 1.0), (0, 4, 0.0, 0.49), (80, 100, 0.71, 0.87)])
def test_the_wilson_interval_is_that_of_the_tables(yes: int, votes: int, low: float, high: float) -> None:
    assert [round(bound, 2) for bound in wilson(yes, votes)] == [low, high]


def test_a_search_is_refined_by_other_words_of_the_same_reader_within_a_minute() -> None:
    first, again = search("card"), search("pay by card", after=60)
    assert insights.refined([first, again]) == {first.id}
    assert insights.refined([first, search("pay", after=61)]) == set()
    assert insights.refined([first, search("pay", "bob", after=1)]) == set()
    assert insights.refined([first, search("Card", after=1)]) == set()
    assert insights.refined([opened("card"), search("pay", after=1)]) == set()


def test_questions_are_counted_by_their_words_and_told_as_typed_last() -> None:
    made = [search("reset"), opened("RESET"), failed("Reset"), search("reset", language="fa")]
    one, other = insights.questions(made, {made[0].id})
    assert (one.query, one.searches, one.failed, one.clicked, one.unclicked, one.refined) == ("Reset", 3, 1, 1, 1, 1)
    assert (other.language, other.searches) == ("fa", 1)


def test_what_failed_and_led_to_an_article_all_the_same_is_not_among_the_failing() -> None:
    [one] = insights.questions([failed("reset", clicks=[Click(RESET, 2, NOON)])], set())
    assert (one.failed, one.clicked, one.unclicked) == (0, 1, 0)


@pytest.mark.parametrize(("confidence", "unsure"), [(0.49, 1), (0.5, 0)])
def test_a_doubtful_answer_is_one_that_hardly_fits(confidence: float, unsure: int) -> None:
    assert insights.questions([search("x", confidence=confidence)], set())[0].unsure == unsure


def test_a_position_was_shown_where_there_were_as_many_results() -> None:
    made = [opened("a", total=1), opened("b", position=2, total=12), search("c", total=0)]
    found = insights.positions(made)
    assert found[:3] == [Position(1, 2, 1), Position(2, 1, 1), Position(3, 1, 0)]
    assert (found[0].share, len(found)) == (0.5, 10)
    assert insights.positions([])[0].share is None


def test_days_without_searches_are_told_too_and_sums_count_with_the_rest() -> None:
    yesterday = TODAY - timedelta(days=1)
    kept = [Day(yesterday, "en", 5, 2, 1, 7)]
    found = insights.by_day([failed("a"), opened("b")], kept, yesterday - timedelta(days=1), TODAY)
    assert [sums for _, sums in found] == [Sums(), Sums(5, 2, 1, 7), Sums(2, 1, 1, 0)]
    assert insights.together([failed("a")], kept) == Sums(6, 3, 1, 7)
    assert [code for code, _ in insights.by_language([search("a", language="fa")], kept)] == ["en", "fa"]


def test_a_search_belongs_to_the_category_asked_for_else_opened_else_shown() -> None:
    categories = {RESET: "account/password", REFUND: "orders"}
    made = {
        "narrowed": search("a", category="orders/x"),
        "opened": opened("b", REFUND, first=(RESET,)),
        "shown": search("c", first=(RESET,)),
        "nothing": search("d", total=0),
    }
    ids = {one.id: name for name, one in made.items()}

    def of(wanted: str) -> list[str]:
        return [ids[one.id] for one in insights.of_category(made.values(), wanted, categories.__getitem__)]

    assert of("orders") == ["narrowed", "opened"]
    assert of("account") == ["shown"]
    assert of("acc") == []


def test_articles_have_views_clicks_votes_links_and_what_became_of_messages() -> None:
    form = ArticleDeflection(opened=3, solved=1, unsent=2)
    first, second = insights.articles(
        [opened("a"), opened("b")], {REFUND: 9}, {RESET: (3, 4)}, {RESET: 5}, {RESET: form}
    )
    assert (first.article, first.views, first.interval) == (REFUND, 9, None)
    assert (second.article, second.clicks, second.yes, second.votes) == (RESET, 2, 3, 4)
    assert second.interval == wilson(3, 4)
    assert (second.links, second.form, first.links, first.form) == (5, form, 0, ArticleDeflection())


def test_an_article_that_was_only_sent_or_opened_in_a_form_is_there_too() -> None:
    found = insights.articles([], {}, {}, {RESET: 1}, {REFUND: ArticleDeflection(opened=1)})
    assert {one.article for one in found} == {RESET, REFUND}
