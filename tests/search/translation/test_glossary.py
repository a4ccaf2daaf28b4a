"""The bundled glossary: whole, of one shape, and of use in both directions."""

from __future__ import annotations

from collections import Counter

import pytest

from kb.language.languages import script_of
from search.text.analysis import surest_terms
from search.translation.glossary import glossary, glossary_between

LANGUAGES = ("en", "ar", "fa", "ru")
SCRIPTS = {"en": "latin", "ar": "arabic", "fa": "arabic", "ru": "cyrillic"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_in_each_language_that_its_index_can_hold(language: str) -> None:
    for thing in glossary():
        names = thing[language]
        assert any(surest_terms(name, language) for name in names), thing
        assert all(name == name.strip() and name for name in names), thing
        assert len(set(names)) == len(names), thing


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_written_in_the_letters_of_their_language(language: str) -> None:
    for thing in glossary():
        for name in thing[language]:
            scripts = {script_of(letter) for letter in name} - {None}
            assert SCRIPTS[language] in scripts or scripts == {"latin"}, name
            assert language != "fa" or not set(name) & set("يىكة"), name
            assert language != "ar" or not set(name) & set("یکگچپژ"), name


def test_nothing_is_listed_twice() -> None:
    firsts = Counter(tuple(thing["en"]) for thing in glossary())
    assert firsts.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("source", "target", "text", "way"),
    [
        ("ar", "en", "أريد استرداد أموالي", ("refund",)),
        ("fa", "en", "رمز عبور را فراموش کردم", ("password",)),
        ("ru", "en", "где моя посылка", ("parcel",)),
        ("ar", "ru", "رقم الهاتف", ("номер", "телефон")),
    ],
)
def test_it_leads_from_each_language_into_each_other(source: str, target: str, text: str, way: tuple[str, ...]) -> None:
    assert way in {way for found in glossary_between(source, target).find(text) for way in found.value}


def test_it_leads_to_arabic_as_its_index_has_it() -> None:
    ways = {way for found in glossary_between("en", "ar").find("the kettle leaks") for way in found.value}
    assert tuple(surest_terms("غلاية", "ar")) in ways


def test_languages_that_it_does_not_know_have_no_words_in_it_and_one_language_none_for_itself() -> None:
    assert not list(glossary_between("de", "en").find("kettle password"))
    assert not list(glossary_between("en", "en").find("kettle password"))
