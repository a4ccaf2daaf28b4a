"""BM25 over arrays gives what the textbook gives, however the index came about."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.bm25 import K1, B, Bm25

Document = Mapping[str, float]
TERMS = st.sampled_from(["kettle", "password", "order", "ремонт", "گذرواژه", "密码"])
DOCUMENTS = st.lists(st.dictionaries(TERMS, st.integers(1, 6).map(float), max_size=5), max_size=8)
QUERY = st.lists(st.one_of(TERMS, st.just("unheard-of")), max_size=5)


def textbook(documents: Sequence[Document], query: Sequence[str]) -> list[float]:
    """Okapi BM25 as written in Robertson and Zaragoza 2009, with Lucene's idf."""
    mean = sum(sum(document.values()) for document in documents) / (len(documents) or 1)
    scores = []
    for document in documents:
        score = 0.0
        for term in set(query):
            if count := document.get(term, 0.0):
                frequency = sum(term in other for other in documents)
                idf = math.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
                norm = 1 - B + B * sum(document.values()) / mean
                score += idf * count * (K1 + 1) / (count + K1 * norm)
        scores.append(score)
    return scores


def same_index(one: Bm25, other: Bm25) -> bool:
    """Whether two indexes hold the same documents and score every term alike."""
    return (
        one.count == other.count
        and list(one.terms) == list(other.terms)
        and all(sorted(one.documents(term)) == sorted(other.documents(term)) for term in one.terms)
        and all(np.allclose(one.search([term]).scores, other.search([term]).scores, atol=1e-5) for term in one.terms)
    )


@given(DOCUMENTS, QUERY)
def test_scores_are_those_of_the_textbook(documents: list[Document], query: list[str]) -> None:
    found = Bm25.build(documents).search(query)
    assert found.scores.tolist() == pytest.approx(textbook(documents, query), rel=1e-4, abs=1e-5)


@given(DOCUMENTS, QUERY)
def test_no_score_is_above_the_ideal_and_coverage_is_a_share(documents: list[Document], query: list[str]) -> None:
    found = Bm25.build(documents).search(query)
    assert (found.scores <= found.ideal + 1e-4).all()
    assert ((found.coverage >= 0) & (found.coverage <= 1 + 1e-5)).all()


@given(DOCUMENTS, st.data())
def test_an_updated_index_is_the_one_built_anew(before: list[Document], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.sampled_from(range(len(before))), unique=True)) if before else []
    added = data.draw(DOCUMENTS)
    places = data.draw(st.permutations(range(len(kept) + len(added))))
    moved = np.full(len(before), -1, np.int64)
    after: dict[int, Document] = {}
    for number, old in enumerate(kept):
        moved[old] = places[number]
        after[places[number]] = before[old]
    new = {places[len(kept) + number]: document for number, document in enumerate(added)}
    count = len(kept) + len(added)
    updated = Bm25.build(before).updated(moved, new, count)
    assert same_index(updated, Bm25.build([(after | new)[number] for number in range(count)]))


@given(DOCUMENTS)
def test_what_is_saved_is_what_is_loaded(tmp_path_factory: pytest.TempPathFactory, documents: list[Document]) -> None:
    file = tmp_path_factory.mktemp("bm25") / "index.npz"
    index = Bm25.build(documents)
    index.save(file)
    assert same_index(Bm25.load(file), index)


def test_a_loaded_index_can_be_updated(tmp_path: Path) -> None:
    Bm25.build([{"kettle": 1.0}, {"order": 2.0}]).save(tmp_path / "index.npz")
    loaded = Bm25.load(tmp_path / "index.npz")
    updated = loaded.updated(np.array([1, -1]), {0: {"password": 1.0}}, 2)
    assert same_index(updated, Bm25.build([{"password": 1.0}, {"kettle": 1.0}]))


def test_repeating_a_word_of_the_query_changes_nothing() -> None:
    index = Bm25.build([{"kettle": 1.0}, {"order": 1.0}])
    assert index.search(["kettle"] * 5).scores.tolist() == index.search(["kettle"]).scores.tolist()
    assert index.search(["kettle"] * 5).ideal == index.search(["kettle"]).ideal


def test_coverage_tells_how_much_of_the_query_a_document_has() -> None:
    index = Bm25.build([{"kettle": 1.0, "order": 1.0}, {"kettle": 1.0}, {"cup": 1.0}])
    both, one, none = index.search(["kettle", "order"]).coverage.tolist()
    assert both == pytest.approx(1.0)
    assert 0 < one < 0.5  # the word it has is the more usual one
    assert none == 0.0


def test_a_word_nobody_has_counts_as_the_rarest() -> None:
    index = Bm25.build([{"kettle": 1.0}, {"kettle": 1.0, "order": 1.0}])
    assert index.idf("unheard-of") > index.idf("order") > index.idf("kettle") > 0
    assert (index.frequency("kettle"), index.frequency("unheard-of")) == (2, 0)
    assert index.documents("order").tolist() == [1]
    assert index.documents("unheard-of").tolist() == []


def test_an_index_of_nothing_answers() -> None:
    found = Bm25.build([]).search(["kettle"])
    assert found.scores.tolist() == found.coverage.tolist() == []
    assert Bm25.build([{}, {}]).search(["kettle"]).scores.tolist() == [0.0, 0.0]
