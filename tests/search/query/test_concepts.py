"""What a query asks for: written words, what stands for them, and words that are still being typed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest

from kb.catalog.synonym_file import read_synonyms
from search.index.query_terms import Concept
from search.query.concepts import (
    COMPLETION_WEIGHT,
    COMPLETIONS,
    GUESS_WEIGHT,
    HEARD_WEIGHT,
    JOINED_WEIGHT,
    LENT_WEIGHT,
    MAX_CONCEPTS,
    NAMED_WEIGHT,
    SYNONYM_WEIGHT,
    UNSURE_WEIGHT,
    concepts,
    foreign_concepts,
)
from search.query.synonyms import synonyms_of
from search.translation.translator import LISTED, Translator
from tests.conftest import Collection
from tests.search.conftest import Maker
from tests.search.index.local.words.conftest import partition

ENGLISH = partition("en", "passwords password past", "password", "order a kettle")


def ways(concept: Concept) -> dict[tuple[str, ...], float]:
    return {way.terms: way.weight for way in concept.alternatives}


def test_each_word_is_a_concept_and_a_repeated_one_counts_once() -> None:
    found = concepts("kettle password kettles", ENGLISH)
    assert [ways(concept) for concept in found] == [{("kettl",): 1.0}, {("password",): 1.0}]


def test_what_a_word_may_have_been_meant_to_be_is_another_way_to_say_it() -> None:
    (found,) = concepts("kettel", ENGLISH, guesses={"kettel": "kettle"})
    assert ways(found) == {("kettel",): 1.0, ("kettl",): GUESS_WEIGHT}


def test_what_was_meant_is_no_other_way_where_it_says_nothing() -> None:
    (found,) = concepts("kettel", ENGLISH, guesses={"kettel": "the"})
    assert ways(found) == {("kettel",): 1.0}


def test_two_words_are_also_the_one_that_articles_write_them_as() -> None:
    english = partition("en", "Your login", "a kettle", "log of errors")
    (found,) = concepts("log in", english)
    assert ways(found) == {("log",): 1.0, ("login",): JOINED_WEIGHT}
    assert [ways(concept) for concept in concepts("log, in", english)] == [{("log",): 1.0}]
    persian = partition("fa", "تأیید دومرحله‌ای")
    assert ("دومرحله",) in ways(concepts("دو مرحله ای", persian)[0])
    assert concepts("kettle log", english) == concepts("log kettle", english)[::-1], "no article writes these as one"


def test_stop_words_ask_for_nothing() -> None:
    assert concepts("how do I the", ENGLISH) == []
    assert concepts("", ENGLISH) == []


def test_words_of_politeness_ask_for_nothing_where_others_ask_for_something() -> None:
    assert concepts("password wanted", ENGLISH) == concepts("password", ENGLISH)
    assert [ways(concept) for concept in concepts("wanted", ENGLISH)] == [{("want",): 1.0}]


def test_an_endless_query_asks_for_a_bounded_number_of_things() -> None:
    assert len(concepts(" ".join(f"word{number}x" for number in range(200)), ENGLISH)) == MAX_CONCEPTS


@pytest.mark.parametrize("text", ["pas", "order pas"])
def test_an_unfinished_word_is_also_what_it_may_become(text: str) -> None:
    *_, last = concepts(text, ENGLISH, is_unfinished=True)
    assert last.alternatives[0].terms == ("pas",)
    assert ways(last)["password",] == ways(last)["past",] == COMPLETION_WEIGHT


def test_only_the_last_word_is_unfinished() -> None:
    first, _ = concepts("pas kett", ENGLISH, is_unfinished=True)
    assert ways(first) == {("pas",): 1.0}


def test_a_finished_word_is_not_completed() -> None:
    assert [ways(c) for c in concepts("pas", ENGLISH)] == [{("pas",): 1.0}]
    assert [ways(c) for c in concepts("pas?", ENGLISH, is_unfinished=True)] == [{("pas",): 1.0}]


def test_one_letter_is_too_little_to_complete() -> None:
    assert all(len(concept.alternatives) == 1 for concept in concepts("p", ENGLISH, is_unfinished=True))


def test_only_the_most_usual_completions_count() -> None:
    many = partition("en", "pazz pazzle", *(f"paz{letter}o" for letter in "abcdefghijklmnopqrst"), "pazz")
    (concept,) = concepts("paz", many, is_unfinished=True)
    assert len(concept.alternatives) <= COMPLETIONS + 1
    assert ("pazz",) in ways(concept)


EDITORS = synonyms_of(read_synonyms("en:\n  - [passcode, password]\n  - [telly, flat screen]\n"))


def test_a_synonym_is_another_way_to_say_a_word() -> None:
    (concept,) = concepts("passcode", ENGLISH, EDITORS)
    assert ways(concept) == {("passcod",): 1.0, ("password",): SYNONYM_WEIGHT}
    assert concept.alternatives[0].terms == ("passcod",)


def test_a_synonym_of_several_words_is_one_way_and_stands_for_each_word_of_a_phrase() -> None:
    (word,) = concepts("telly", ENGLISH, EDITORS)
    assert ways(word)["flat", "screen"] == SYNONYM_WEIGHT
    phrase = concepts("flat screen", ENGLISH, EDITORS)
    assert [ways(concept)["telli",] for concept in phrase] == [SYNONYM_WEIGHT] * 2


def test_words_beside_a_synonym_keep_their_own_meaning() -> None:
    _, other = concepts("passcode kettle", ENGLISH, EDITORS)
    assert ways(other) == {("kettl",): 1.0}


# In another language


@pytest.fixture(scope="module")
def from_russian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Translator]:
    """From Russian for a collection without a Russian article."""
    folder = tmp_path_factory.mktemp("foreign")
    collection = Collection(folder / "articles")
    collection.write("en/a.md", "Text.")
    maker = Maker()
    searchable = maker(collection, folder / "data", [])
    searchable.index()
    assert searchable.service.state.snapshot is not None
    yield Translator(searchable.service.state.snapshot, searchable.library.catalog, "ru")
    maker.close()


def test_a_word_is_what_it_is_called_there_as_far_as_the_articles_say_so(from_russian: Translator) -> None:
    found = foreign_concepts("заказать чайник", ENGLISH, from_russian)
    assert [ways(concept) for concept in found] == [{("order",): LISTED}, {("kettl",): LISTED}]


def test_a_name_is_itself_everywhere(from_russian: Translator) -> None:
    part = partition("en", "the Frobnicator order")
    assert [ways(concept) for concept in foreign_concepts("Frobnicator", part, from_russian)] == [{("frobnic",): 1.0}]


def test_a_word_that_cannot_be_said_there_still_counts_as_one_that_is_missing(from_russian: Translator) -> None:
    kettle, other = foreign_concepts("чайник искрится", ENGLISH, from_russian)
    assert ways(kettle) == {("kettl",): LISTED}
    assert all(ENGLISH.articles.frequency(term) == 0 for (term,) in ways(other))


def test_a_name_as_it_is_heard_is_what_foreign_articles_write_unless_it_is_translated(from_russian: Translator) -> None:
    part = partition("en", "Google Pay", "kettle", "a catalog")
    assert ways(foreign_concepts("гугл", part, from_russian)[0]) == {("googl",): HEARD_WEIGHT}
    assert ways(foreign_concepts("чайник", part, from_russian)[0]) == {("kettl",): LISTED}


def test_a_word_of_several_parts_counts_once_whether_it_is_translated_or_missing(from_russian: Translator) -> None:
    part = partition("en", "wi-fi kettle", "e-mail")
    _, missing = foreign_concepts("чайник по-турецки", part, from_russian)
    assert not any(map(part.articles.frequency, chain.from_iterable(ways(missing))))
    (translated,) = foreign_concepts("вай-фай", part, from_russian)
    assert LISTED in ways(translated).values()


def test_what_did_not_happen_is_what_foreign_articles_call_that(from_russian: Translator) -> None:
    part = partition("en", "parcel came damaged", "parcel delayed")
    asked = {
        way: worth
        for one in foreign_concepts("посылка не пришла", part, from_russian)
        for way, worth in ways(one).items()
    }
    assert asked["parcel",] == LISTED
    assert asked["delay",] == NAMED_WEIGHT > asked.get(("come",), 0.0)


def test_a_word_from_english_is_what_articles_call_the_thing(from_russian: Translator) -> None:
    (found,) = concepts("الباسوورد", partition("ar", "كلمة المرور", "الغلاية"))
    assert LENT_WEIGHT in ways(found).values()
    (found,) = foreign_concepts("пассуорд", ENGLISH, from_russian)
    assert ways(found)["password",] in (LENT_WEIGHT, HEARD_WEIGHT)
    known = partition("ar", "كلمة المرور", "الباسوورد")
    (found,) = concepts("الباسوورد", known)
    assert len(ways(found)) == 1, "the articles have the word themselves"


def test_what_says_nothing_of_the_question_is_not_translated(from_russian: Translator) -> None:
    assert len(foreign_concepts("хочу чайник", ENGLISH, from_russian)) == 1


def test_an_unfinished_name_is_completed_among_the_articles_of_each_language(from_russian: Translator) -> None:
    *_, last = foreign_concepts("заказать pass", ENGLISH, from_russian, is_unfinished=True)
    assert ways(last)["password",] == COMPLETION_WEIGHT


@pytest.mark.parametrize("number", ["48213975", "٤٨٢١٣٩٧٥", "SO48213975", "48213-975"])
def test_the_number_of_an_order_asks_for_nothing_unless_an_article_has_it(number: str) -> None:
    asked = [ways(concept) for concept in concepts(f"order {number}", ENGLISH)]
    assert not [term for one in asked for (term,) in one if sum(map(str.isdigit, term)) > 4]
    listed = partition("en", "order 48213975")
    assert {("48213975",): 1.0} in [ways(concept) for concept in concepts("order 48213975", listed)]


def test_a_question_of_a_number_alone_asks_for_the_number() -> None:
    assert [ways(concept) for concept in concepts("48213975", ENGLISH)] == [{("48213975",): 1.0}]


def test_a_word_with_two_readings_is_one_concept_that_either_of_them_satisfies() -> None:
    russian = partition("ru", "мыло", "мыть")
    (concept,) = concepts("мыла", russian)
    assert ways(concept) == {("мыл",): 1.0, ("мыт",): UNSURE_WEIGHT}


def test_a_compound_is_whole_where_articles_write_it_so_and_else_its_parts() -> None:
    whole = partition("fa", "پلوپز", "پلو")
    assert [ways(concept) for concept in concepts("پلو‌پز", whole)][0] == {("پلوپز",): 1.0}
    parts = partition("de", "Garantie", "Verlängerung")
    found = [way for concept in concepts("Garantieverlängerung", parts) for way in ways(concept)]
    assert found == [("garanti",), ("verlanger",)], "nothing is missing"
    one = partition("de", "Garantie", "Kessel")
    assert len(concepts("Garantieverlängerung", one)) == 2, "what no article has still counts"
    assert len(concepts("Garantieverlängerung", partition("de", "Kessel"))) == 1, "one word, and it is missing"


def test_a_name_that_is_written_as_it_is_heard_is_also_what_the_articles_write() -> None:
    persian = partition("fa", "پرداخت با PayPal", "کتری")
    (found,) = concepts("پی‌پال", persian)
    assert ways(found)["paypal",] == HEARD_WEIGHT
    assert ("paypal",) in ways(concepts("پی پال", persian)[0]), "also in two words"
    assert len(ways(concepts("کتری", persian)[0])) == 1
    known = partition("fa", "پی‌پال", "PayPal")
    assert ("paypal",) not in ways(concepts("پی‌پال", known)[0]), "the articles write it so themselves"


def test_a_usual_word_is_no_name_however_it_sounds() -> None:
    for language, word, name in (("ru", "попал", "PayPal"), ("ru", "вариант", "warranty"), ("fa", "حافظ", "office")):
        (found,) = concepts(word, partition(language, name, "чайник" if language == "ru" else "کتری"))
        assert name.lower() not in {term for way in ways(found) for term in way}
    (found,) = concepts("گوگل", partition("fa", "Google", "کتری"))
    assert ("googl",) in ways(found), "but for a name that everybody says"


def test_another_model_is_missing_though_its_letters_are_known() -> None:
    articles = partition("en", "CB200 blender", "500 ml")
    assert ("cb500",) in [way for concept in concepts("CB500", articles) for way in ways(concept)]


def test_a_code_that_was_parted_is_read_as_one_and_as_its_parts_where_no_article_has_it() -> None:
    articles = partition("en", "error E4", "kettle")
    assert all(ways(concept)["e4",] == 1.0 for concept in concepts("E 4", articles))
    assert ways(concepts("day 3", articles)[1])["3",] == UNSURE_WEIGHT
