"""Words, one partition a language: what counts how much, and that languages do not disturb each other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from kb.article import Article
from search.bm25 import Bm25
from search.lexical import (
    HEADING_WEIGHT,
    KEYWORD_WEIGHT,
    TITLE_WEIGHT,
    LexicalIndex,
    Partition,
    article_counts,
    passage_counts,
    word_counts,
)
from search.passages import Passage


def article(title: str, language: str = "en", **more: object) -> Article:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Article(language, title.lower(), "x.md", title, "", now, **more)  # type: ignore[arg-type]


def passage(text: str, *headings: str, language: str = "en", unseen: str = "") -> Passage:
    return Passage(language, "k", "Title", headings, "", text, unseen)


def partition(language: str, *texts: str) -> Partition:
    articles = [(article(text, language), [passage(text, language=language)]) for text in texts]
    return Partition(
        language,
        Bm25.build([article_counts(one, pieces) for one, pieces in articles]),
        Bm25.build([passage_counts(piece) for _, pieces in articles for piece in pieces]),
        Bm25.build([word_counts(one, pieces) for one, pieces in articles]),
    )


def test_a_word_in_title_keywords_or_heading_weighs_more_than_in_the_text() -> None:
    counts = article_counts(article("Kettles", keywords=("boiler",)), [passage("vinegar", "Cleaning")])
    weights = {"kettl": TITLE_WEIGHT, "boiler": KEYWORD_WEIGHT, "clean": HEADING_WEIGHT, "vinegar": 1.0}
    assert dict(counts) == weights
    assert min(TITLE_WEIGHT, KEYWORD_WEIGHT) > 1.0


def test_a_heading_counts_once_however_many_passages_it_stands_above() -> None:
    counts = article_counts(article("Kettles"), [passage("one", "Cleaning"), passage("two", "Cleaning")])
    assert counts["clean"] == HEADING_WEIGHT


def test_a_passage_is_its_text_its_headings_and_for_a_summary_the_keywords() -> None:
    assert dict(passage_counts(passage("vinegar", "Cleaning"))) == {"vinegar": 1.0, "clean": TITLE_WEIGHT}
    assert "boiler" in passage_counts(passage("vinegar", unseen="boiler, pot"))
    assert "titl" not in passage_counts(passage("vinegar"))


def test_spelling_knows_words_as_written_with_title_keywords_and_headings() -> None:
    words = word_counts(article("Kettles", keywords=("Boilers",)), [passage("The links expired", "Cleaning")])
    assert words.keys() == {"kettles", "boilers", "the", "links", "expired", "cleaning"}
    assert set(words.values()) == {1.0}


def test_rows_are_those_of_the_partitions_one_after_the_other() -> None:
    index = LexicalIndex([partition("en", "kettle", "order"), partition("ru", "пароль")])
    assert (index.search("order").articles > 0).tolist() == [False, True, False]
    assert (index.search("пароли").passages > 0).tolist() == [False, False, True]


def test_a_query_is_read_as_each_language_would_write_it() -> None:
    index = LexicalIndex([partition("de", "die Häuser"), partition("fa", "کتاب‌ها")])
    assert (index.search("Haus").articles > 0).tolist() == [True, False]
    assert (index.search("كتاب").articles > 0).tolist() == [False, True]


def test_a_language_of_many_articles_does_not_make_a_word_of_another_common() -> None:
    alone = LexicalIndex([partition("ar", "كلمة", "طلب")])
    among = LexicalIndex([partition("ar", "كلمة", "طلب"), partition("en", *["كلمة order"] * 20)])
    assert among.search("كلمة").articles[:2].tolist() == alone.search("كلمة").articles.tolist()


def test_scores_are_shares_of_the_best_possible() -> None:
    found = LexicalIndex([partition("en", "kettle", "kettle order")]).search("kettle order")
    assert ((found.articles >= 0) & (found.articles <= 1)).all()
    assert ((found.coverage >= 0) & (found.coverage <= 1)).all()
    assert found.coverage[1] == np.float32(1.0)


def test_nothing_is_found_for_stop_words_or_in_nothing() -> None:
    assert not LexicalIndex([partition("en", "the kettle")]).search("how do I the").articles.any()
    empty = LexicalIndex([]).search("kettle")
    assert len(empty.articles) == len(empty.passages) == len(empty.coverage) == 0


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    index = LexicalIndex([partition("en", "kettle", "order"), partition("fa", "کتاب‌ها")])
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert [part.language for part in loaded.partitions] == ["en", "fa"]
    assert loaded.search("order کتاب").articles.tolist() == index.search("order کتاب").articles.tolist()
    part = loaded.partition("fa")
    assert part is not None
    assert list(part.words.terms) == ["ها", "کتاب"]
    assert loaded.partition("ru") is None
