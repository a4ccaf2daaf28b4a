"""Words, one partition a language: what counts how much, and that languages do not disturb each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.index.local.words.bm25 import TermMatches
from search.index.local.words.lexical import LexicalIndex, article_counts, passage_counts, word_counts
from search.index.passages import Passage
from search.index.query_terms import Wanted
from search.query.concepts import concepts
from tests.search.index.local.words.conftest import article, body_of, partition, passage


def wanted(index: LexicalIndex, text: str) -> Wanted:
    return {part.language: concepts(text, part) for part in index.partitions}


def search(index: LexicalIndex, text: str, count: int = 10, allowed: list[bool] | None = None) -> TermMatches:
    total = sum(part.articles.count for part in index.partitions)
    mask = np.ones(total, bool) if allowed is None else np.array(allowed, bool)
    return index.search(wanted(index, text), count, mask)


def found(index: LexicalIndex, text: str) -> list[int]:
    return search(index, text).documents.tolist()


def test_title_and_keywords_are_one_field_of_an_article_headings_and_text_the_other() -> None:
    piece = passage("vinegar", "Cleaning")
    counts = article_counts(article("Kettles", keywords=("boiler",)), [piece], body_of(piece))
    assert counts.title == {"kettl": 1, "boiler": 1}
    assert counts.body == {"clean": 1, "vinegar": 1}


def test_a_heading_counts_once_however_many_passages_it_stands_above() -> None:
    pieces = [passage("one", "Cleaning"), passage("two", "Cleaning")]
    assert article_counts(article("Kettles"), pieces, body_of(*pieces)).body["clean"] == 1


def test_what_stands_above_a_passage_is_one_field_its_text_the_other() -> None:
    counts = passage_counts(Passage("en", "k", "Kettles", ("Cleaning",), "", "vinegar", "pot"))
    assert counts.title == {"kettl": 1, "clean": 1, "pot": 1}
    assert counts.body == {"vinegar": 1}


def test_spelling_knows_words_as_written_with_title_keywords_and_headings() -> None:
    counts = word_counts(article("Kettles", keywords=("Boilers",)), [passage("The links expired", "Cleaning")])
    assert counts.body == dict.fromkeys(("kettles", "boilers", "the", "links", "expired", "cleaning"), 1)
    assert counts.title == {}


def test_rows_are_those_of_the_partitions_one_after_the_other() -> None:
    index = LexicalIndex([partition("en", "kettle", "order"), partition("ru", "пароль")])
    assert found(index, "order") == [1]
    assert found(index, "пароли") == [2]
    pieces = index.passages(wanted(index, "пароль"), np.arange(3))
    assert (pieces > 0).tolist() == [False, False, True]
    assert (index.articles(wanted(index, "order"), np.array([1, 2])).scores > 0).tolist() == [True, False]


def test_what_is_not_allowed_is_not_found() -> None:
    index = LexicalIndex([partition("en", "kettle", "kettle"), partition("ru", "kettle", "kettle")])
    assert search(index, "kettle", allowed=[True, False, False, True]).documents.tolist() == [0, 3]


def test_each_language_gives_its_best() -> None:
    index = LexicalIndex([partition("en", *["kettle"] * 20), partition("ru", "один kettle", "два")])
    assert 20 in search(index, "kettle", count=3).documents.tolist()


def test_a_query_is_read_as_each_language_would_write_it() -> None:
    index = LexicalIndex([partition("de", "die Häuser"), partition("fa", "کتاب‌ها")])
    assert found(index, "Haus") == [0]
    assert found(index, "كتاب") == [1]


def test_a_language_of_many_articles_does_not_make_a_word_of_another_common() -> None:
    alone = LexicalIndex([partition("ar", "كلمة", "طلب")])
    among = LexicalIndex([partition("ar", "كلمة", "طلب"), partition("en", *["كلمة order"] * 20)])
    assert search(among, "كلمة").scores[0] == search(alone, "كلمة").scores[0]


def test_scores_are_shares_of_the_best_possible() -> None:
    evidence = search(LexicalIndex([partition("en", "kettle", "kettle order")]), "kettle order")
    assert ((evidence.scores > 0) & (evidence.scores <= 1)).all()
    assert evidence.coverage.tolist() == [pytest.approx(0.2, abs=0.2), pytest.approx(1.0)]


def test_nothing_is_found_for_stop_words_or_in_nothing() -> None:
    assert found(LexicalIndex([partition("en", "the kettle")]), "how do I the") == []
    empty = LexicalIndex([])
    assert found(empty, "kettle") == []
    assert len(empty.passages({}, np.zeros(0, np.int64))) == 0


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    index = LexicalIndex([partition("en", "kettle", "order"), partition("fa", "کتاب‌ها")])
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert [part.language for part in loaded.partitions] == ["en", "fa"]
    assert search(loaded, "order کتاب").scores.tolist() == search(index, "order کتاب").scores.tolist()
    part = loaded.partition("fa")
    assert part is not None
    assert list(part.words.terms) == ["ها", "کتاب"]
    assert loaded.partition("ru") is None
