"""The lexical index after any changes is the one that would be built from nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import Article, ArticleId
from kb.markdown.render import render
from search.index.local.change import IndexChange
from search.index.local.entries import Entry, PassageRows
from search.index.local.partitions import Move, make_partitions
from search.index.local.words.lexical import LexicalIndex
from search.index.passages import cut
from tests.search.index.local.conftest import catalog
from tests.search.index.local.words.conftest import same_index, same_postings

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TEXTS = [
    "Boil water.",
    "Boil.\n\n## Descale\n\nVinegar.",
    "## One\n\nWater.\n\n## Two\n\nVinegar.\n\n## Three\n\nPot.",
    "",
]
NAMES = st.tuples(st.sampled_from(["ar", "en", "fa"]), st.sampled_from("abcdef"))
COLLECTIONS = st.dictionaries(NAMES, st.tuples(st.sampled_from(TEXTS), st.sampled_from(["Kettle", "Pot"])), max_size=8)
Made = tuple[dict[ArticleId, Article], list[Entry]]


def entries_of(texts: dict[tuple[str, str], tuple[str, str]]) -> Made:
    articles = {}
    for (language, key), (body, title) in texts.items():
        article = Article(language, key, f"{language}/{key}.md", title, body, NOW)
        articles[article.id] = article
    shown = catalog(*articles.values())
    entries = [
        Entry(id_, articles[id_].content_hash, "", tuple(cut(articles[id_], render(articles[id_], shown).sections)))
        for id_ in sorted(articles)
    ]
    return articles, entries


def whole(made: Made) -> LexicalIndex:
    articles, entries = made
    return make_partitions(articles, frozenset(articles), PassageRows(entries))


def moved(changed: frozenset[ArticleId], entries: list[Entry], old: list[Entry]) -> tuple[PassageRows, Move]:
    """The rows of ``entries``, and how those of ``old`` come there."""
    rows = PassageRows(entries)
    return rows, Move.of(PassageRows(old), rows, IndexChange(entries, changed, {}, frozenset()))


@pytest.mark.slow
@given(COLLECTIONS, COLLECTIONS)
def test_an_index_after_changes_is_the_one_built_from_nothing(
    before: dict[tuple[str, str], tuple[str, str]], after: dict[tuple[str, str], tuple[str, str]]
) -> None:
    old, new = entries_of(before), entries_of(after)
    known = {entry.id: entry.content_hash for entry in old[1]}
    changed = frozenset(entry.id for entry in new[1] if known.get(entry.id) != entry.content_hash)
    rows, move = moved(changed, new[1], old[1])
    updated = make_partitions(new[0], changed, rows, whole(old), move)
    expected = whole(new)
    assert [part.language for part in updated.partitions] == [part.language for part in expected.partitions]
    for mine, theirs in zip(updated.partitions, expected.partitions, strict=True):
        assert same_index(mine.articles, theirs.articles)
        assert same_index(mine.passages, theirs.passages)
        assert same_postings(mine.words, theirs.words)


def test_a_language_where_nothing_changed_is_taken_as_it_is() -> None:
    made = entries_of({("en", "a"): (TEXTS[0], "Kettle"), ("fa", "a"): (TEXTS[1], "Pot")})
    before = whole(made)
    articles, entries = made
    changed = ArticleId("fa", "a")
    articles[changed] = replace(articles[changed], body="Another text.")
    rows, move = moved(frozenset({changed}), entries, entries)
    after = make_partitions(articles, frozenset({changed}), rows, before, move)
    assert after.partition("en") is before.partition("en")
    assert after.partition("fa") is not before.partition("fa")


def test_every_passage_stands_in_the_row_that_it_has_in_the_snapshot() -> None:
    _, entries = made = entries_of({(language, key): (TEXTS[2], "Pot") for language in ("en", "fa") for key in "ab"})
    index = whole(made)
    texts = [passage.text for entry in entries for passage in entry.passages]
    vinegar = [row for row, text in enumerate(texts) if "Vinegar" in text]
    offset = sum(len(entry.passages) for entry in entries if entry.id.language == "en")
    english, persian = index.partitions
    found = np.concatenate([english.passages.documents("vinegar"), persian.passages.documents("vinegar") + offset])
    assert found.tolist() == vinegar
