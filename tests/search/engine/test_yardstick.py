"""How near articles are to their own titles."""

from __future__ import annotations

from collections.abc import Sequence

from kb.catalog.article import PUBLIC_ONLY
from search.engine.yardstick import ASKED, FEWEST, yardsticks
from search.models.embedder import Matrix
from tests.search.conftest import Searchable

WORDS = ("kettle", "parcel", "refund", "password", "warranty", "blender", "invoice")


def measured(searchable: Searchable, asked: list[str] | None = None) -> dict[str, float]:
    state = searchable.service.state
    loaded = state.models["bag"]

    def embed(titles: Sequence[str]) -> Sequence[Matrix]:
        if asked is not None:
            asked.extend(titles)
        return list(loaded.embedder.embed_queries(titles))

    assert state.snapshot is not None
    return yardsticks(state.snapshot.seen_by(PUBLIC_ONLY), searchable.library.catalog, loaded, embed)


def write(searchable: Searchable, language: str, count: int, text: str = "{0} and what to do about a {0}.") -> None:
    for number in range(count):
        word = WORDS[number % len(WORDS)]
        searchable.write(f"{language}/{word}-{number}.md", text.format(word), title=f"Your {word} number {number}")


def test_each_language_with_enough_articles_has_its_own(searchable: Searchable) -> None:
    write(searchable, "en", FEWEST)
    write(searchable, "ru", FEWEST - 1)
    searchable.index()
    assert measured(searchable).keys() == {"en"}
    assert searchable.service.state.yardsticks == {"bag": measured(searchable)}


def test_articles_that_are_about_their_title_are_nearer_to_it(searchable: Searchable) -> None:
    write(searchable, "en", len(WORDS))
    searchable.index()
    near = measured(searchable)["en"]
    write(searchable, "en", len(WORDS), "Something else is told here. {0}. Much of it is not said above at all.")
    searchable.index()
    assert measured(searchable)["en"] < near


def test_of_many_articles_some_are_asked_and_always_the_same(searchable: Searchable) -> None:
    write(searchable, "en", ASKED + 20)
    searchable.index()
    first: list[str] = []
    again: list[str] = []
    measured(searchable, first)
    measured(searchable, again)
    assert len(first) == ASKED
    assert first == again


def test_what_the_public_may_not_see_tells_nothing(searchable: Searchable) -> None:
    write(searchable, "en", FEWEST)
    searchable.write("en/secret.md", "Salaries.", title="Secret", audience="internal")
    searchable.index()
    asked: list[str] = []
    measured(searchable, asked)
    assert len(asked) == FEWEST
    assert "Secret" not in asked
