"""When the best hit is quoted as the answer: by confidence, and by how much of the question its article says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.results.results import EASED, LEAST_SAID, MUCH_SAID, SURE, Results
from tests.search.conftest import Searchable


@pytest.fixture
def found(searchable: Searchable) -> Results:
    searchable.write("en/kettle.md", "Fill the kettle with cold water up to the line, then press the button.")
    searchable.index()
    return replace(searchable.search("fill the kettle"), confidence=SURE, said=LEAST_SAID)


def test_a_sure_answer_is_quoted_unless_its_article_lacks_most_of_the_question(found: Results) -> None:
    assert found.answer is found.hits[0]
    assert replace(found, said=LEAST_SAID - 0.01).answer is None
    assert replace(found, confidence=SURE - 0.01).answer is None


def test_an_article_that_says_most_of_the_question_needs_less_confidence(found: Results) -> None:
    much = replace(found, said=MUCH_SAID)
    assert replace(much, confidence=SURE - EASED).answer is found.hits[0]
    assert replace(much, confidence=SURE - EASED - 0.01).answer is None


def test_of_an_article_in_another_language_confidence_alone_decides(found: Results) -> None:
    foreign = replace(found, language="ar", said=0.0)
    assert foreign.answer is found.hits[0]
    assert replace(foreign, said=1.0, confidence=SURE - 0.01).answer is None


def test_what_an_article_says_of_the_question_is_told_with_its_answer(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "Fill the kettle.", title="Kettle")
    searchable.index()
    assert searchable.search("fill the kettle").said == pytest.approx(1.0)
    assert 0 < searchable.search("fill the zeppelin").said < 1


def test_a_question_that_denies_something_needs_the_whole_confidence(searchable: Searchable) -> None:
    searchable.write("en/parcel.md", "The parcel came damaged, so send us a picture of it.", title="Damaged")
    searchable.index()
    plain, denied = (
        replace(searchable.search(text), confidence=SURE - EASED, said=MUCH_SAID)
        for text in ("the parcel came", "the parcel hasn't come")
    )
    assert plain.answer is not None
    assert denied.answer is None
    assert replace(denied, confidence=SURE).answer is not None
