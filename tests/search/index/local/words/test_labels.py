"""Who may see what, as masks over the rows of a snapshot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, Article, Audience, AudienceSet, Status, read_audience
from search.index.local.entries import Entry
from search.index.local.words.labels import Labels
from tests.search.index.local.conftest import catalog

NOW = datetime(2026, 11, 22, tzinfo=UTC)
POT = Article("en", "pot", "en/pot.md", "Pots", "Text.", NOW, category="kitchen/pots", tags=("hot", "two words"))
CAST = [
    POT,
    replace(POT, key="secret", audience=Audience.INTERNAL),
    replace(POT, key="draft", status=Status.DRAFT),
    replace(POT, key="old", status=Status.ARCHIVED),
    replace(POT, key="pan", category="kitchen-old", tags=()),
    replace(POT, language="fa"),
]


def shown(labels: Labels, *arguments: object) -> list[str]:
    mask = labels.mask(*arguments)
    return ["/".join(article.id) for article, may in zip(CAST, mask, strict=True) if may]


@pytest.fixture
def labels() -> Labels:
    return Labels.read(CAST, catalog(*CAST))


def test_what_is_internal_a_draft_or_archived_is_not_for_the_public(labels: Labels) -> None:
    assert shown(labels, PUBLIC_ONLY) == ["en/pot", "en/pan", "fa/pot"]
    assert shown(labels, EVERYONE) == ["en/pot", "en/secret", "en/pan", "fa/pot"]


@pytest.mark.parametrize(
    ("narrowed", "keys"),
    [
        (("fa",), ["fa/pot"]),
        (("xx",), []),
        ((None, "kitchen"), ["en/pot", "fa/pot"]),
        ((None, "kitchen/pots"), ["en/pot", "fa/pot"]),
        ((None, "kit"), []),
        ((None, None, "hot"), ["en/pot", "fa/pot"]),
        ((None, None, "two words"), ["en/pot", "fa/pot"]),
        ((None, None, "two"), []),
        (("en", "kitchen", "hot"), ["en/pot"]),
    ],
)
def test_searches_are_narrowed_by_language_category_and_tag(
    labels: Labels, narrowed: tuple[str | None, ...], keys: list[str]
) -> None:
    assert shown(labels, PUBLIC_ONLY, *narrowed) == keys


def test_an_article_that_the_catalog_does_not_have_is_for_nobody() -> None:
    labels = Labels.read(CAST, catalog(*CAST[1:]))
    assert "en/pot" not in shown(labels, EVERYONE)


def test_translations_are_the_article_in_all_its_languages(labels: Labels) -> None:
    assert labels.translations([5]).tolist() == [True, False, False, False, False, True]
    assert not labels.translations([]).any()


def test_nothing_has_no_rows() -> None:
    assert Labels.read([], catalog()).mask(PUBLIC_ONLY).tolist() == []


@pytest.mark.parametrize(
    ("then", "now", "seen"),
    [
        ("public", "public", {"public", "sales"}),
        ("internal", "public", {"sales"}),
        ("public", "internal", {"sales"}),
        ("sales", "partners", set()),
        ("", "public", {"public", "sales"}),
    ],
)
def test_who_sees_an_article_might_see_it_when_it_was_indexed_and_may_now(then: str, now: str, seen: set[str]) -> None:
    """Its passages are of then: what was put into an internal article is not public by a catalog that is behind."""
    article = replace(CAST[0], audience=read_audience([now]))
    entry = Entry(article.id, "", "", (), read_audience([then]) if then else None)
    labels = Labels.read([entry], catalog(article))
    of = {"public": PUBLIC_ONLY, "sales": AudienceSet(frozenset({"public", "internal", "sales"}))}
    assert {name for name, audiences in of.items() if labels.mask(audiences).all()} == seen
