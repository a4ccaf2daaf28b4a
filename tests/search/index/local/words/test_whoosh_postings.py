"""Words that are kept in arrays come out as Whoosh would sort them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.writing import PostingPool

from search.index.local.words.whoosh_index import FoldedWords
from search.index.local.words.whoosh_postings import WordPool, posting_of
from search.text.folding import words

TEXTS = {3: ["the", "cup", "and", "the", "jug"], 4: [], 7: ["CUP", "کتاب", "the", "\U0001f600"], 9: ["the"] * 300}
OTHERS = [("id", "en/one"), ("title", "cup"), ("title", "a"), ("tag", "hot"), ("text", "jug"), ("text", "zebra")]


def pool(folder: Path, megabytes: float) -> PostingPool:
    return PostingPool(FileStorage(str(folder)), None, limitmb=megabytes)


def others(document: int, some: Sequence[tuple[str, str]]) -> list[tuple[str, bytes, int, float, bytes]]:
    return [posting_of(field, word.encode(), document, [document]) for field, word in some]


@pytest.mark.parametrize("of_others", [OTHERS, OTHERS[:1], OTHERS[1:2], []])
@pytest.mark.parametrize("megabytes", [1, 0.0001], ids=["in memory", "on disk"])
def test_postings_come_in_the_order_of_whoosh(
    tmp_path: Path, megabytes: float, of_others: Sequence[tuple[str, str]]
) -> None:
    theirs, ours = pool(tmp_path, megabytes), WordPool(pool(tmp_path, megabytes), "text")
    for item in others(11, of_others):
        theirs.add(item)
        ours.add(item)
    for document, text in TEXTS.items():
        ours.add_words(document, text)
        for word in set(text):
            places = [place for place, one in enumerate(text) if one == word]
            theirs.add(posting_of("text", word.encode(), document, places))
    assert list(ours.iter_postings()) == list(theirs.iter_postings())


@pytest.mark.parametrize("text", ["", "One", "the cup and the jug", "كتاب‌ها را CB-200 ۴ " * 300])
def test_words_are_indexed_as_whoosh_indexes_a_text(tmp_path: Path, text: str) -> None:
    theirs = fields.TEXT(analyzer=FoldedWords(), phrase=True).index(text)
    ours = WordPool(pool(tmp_path, 1), "text")
    ours.add_words(0, words(text))
    assert list(ours.iter_postings()) == sorted(("text", word, 0, weight, where) for word, _, weight, where in theirs)


def test_a_pool_without_texts_has_the_others(tmp_path: Path) -> None:
    empty = WordPool(pool(tmp_path, 1), "text")
    assert list(empty.iter_postings()) == []
    empty.add(others(1, OTHERS)[0])
    assert list(empty.iter_postings()) == others(1, OTHERS[:1])
