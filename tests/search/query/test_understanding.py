"""How a query is read before it is searched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.catalog.article import EVERYONE
from kb.core.text import MAX_QUERY_CHARACTERS
from search.index.query_terms import Concept
from search.query.understanding import Question, checked_text, understand
from search.results.results import QueryError, SearchRequest
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Maker, Searchable, model, write_help_centre

SYNONYMS = "en:\n  - [passcode, password]\nfa:\n  - [پین, گذرواژه]\n"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searchable]:
    """The standing cast with an editor's synonyms."""
    folder = tmp_path_factory.mktemp("understanding")
    collection = Collection(folder / "articles")
    write_help_centre(collection)
    (collection.root / "synonyms.yml").write_text(SYNONYMS, "utf-8")
    maker = Maker()
    searchable = maker(collection, folder / "data", [model(BagOfWords)])
    searchable.index()
    yield searchable
    maker.close()


def read(centre: Searchable, text: str, language: str | None = "en", **more: object) -> Question:
    snapshot = centre.service.state.snapshot
    assert snapshot is not None
    request = SearchRequest(checked_text(text), language, **more)  # type: ignore[arg-type]
    return understand(request, snapshot, centre.library.catalog)


def terms(concepts: list[Concept] | tuple[Concept, ...]) -> set[str]:
    return {term for concept in concepts for way in concept.alternatives for term in way.terms}


def test_a_text_is_one_line_without_what_no_library_can_take() -> None:
    assert checked_text("  pass\x00word \n\t reset") == "pass word reset"
    checked_text("\ud800 kettle").encode("utf-8")
    assert checked_text("   ") == ""


def test_a_space_at_the_end_says_that_the_word_is_finished() -> None:
    assert checked_text("reset \n") == "reset "


def test_a_text_that_is_too_long_is_refused_with_the_limit() -> None:
    assert len(checked_text("p" * MAX_QUERY_CHARACTERS)) == MAX_QUERY_CHARACTERS
    with pytest.raises(QueryError, match=rf"501 characters, the limit is {MAX_QUERY_CHARACTERS}"):
        checked_text("p" * 501)


def test_a_plain_question_is_its_words(centre: Searchable) -> None:
    question = read(centre, "reset password")
    assert (question.text, question.words, question.meant) == ("reset password",) * 3
    assert question.constraint is None
    assert (question.language, question.asks) == ("en", True)
    assert set(question.wanted) == {"ar", "en", "fa", "ru"}


def test_what_is_said_around_a_question_is_neither_matched_nor_embedded(centre: Searchable) -> None:
    question = read(centre, "Hello, I want to reset my password please")
    assert question.text == "Hello, I want to reset my password please"
    assert (question.words, question.meant) == ("reset my password",) * 2
    assert question.wanted == read(centre, "reset my password").wanted


@pytest.mark.parametrize("text", ["Best, Tom", "Hello!", "thank you so much", "مع التحية"])
def test_what_only_greets_or_says_goodbye_fits_nothing(centre: Searchable, text: str) -> None:
    assert read(centre, text).says_nothing
    assert centre.search(text).confidence == 0.0


def test_operators_count_with_every_word(centre: Searchable) -> None:
    assert read(centre, "please -toaster money").words == "please money"


def test_operators_are_a_constraint_and_the_words_that_remain(centre: Searchable) -> None:
    question = read(centre, "money -toaster category:orders")
    assert question.constraint is not None
    assert (question.words, question.meant) == ("money", "money")
    assert "toaster" not in terms(question.wanted["en"])  # type: ignore[arg-type]


def test_a_filter_alone_has_no_words(centre: Searchable) -> None:
    question = read(centre, "category:orders")
    assert question.words == ""
    assert question.asks


@pytest.mark.parametrize("text", ["", "?!…—", "😀"])
def test_signs_alone_ask_for_nothing(centre: Searchable, text: str) -> None:
    assert not read(centre, text).asks


def test_a_sure_slip_is_read_as_it_was_meant_and_what_was_typed_is_kept(centre: Searchable) -> None:
    question = read(centre, "pasword")
    assert (question.typed, question.text, question.words) == ("pasword", "password", "password")
    assert ("password",) in question.ways("en")
    blank = question.blank(SearchRequest("pasword"))
    assert (blank.searched_for, blank.did_you_mean) == ("password", None)


def test_exact_leaves_the_text_alone(centre: Searchable) -> None:
    question = read(centre, "pasword", exact=True)
    assert (question.text, question.correction) == ("pasword", None)


def test_what_is_still_being_typed_is_completed_and_not_corrected(centre: Searchable) -> None:
    typing = read(centre, "passw", instant=True)
    assert typing.text == "passw"
    assert ("password",) in typing.ways("en")
    assert ("password",) not in read(centre, "passw", exact=True).ways("en")
    assert ("password",) not in read(centre, "passw ", instant=True, exact=True).ways("en")
    assert read(centre, "pasword ", instant=True).text == "password"


def test_synonyms_are_those_of_the_querys_language(centre: Searchable) -> None:
    english = read(centre, "passcode")
    assert ("password",) in english.ways("en")
    persian = read(centre, "پین", "fa")
    assert persian.language == "fa"
    assert "گذرواژه" in " ".join(term for way in persian.ways("fa") for term in way)
    assert ("password",) not in read(centre, "passcode", query_language="ru").ways("en")


def test_a_synonym_finds_what_only_says_it_the_other_way(centre: Searchable) -> None:
    assert centre.found("پین", "fa", exact=True) == ["account/password"]


def test_a_reader_may_say_which_language_it_is(centre: Searchable) -> None:
    question = read(centre, "گذرواژه", query_language="ar")
    assert (question.language, question.detected.by) == ("ar", "page")


@pytest.mark.parametrize("typed", ["gizmotrom", "gizmoton", "gizmo tron"])
def test_a_word_that_the_reader_may_not_see_corrects_nothing(centre: Searchable, typed: str) -> None:
    assert read(centre, typed).correction is None
    staff = read(centre, "gizmotrom", audiences=EVERYONE).correction
    assert staff is not None
    assert staff.text == "gizmotron"
