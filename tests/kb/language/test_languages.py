"""What is known of languages."""

from __future__ import annotations

import pytest

from kb.language.languages import (
    base,
    by_letters,
    direction,
    guess,
    is_language_code,
    locale_of,
    main_script,
    native_name,
    script_of,
    scripts,
    usual_languages,
)


@pytest.mark.parametrize("code", ["en", "fa", "ar", "ru", "pt-BR", "zh-Hant", "ckb", "de-AT"])
def test_codes_of_languages_are_known(code: str) -> None:
    assert is_language_code(code)


@pytest.mark.parametrize(
    "code", ["", "e", "faq", "docs", "EN", "zz", "en_US", "en-", "account", "en-US-x", "../en", "01"]
)
def test_other_words_are_none(code: str) -> None:
    assert not is_language_code(code)


def test_a_language_is_named_in_itself() -> None:
    names = [native_name(code) for code in ("en", "fa", "ar", "ru", "pt-BR")]
    assert names == ["English", "فارسی", "العربية", "Русский", "Português (Brasil)"]


@pytest.mark.parametrize("code", ["zz", "nonsense", "x-y-z"])
def test_an_unknown_language_is_named_by_its_code(code: str) -> None:
    assert native_name(code) == code


@pytest.mark.parametrize(
    ("code", "expected"), [("fa", "rtl"), ("ar-EG", "rtl"), ("he", "rtl"), ("en", "ltr"), ("ru", "ltr")]
)
def test_the_direction_of_a_language_is_known_with_and_without_its_region(code: str, expected: str) -> None:
    assert direction(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "en_US"),
        ("fa", "fa_IR"),
        ("ar", "ar_EG"),
        ("ru", "ru_RU"),
        ("pt-BR", "pt_BR"),
        ("zh-Hant", "zh_TW"),
        ("xx", "xx"),
    ],
)
def test_a_language_without_a_country_has_that_of_most_of_its_readers(code: str, expected: str) -> None:
    assert locale_of(code) == expected


def test_the_base_of_a_language_has_no_region() -> None:
    assert [base(code) for code in ("en", "pt-BR", "ZH-Hant")] == ["en", "pt", "zh"]


@pytest.mark.parametrize(
    ("letter", "script"),
    [("a", "latin"), ("é", "latin"), ("я", "cyrillic"), ("پ", "arabic"), ("ﻻ", "arabic"), ("漢", "han"), ("か", "kana")]
    + [("7", None), ("۷", None), ("!", None), (" ", None), ("\u200c", None), ("Ꭰ", None)],
)
def test_a_letter_has_a_script_and_nothing_else_has(letter: str, script: str | None) -> None:
    assert script_of(letter) == script


def test_the_main_script_is_the_one_of_most_letters() -> None:
    assert main_script("Открыть Wi-Fi") == "cyrillic"
    assert main_script("123 !") is None


def test_a_language_is_written_in_its_scripts_and_in_latin_where_nothing_else_is_known() -> None:
    assert scripts("fa") == {"arabic"}
    assert scripts("ja") == {"kana", "han"}
    assert scripts("pt-BR") == scripts("sw") == {"latin"}


class TestLetters:
    def test_the_language_that_writes_most_of_them_is_left(self) -> None:
        assert by_letters("ٹھیک", "en", ("ar", "fa", "ur")) == ["ur"]
        assert by_letters("їжа", "en", ("ru", "uk")) == ["uk"]

    def test_languages_that_write_as_many_are_all_left(self) -> None:
        assert by_letters("پارسل", "en", ("ar", "fa", "ur")) == ["fa", "ur"]
        assert by_letters("пароль", "en", ("ru", "uk")) == ["ru", "uk"]
        assert by_letters("", "en", ()) == []

    def test_an_arabic_keyboard_says_nothing_on_a_persian_page(self) -> None:
        assert by_letters("كتري", "fa", ("ar", "fa")) == ["ar", "fa"]
        assert by_letters("كتري", "en", ("ar", "fa")) == ["ar"]

    def test_capitals_and_regions_make_no_difference(self) -> None:
        assert by_letters("ÄRGER", "en", ("en", "de-AT")) == ["de-AT"]


def test_the_most_usual_language_of_a_script_comes_first() -> None:
    assert usual_languages("arabic")[0] == "ar"
    assert usual_languages("latin") == ()


class TestGuess:
    AVAILABLE = ("en", "fa", "ar", "ru")

    @pytest.mark.parametrize(
        ("text", "reader", "expected"),
        [
            ("пароль", "en", "ru"),
            ("password", "fa", "en"),
            ("گذرواژه", "en", "fa"),
            ("كلمة المرور", "en", "ar"),
            ("كلمة المرور", "fa", "ar"),
            ("چگونه", "ar", "fa"),
            ("سلام", "fa", "fa"),
            ("سلام", "ar", "ar"),
            ("12345", "ru", "ru"),
            ("", "fa", "fa"),
        ],
    )
    def test_the_script_decides_and_the_readers_language_where_it_allows(
        self, text: str, reader: str, expected: str
    ) -> None:
        assert guess(text, reader, self.AVAILABLE) == expected

    def test_a_latin_word_stays_in_a_latin_readers_language(self) -> None:
        assert guess("passwort", "de", ("en", "de")) == "de"

    def test_a_latin_word_is_english_where_there_is_english_else_the_first_that_is_written_in_latin(self) -> None:
        assert guess("reset", "ru", ("ru", "de", "en")) == "en"
        assert guess("reset", "ru", ("ru", "de")) == "de"

    def test_a_script_nobody_serves_names_its_usual_language(self) -> None:
        assert guess("漢字", "en", ("en",)) == "zh"
        assert guess("ελληνικά", "en", ("en",)) == "en"

    def test_letters_tell_where_no_language_is_served(self) -> None:
        assert guess("چگونه گذرواژه", "en", ()) == "fa"
        assert guess("كيف", "en", ()) == "ar"
