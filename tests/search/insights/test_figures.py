"""The figures of the insights, each from searches that could have been made."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select

from kb.core.command_line import Context
from kb.usage.desk_notes import DeskNoteRow, DeskNotes, Note, NoteKind
from search.insights import figures as insights
from search.insights.commands import COMMANDS
from search.insights.figures import Position, Sums, wilson
from search.insights.scope import InsightScope
from search.log.history import covers, days, failed_searches_since, read
from search.log.searches import Click, Cover, Day, Search, cover, forget, tidy, uncover, write
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


# The tables


def put(database: Engine, *searches: Search) -> None:
    with database.begin() as connection:
        write(connection, searches, [], {})


def test_failed_searches_end_at_what_was_opened_and_at_what_was_shown_first(database: Engine) -> None:
    put(
        database,
        failed("a", first=(RESET, REFUND)),
        failed("b", first=(RESET,), clicks=[Click(REFUND, 1, NOON), Click(RESET, 2, NOON)]),
        failed("c", total=0),
        opened("fine", first=(RESET,)),
        failed("long ago", first=(RESET,), after=-10 * 86_400),
    )
    with database.connect() as connection:
        assert failed_searches_since(connection, TODAY) == {RESET: 2, REFUND: 1}


def test_read_gives_the_days_asked_for_in_order_with_clicks(database: Engine) -> None:
    made = [opened("b", after=5), search("a", first=(RESET,)), search("before", after=-12 * 3600 - 1)]
    put(database, *made, search("after", after=12 * 3600))
    with database.connect() as connection:
        assert list(read(connection, TODAY, TODAY)) == [made[1], made[0]]


def test_sums_add_up_when_days_are_tidied_twice(database: Engine) -> None:
    put(database, opened("a"), failed("b", total=0))
    for _ in range(2):
        with database.begin() as connection:
            tidy(connection, TODAY + timedelta(days=1))
    put(database, failed("c"))
    with database.begin() as connection:
        assert tidy(connection, TODAY + timedelta(days=1)) == 1
        assert days(connection, TODAY, TODAY) == [Day(TODAY, "en", 3, 2, 1)]
        assert list(read(connection, TODAY, TODAY)) == []


def test_an_article_covers_questions_until_that_is_taken_back(database: Engine) -> None:
    with database.begin() as connection:
        cover(connection, [Cover("en", "a", RESET, NOON, "Ann"), Cover("en", "b", RESET, NOON, "Ann")])
        cover(connection, [Cover("en", "b", REFUND, NOON, "Bob")])
        assert covers(connection) == [Cover("en", "a", RESET, NOON, "Ann"), Cover("en", "b", REFUND, NOON, "Bob")]
        uncover(connection, RESET)
        assert [one.folded for one in covers(connection)] == ["b"]


def test_forgetting_deletes_what_contains_the_words_and_nothing_else(database: Engine) -> None:
    put(database, opened("parcel of ann@example.com"), search("100"), search("1000"))
    with database.begin() as connection:
        assert forget(connection, "10%") == forget(connection, "10_") == 0
        assert forget(connection, "ann example") == 1
        assert [one.query for one in read(connection, TODAY, TODAY)] == ["100", "1000"]


def run(tmp_path: Path, url: str, *arguments: str) -> Any:
    context = Context(None, str(tmp_path), {"KB_DATABASE_URL": url}, *[None] * 3)  # type: ignore[arg-type]
    return CliRunner().invoke(COMMANDS[0], ["forget", *arguments], obj=context)


def note(database: Engine, ticket: str, question: str = "", name: str = "Ann") -> None:
    assert DeskNotes(database, lambda: NOON).add(Note(NoteKind.LINK, name, ticket, question, article=RESET))


def notes(database: Engine) -> list[tuple[str, str]]:
    with database.connect() as connection:
        rows = connection.execute(select(DeskNoteRow.ticket, DeskNoteRow.name).order_by(DeskNoteRow.id))
        return [(ticket, name) for ticket, name in rows]


def test_the_command_forgets_words_or_days(database: Engine, database_url: str, tmp_path: Path) -> None:
    put(database, search("call ann example"), search("old", after=-86_400), search("new"))
    assert run(tmp_path, database_url, "--query", "ANN  Example").stdout == "1 search deleted\n"
    assert run(tmp_path, database_url, "--before", "2026-11-22").stdout == "1 search deleted\n"
    with database.connect() as connection:
        assert [one.query for one in read(connection, date(2026, 1, 1), TODAY)] == ["new"]


def test_the_command_forgets_words_at_the_desk_as_well(database: Engine, database_url: str, tmp_path: Path) -> None:
    note(database, "T-1", "Is ANN-Example here?")
    note(database, "T-2", "Is Anna here?")
    told = run(tmp_path, database_url, "--query", "ann example").stdout
    assert told == "0 searches deleted, 1 note of the desk deleted\n"
    assert notes(database) == [("T-2", "Ann")]


def test_the_command_forgets_a_ticket_or_a_name(database: Engine, database_url: str, tmp_path: Path) -> None:
    for ticket, name in (("T-1", "Ann"), ("T-1", "Bob"), ("T-2", "Bob")):
        note(database, ticket, name=name)
    assert run(tmp_path, database_url, "--person", "Ann").stdout == "1 note of the desk without a name now\n"
    assert notes(database) == [("T-1", ""), ("T-1", "Bob"), ("T-2", "Bob")]
    assert run(tmp_path, database_url, "--ticket", "T-1").stdout == "2 notes of the desk deleted\n"
    assert notes(database) == [("T-2", "Bob")]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--query", "?!"),
        ("--query", "a", "--before", "2026-11-22"),
        ("--ticket", " "),
        ("--person", ""),
        ("--ticket", "T-1", "--person", "Ann"),
        ("--query", "?!", "--ticket", "T-1"),
    ],
)
def test_the_command_asks_for_one_of_them(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = run(tmp_path, f"sqlite:///{tmp_path / 'kb.sqlite'}", *arguments)
    assert answer.exit_code == 2
    assert "give either --query" in answer.output
