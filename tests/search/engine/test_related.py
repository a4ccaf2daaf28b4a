"""Articles so near in meaning that they say the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, ArticleId
from kb.catalog.catalog import Audiences
from search.engine.related import MOST_DUPLICATES, SAME_FROM
from search.models.chosen.choice import choose_models
from tests.conftest import SAMPLES, Collection
from tests.search.conftest import Maker, Searchable

TOPICS = {
    "kettle": "Descale the kettle with vinegar, rinse it twice, then boil fresh water before making tea.",
    "refund": "Your money returns within five days, onto whichever card paid for the order.",
    "password": "Ask for a link by e-mail, open it within an hour, choose another passphrase.",
    "parcel": "The courier scans each parcel at every depot, so tracking shows where yours waits.",
    "warranty": "Appliances carry two years of warranty against faults in material or assembly.",
    "blender": "Never fill the jug above its line; hot soup expands while blades are turning.",
    "invoice": "Companies find invoices below their profile, ready for printing or bookkeeping.",
}
NEARLY = TOPICS["kettle"].replace("rinse it twice", "rinse it well")


@pytest.fixture
def topics(searchable: Searchable) -> Searchable:
    """Articles that have nothing in common."""
    for name, text in TOPICS.items():
        searchable.write(f"en/{name}.md", text, title=name.title())
    return searchable


def duplicates(searchable: Searchable, key: str, audiences: Audiences = EVERYONE) -> list[str]:
    """The keys of the near duplicates of an English article."""
    searchable.index()
    article = searchable.library.catalog.articles[ArticleId("en", key)]
    return [other.key for other, _ in searchable.service.engine.near_duplicates(article, audiences)]


def test_articles_about_different_things_are_no_duplicates(topics: Searchable) -> None:
    assert {key: duplicates(topics, key) for key in TOPICS} == {key: [] for key in TOPICS}


def test_a_copy_with_small_edits_is_found_from_both_sides(topics: Searchable) -> None:
    topics.write("en/kettle-again.md", NEARLY, title="Kettle")
    assert duplicates(topics, "kettle") == ["kettle-again"]
    assert duplicates(topics, "kettle-again") == ["kettle"]


def test_the_nearest_comes_first_and_the_nearness_is_at_most_one(topics: Searchable) -> None:
    topics.write("en/edited.md", NEARLY, title="Kettle")
    topics.write("en/same.md", TOPICS["kettle"], title="Kettle")
    topics.index()
    article = topics.library.catalog.articles[ArticleId("en", "kettle")]
    (first, nearest), (second, near) = topics.service.engine.near_duplicates(article, EVERYONE)
    assert (first.key, second.key) == ("same", "edited")
    assert 1.0 >= nearest > near >= SAME_FROM


def test_a_translation_is_no_duplicate(topics: Searchable) -> None:
    topics.write("de/kettle.md", TOPICS["kettle"], title="Kettle")
    assert duplicates(topics, "kettle") == []


def test_what_the_asker_may_not_see_is_no_duplicate_for_them(topics: Searchable) -> None:
    topics.write("en/secret.md", NEARLY, title="Kettle", audience="internal")
    assert duplicates(topics, "kettle", PUBLIC_ONLY) == []
    assert duplicates(topics, "kettle") == ["secret"]


def test_a_copy_that_was_archived_a_moment_ago_is_no_duplicate(topics: Searchable) -> None:
    topics.write("en/copy.md", NEARLY, title="Kettle")
    assert duplicates(topics, "kettle") == ["copy"]
    topics.write("en/copy.md", NEARLY, title="Kettle", status="archived")
    topics.library.refresh()
    article = topics.library.catalog.articles[ArticleId("en", "kettle")]
    assert topics.service.engine.near_duplicates(article, EVERYONE) == []


def test_no_more_are_told_than_an_editor_can_look_at(topics: Searchable) -> None:
    for name, text in TOPICS.items():
        topics.write(f"en/more/{name}.md", f"{text} {text}", title=name)  # so that the copies are not the usual
    for number in range(MOST_DUPLICATES + 2):
        topics.write(f"en/copy-{number}.md", TOPICS["kettle"], title="Kettle")
    assert len(duplicates(topics, "kettle")) == MOST_DUPLICATES


def test_without_a_model_nothing_is_known_to_be_the_same(make_searchable: Maker, collection: Collection) -> None:
    searchable = make_searchable(collection, collection.root.parent / "data", [])
    searchable.write("en/kettle.md", TOPICS["kettle"])
    searchable.write("en/copy.md", TOPICS["kettle"])
    assert duplicates(searchable, "kettle") == []


@pytest.mark.slow
def test_of_the_real_articles_only_a_copy_is_a_duplicate(
    make_searchable: Maker, collection: Collection, vectors_of_samples: Path
) -> None:
    """The articles about one appliance and one matter are the nearest there are."""
    for folder in ("products/air-fryer", "products/coffee-machine", "returns", "account"):
        for file in sorted((SAMPLES / "en" / folder).glob("[!_]*.md")):
            collection.write(f"en/{folder}/{file.name}", file.read_bytes())
    original = (SAMPLES / "en/account/reset-a-forgotten-password.md").read_text("utf-8")
    edited = "".join(line for number, line in enumerate(original.splitlines(True)) if number % 15 != 14)
    collection.write("en/account/lost-password.md", edited.encode())
    data = collection.root.parent / "data"
    data.mkdir()
    shutil.copy(vectors_of_samples, data)
    searchable = make_searchable(collection, data, choose_models(["e5"]))
    searchable.index()
    articles = searchable.library.catalog.published
    found = {a.key: [o.key for o, _ in searchable.service.engine.near_duplicates(a, EVERYONE)] for a in articles}
    assert {key: others for key, others in found.items() if others} == {
        "account/reset-a-forgotten-password": ["account/lost-password"],
        "account/lost-password": ["account/reset-a-forgotten-password"],
    }


def test_what_is_only_the_nearest_is_not_related(searchable: Searchable) -> None:
    for name, text in TOPICS.items():
        searchable.write(f"en/{name}.md", text, title=name.title())
        searchable.write(f"en/{name}-again.md", text.replace("the", "any"), title=f"{name.title()} again")
    searchable.write("en/alone.md", "Gardens bloom beside quiet rivers.", title="Spring")
    searchable.index()
    engine, articles = searchable.service.engine, searchable.library.catalog.articles
    assert engine.related(articles[ArticleId("en", "alone")], EVERYONE) == []
    assert [a.key for a in engine.related(articles[ArticleId("en", "kettle")], EVERYONE)] == ["kettle-again"]


def test_of_a_few_articles_the_nearest_are_shown_since_it_cannot_be_told_what_is_usual(topics: Searchable) -> None:
    topics.index()
    article = topics.library.catalog.articles[ArticleId("en", "kettle")]
    assert len(topics.service.engine.related(article, EVERYONE, limit=3)) == 3
