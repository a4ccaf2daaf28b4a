"""What a collection was asked, with the articles in which it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.choosing.questions import MOST, answered, headings
from search.index.passages import Passage
from search.log.searches import Click, Search
from tests.conftest import Collection

BEGAN = datetime(2026, 1, 1)  # noqa: DTZ001 - as the tables keep it


@pytest.fixture
def catalog(collection: Collection) -> Catalog:
    for name in ("kettle", "toaster"):
        collection.write(f"en/{name}.md", "Text.", title=name.title())
    return collection.library().catalog


def search(number: int, query: str, *opened: str, language: str = "en", category: str = "") -> Search:
    clicks = [Click(ArticleId("en", key), 1, BEGAN + timedelta(minutes=place)) for place, key in enumerate(opened)]
    at = BEGAN + timedelta(hours=number)
    return Search(str(number), at, "s", query, query.lower(), language, category, 1, True, 0.5, "hybrid", (), clicks)


def asked(catalog: Catalog, *searches: Search) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.text, one.relevant) for one in answered(searches, catalog)]


def test_the_article_that_was_opened_last_answers(catalog: Catalog) -> None:
    assert asked(catalog, search(1, "boil", "toaster", "kettle")) == [("boil", ("kettle",))]


def test_searches_that_ended_nowhere_tell_nothing(catalog: Catalog) -> None:
    searches = [search(1, "boil"), search(2, "boil", "gone"), search(3, "boil", "kettle", category="kitchen")]
    assert asked(catalog, *searches) == []


def test_a_question_counts_once_with_what_was_opened_most_often(catalog: Catalog) -> None:
    searches = [search(1, "Boil", "kettle"), search(2, "boil", "toaster"), search(3, "boil", "kettle")]
    assert asked(catalog, *searches) == [("boil", ("kettle",))]
    assert asked(catalog, *searches, search(4, "BOIL", "toaster")) == [("BOIL", ("kettle", "toaster"))]


def test_the_newest_question_comes_last_and_languages_are_apart(catalog: Catalog) -> None:
    searches = [search(1, "boil", "kettle"), search(2, "toast", "toaster"), search(3, "boil", "kettle", language="de")]
    assert [text for text, _ in asked(catalog, *searches)] == ["boil", "toast", "boil"]
    again = [*searches, search(4, "boil", "kettle")]
    assert [text for text, _ in asked(catalog, *again)] == ["toast", "boil", "boil"]


def passage(key: str, title: str = "", heading: str = "") -> Passage:
    return Passage("en", key, title, (heading,) if heading else (), "", "text")


def test_headings_of_few_articles_and_more_than_a_word_are_questions() -> None:
    found = headings([passage("a", "Clean it", "Before you start"), passage("b", "Kettle", "Before you start")])
    assert [(one.text, one.relevant) for one in found] == [("Clean it", ("a",)), ("Before you start", ("a", "b"))]
    assert headings([passage(key, heading="In short") for key in "abcd"]) == []


def test_of_many_headings_some_are_taken_from_everywhere() -> None:
    found = headings([passage(str(number), f"Title {number}") for number in range(3 * MOST)])
    assert len(found) == MOST
    assert found[-1].text == f"Title {3 * MOST - 3}"
