"""One generation opened: rows, passages and vectors belong together, on disk as in memory."""

from __future__ import annotations

import numpy as np

from kb.catalog.article import ArticleId
from search.index.local.snapshot import Snapshot
from search.index.passages import Passage
from search.query.concepts import concepts
from tests.search.conftest import Searchable
from tests.search.index.local.conftest import snapshot_of


def passage(text: str) -> Passage:
    return Passage("en", "kettle", "Kettles", (), "", text)


def test_every_passage_knows_its_article() -> None:
    ids = [ArticleId("en", key) for key in ("a", "b", "c")]
    snapshot = snapshot_of(ids, [[passage("1"), passage("2")], [passage("3")], [passage("4"), passage("5")]])
    assert snapshot.first_passage.tolist() == [0, 2, 3, 5]
    assert snapshot.article_of.tolist() == [0, 0, 1, 2, 2]
    assert [p.text for p in snapshot.passages] == ["1", "2", "3", "4", "5"]
    assert snapshot.row_of == {ids[0]: 0, ids[1]: 1, ids[2]: 2}


def test_a_snapshot_of_nothing_has_no_rows() -> None:
    snapshot = snapshot_of([], [])
    assert snapshot.first_passage.tolist() == [0]
    assert snapshot.article_of.tolist() == []


def test_passages_of_some_articles_are_theirs_in_order() -> None:
    ids = [ArticleId("en", key) for key in ("a", "b", "c")]
    snapshot = snapshot_of(ids, [[passage("1"), passage("2")], [passage("3")], [passage("4"), passage("5")]])
    assert snapshot.passages_of(np.array([0, 2])).tolist() == [0, 1, 3, 4]
    assert snapshot.passages_of(np.array([1])).tolist() == [2]
    assert snapshot.passages_of(np.zeros(0, np.int64)).tolist() == []


def test_the_articles_of_a_language_stand_together() -> None:
    ids = [ArticleId("ar", "a"), ArticleId("en", "a"), ArticleId("en", "b"), ArticleId("fa", "a")]
    snapshot = snapshot_of(ids, [[passage("x")]] * 4)
    assert snapshot.languages == {"ar": slice(0, 1), "en": slice(1, 3), "fa": slice(3, 4)}


def test_an_opened_generation_is_the_one_that_was_built(help_centre: Searchable) -> None:
    built = help_centre.service.state.snapshot
    assert built is not None
    opened = Snapshot.open(built.folder, help_centre.library.catalog)
    assert opened.entries == built.entries
    assert [list(entry.passages) for entry in opened.entries] == [list(entry.passages) for entry in built.entries]
    assert {(v.fingerprint, v.count) for v in opened.models.values()} == {("bag-of-words-1", len(built.passages))}
    everything = np.ones(len(built.entries), bool)
    for query in ("password", "گذرواژه", "vinegar cb200"):
        asked = {part.language: concepts(query, part) for part in built.lexical.partitions}
        one, other = (held.lexical.search(asked, 10, everything) for held in (opened, built))
        assert one.scores.tolist() == other.scores.tolist() != []
    constraint = opened.language.parse("category:kettle").constraint
    assert opened.matching(constraint).tolist() == built.matching(constraint).tolist()
    assert opened.matching(constraint).any()
    opened.language.close()
