"""BM25F over arrays gives what the textbook gives, however the index came about and however little of it is read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.local.words.bm25 import B_BODY, B_TITLE, K1, TITLE_WEIGHT, Bm25, TermMatches
from search.index.local.words.inverted import Counts
from search.index.query_terms import Alternative, Concept
from tests.search.index.local.words.conftest import DOCUMENTS, TERMS, doc, every, scores, words

QUERY = st.lists(st.one_of(TERMS, st.just("unheard-of")), max_size=5, unique=True)
ALL = 1_000


def either(*ways: tuple[str, float]) -> Concept:
    """A concept said in several ways, each with its weight; the words of a way stand apart by spaces."""
    return Concept(tuple(Alternative(tuple(way.split()), weight) for way, weight in ways))


def idf(documents: Sequence[Counts], term: str) -> float:
    frequency = sum(term in document.title or term in document.body for document in documents)
    return math.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))


def textbook(documents: Sequence[Counts], query: Sequence[str]) -> list[float]:
    """BM25F as in Robertson, Zaragoza and Taylor 2004 with Lucene's idf, as a share of the greatest possible."""

    def norm(b: float, field: Mapping[str, int], lengths: Sequence[int]) -> float:
        return 1 - b + b * sum(field.values()) / ((sum(lengths) / len(lengths)) or 1.0)

    titles, bodies = ([sum(field.values()) for field in fields] for fields in zip(*documents, strict=True))
    ideal = sum(idf(documents, term) * (K1 + 1) for term in query)
    found = []
    for document in documents:
        score = 0.0
        for term in query:
            frequency = TITLE_WEIGHT * document.title.get(term, 0) / norm(B_TITLE, document.title, titles)
            frequency += document.body.get(term, 0) / norm(B_BODY, document.body, bodies)
            score += idf(documents, term) * (K1 + 1) * frequency / (K1 + frequency)
        found.append(score / (ideal or 1.0))
    return found


def best(found: TermMatches, count: int) -> list[float]:
    return np.sort(found.scores[found.scores > 0])[::-1][:count].tolist()


@given(DOCUMENTS.filter(bool), QUERY)
def test_scores_are_those_of_the_textbook(documents: list[Counts], query: list[str]) -> None:
    found = scores(Bm25.build(documents), *words(*query))
    assert found == pytest.approx(textbook(documents, query), rel=1e-3, abs=1e-5)


@given(DOCUMENTS, QUERY)
def test_scores_and_coverage_are_shares(documents: list[Counts], query: list[str]) -> None:
    index = Bm25.build(documents)
    found = index.evidence(words(*query), every(index))
    assert ((found.scores >= 0) & (found.scores <= 1 + 1e-5)).all()
    assert ((found.coverage >= 0) & (found.coverage <= 1 + 1e-5)).all()


# Which documents


@given(DOCUMENTS, QUERY, st.integers(1, 4), st.data())
def test_a_search_gives_the_best_of_those_allowed(
    documents: list[Counts], query: list[str], count: int, data: st.DataObject
) -> None:
    index = Bm25.build(documents)
    allowed = np.array(data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents))), bool)
    found = index.search(words(*query), count, allowed)
    assert (np.diff(found.documents) > 0).all()
    assert allowed[found.documents].all()
    wanted = index.evidence(words(*query), np.flatnonzero(allowed))
    assert best(found, count) == pytest.approx(best(wanted, count), abs=1e-6)


def common_and_rare(seed: int) -> Bm25:
    """Articles of a hundred words by Zipf's law: a few words in nearly all of them, most words in few."""
    chance = np.random.default_rng(seed)
    ranks = np.minimum(chance.zipf(1.3, (2_000, 40)), 3_000)
    return Bm25.build([Counts({f"w{row[0]}": 1}, Counter(f"w{rank}" for rank in row)) for row in ranks.tolist()])


@pytest.mark.parametrize("seed", [1, 2])
def test_reading_few_postings_finds_the_same_best_documents(seed: int) -> None:
    index, chance = common_and_rare(seed), np.random.default_rng(seed)
    queries = [words(*{f"w{rank}" for rank in np.minimum(chance.zipf(1.3, 5), 3_000)}) for _ in range(40)]
    whole = [best(index.search(query, 100), 10) for query in queries]
    few = [index.search(query, 100, budget=500) for query in queries]
    assert [best(found, 1) for found in few] == [pytest.approx(scores_[:1], abs=1e-6) for scores_ in whole]
    alike = sum(np.isclose(best(found, 10), scores_).sum() for found, scores_ in zip(few, whole, strict=True))
    assert alike >= 0.95 * sum(map(len, whole))


SMALL_BUDGET = 5  # for which a collection of a dozen is large already


def test_an_unknown_word_does_not_hide_what_has_the_common_one() -> None:
    index = Bm25.build([doc("kettle") for _ in range(12)])
    assert len(index.search(words("unheard-of", "kettle"), 10, budget=SMALL_BUDGET).documents) == 10


def test_a_rare_word_of_hidden_documents_does_not_hide_what_has_the_common_one() -> None:
    index = Bm25.build([doc("zeppelin kettle"), *[doc("kettle") for _ in range(12)]])
    allowed = np.arange(13) > 0
    assert len(index.search(words("zeppelin", "kettle"), 10, allowed, SMALL_BUDGET).documents) == 10


def test_a_rare_word_leads_and_the_rest_of_the_list_is_filled_by_the_common_one() -> None:
    index = Bm25.build([*[doc("kettle") for _ in range(12)], doc("zeppelin kettle")])
    found = index.search(words("zeppelin", "kettle"), 10, budget=SMALL_BUDGET)
    assert len(found.documents) == 10
    assert found.documents[np.argmax(found.scores)] == 12


# Concepts


def test_a_concept_counts_once_however_many_of_its_ways_a_document_has() -> None:
    index = Bm25.build([doc("kettle boiler"), doc("kettle tin"), doc("boiler tin"), doc("order tin")])
    pot = either(("kettle", 1.0), ("boiler", 0.8))
    both, written, other, none = scores(index, pot)
    assert both == pytest.approx(written) == pytest.approx(scores(index, *words("kettle"))[0])
    assert other == pytest.approx(0.8 * written)
    assert none == 0.0


def test_all_words_of_a_way_must_be_there() -> None:
    index = Bm25.build([doc("sign in"), doc("sign out"), doc("in"), doc("login")])
    found = index.search([either(("login", 1.0), ("sign in", 0.8))], 10)
    assert found.documents[found.scores > 0].tolist() == [0, 3]


def test_a_rare_synonym_is_worth_no_more_than_the_common_word_it_stands_for() -> None:
    index = Bm25.build([doc("purchase"), *[doc("order") for _ in range(20)]])
    found = scores(index, either(("order", 1.0), ("purchase", 0.8)))
    assert found[0] == pytest.approx(0.8 * found[1], rel=1e-4)
    assert max(found) <= 1.0


def test_a_word_that_only_its_synonym_knows_is_as_rare_as_that() -> None:
    index = Bm25.build([doc("kettle order"), doc("order"), doc("order")])
    found = index.evidence([either(("telly", 1.0), ("kettle", 0.8)), Concept.of("order")], every(index))
    assert np.argmax(found.scores) == 0
    assert found.coverage[0] > 2 * found.coverage[1]


def test_a_document_that_says_a_word_otherwise_has_as_much_of_it_as_that_is_worth() -> None:
    index = Bm25.build([doc("kettle"), doc("jug"), doc("jug kettle")])
    found = index.evidence([either(("kettle", 1.0), ("jug", 0.8))], every(index))
    assert found.coverage.tolist() == pytest.approx([1.0, 0.8, 1.0])


def test_coverage_tells_how_much_of_the_query_a_document_has() -> None:
    index = Bm25.build([doc("kettle order"), doc("kettle"), doc("cup")])
    both, one, none = index.evidence(words("kettle", "order"), every(index)).coverage.tolist()
    assert both == pytest.approx(1.0)
    assert 0 < one < 0.5  # the word it has is the more usual one
    assert none == 0.0


def test_a_word_in_the_title_weighs_more_than_in_the_text() -> None:
    index = Bm25.build([doc("kettle cup", "order"), doc("order cup", "kettle")])
    text, title = scores(index, *words("kettle"))
    assert title > text


# What else it tells


def test_a_word_nobody_has_counts_as_the_rarest() -> None:
    index = Bm25.build([doc("kettle"), doc("kettle order")])
    assert index.idf("unheard-of") > index.idf("order") > index.idf("kettle") > 0
    assert (index.frequency("kettle"), index.frequency("unheard-of")) == (2, 0)
    assert index.documents("order").tolist() == [1]
    assert index.documents("unheard-of").tolist() == []


def test_words_can_be_asked_for_by_how_they_begin() -> None:
    index = Bm25.build([doc("pass password past گذر گذرواژه 𐌰𐌱")])
    assert list(index.starting_with("pass")) == ["pass", "password"]
    assert list(index.starting_with("گذر")) == ["گذر", "گذرواژه"]
    assert list(index.starting_with("𐌰")) == ["𐌰𐌱"]
    assert list(index.starting_with("x")) == []


def test_an_index_of_nothing_answers() -> None:
    for index in (Bm25.build([]), Bm25.build([doc(), doc()])):
        found = index.search(words("kettle"), 10)
        assert found.documents.tolist() == found.scores.tolist() == found.coverage.tolist() == []
        assert index.search([], ALL).documents.tolist() == []
