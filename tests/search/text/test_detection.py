"""Which language a query is in, and what told it."""

from __future__ import annotations

import pytest

from search.text.detection import MANY_LETTERS, SOME_LETTERS, Detected, detect
from search.text.folding import fold
from tests.search.conftest import HOSTILE

FOUR = ("en", "ar", "fa", "ru")
NINE = ("en", "de", "fr", "es", "ru", "uk", "ar", "fa", "ur")
WORDS = {
    "en": "password reset order the receipt wifi",
    "de": "passwort gutschein bestellung wlan die order",
    "ar": "سلام طلب كلمة sofra brew",
    "fa": "سلام سفارش رمز",
}


def known(word: str, language: str) -> bool:
    return fold(word) in {fold(each) for each in WORDS.get(language, "").split()}


def unknown(word: str, language: str) -> bool:
    return False


def told(text: str, page: str | None, languages: tuple[str, ...] = FOUR) -> tuple[str, str]:
    found = detect(text, page, "en", languages, known)
    return found.language, found.by


class TestScript:
    @pytest.mark.parametrize(
        ("text", "page", "expected"),
        [("пароль", "en", "ru"), ("password", "fa", "en"), ("گذرواژه", "en", "fa"), ("كلمة", "fa", "ar")],
    )
    def test_it_decides_where_one_language_writes_it_or_its_letters(self, text: str, page: str, expected: str) -> None:
        assert told(text, page) == (expected, "script")

    def test_letters_decide_between_more_than_two(self) -> None:
        assert told("ٹھیک ہے", "fa", NINE) == ("ur", "script")
        assert told("п'ять днів", "ru", NINE) == ("uk", "script")

    @pytest.mark.parametrize(
        "text",
        ["متى يصل AF-350 Sofra Air", "رقم الطلب ABCDEF-123456789", "SOFRA BREW KETTLE طلب", "طلب me@example.com"],
    )
    def test_names_numbers_and_addresses_in_latin_do_not_make_an_arabic_message_english(self, text: str) -> None:
        assert told(text, "en", ("en", "ar")) == ("ar", "script")

    def test_a_foreign_word_in_an_english_sentence_does_not_make_it_foreign(self) -> None:
        assert told('what does the button "الدفع" do on my page', "en") == ("en", "script")

    def test_kana_are_japanese_though_most_signs_are_chinese(self) -> None:
        assert told("東京特許許可局の", "en", ("en", "zh", "ja")) == ("ja", "script")

    def test_a_script_that_nobody_serves_has_its_usual_language(self) -> None:
        assert told("漢字", "en") == ("zh", "script")
        assert told("چگونه", "en", ("en",)) == ("fa", "script")


class TestWords:
    def test_they_decide_between_languages_of_one_script(self) -> None:
        assert told("Gutschein Bestellung", "en", ("en", "de")) == ("de", "words")
        assert told("سفارش", "ar", ("ar", "fa")) == ("fa", "words")

    def test_words_that_two_languages_know_leave_the_pages(self) -> None:
        assert told("order", "de", ("en", "de")) == ("de", "page")
        assert told("سلام", "ar", ("ar", "fa")) == ("ar", "page")

    def test_a_majority_that_is_not_clear_leaves_the_pages(self) -> None:
        assert told("order xyzzy plugh", "de", ("en", "de")) == ("de", "page")
        assert told("receipt xyzzy plugh", "de", ("en", "de")) == ("de", "page")

    def test_a_latin_name_that_articles_in_the_pages_language_have_is_not_english(self) -> None:
        assert told("Sofra Brew", "ar") == ("ar", "words")
        assert told("VPN setup", "ar") == ("en", "script")

    def test_english_has_its_cafes(self) -> None:
        assert told("café receipt reset", "en", ("en", "fr")) == ("en", "words")
        assert told("mon café", "en", ("en", "fr")) == ("fr", "script")


class TestPage:
    @pytest.mark.parametrize("text", ["", "12345", "AF-350", "?!", "me@example.com", "E4 12.5"])
    def test_what_is_of_no_language_is_of_the_pages(self, text: str) -> None:
        assert told(text, "fa") == ("fa", "page")

    def test_without_a_page_it_is_the_collections_default(self) -> None:
        assert detect("12345", None, "ru", FOUR, known) == Detected("ru", "page")

    def test_latin_words_stay_in_the_pages_language_where_the_collection_has_none_in_latin(self) -> None:
        assert told("VPN setup", "ar", ("ar",)) == ("ar", "page")
        assert told("VPN setup", "ar", ("ar", "de")) == ("de", "script")

    def test_an_arabic_keyboard_does_not_make_persian_arabic(self) -> None:
        assert told("كتري", "fa", ("ar", "fa")) == ("fa", "page")

    @pytest.mark.parametrize("query", HOSTILE)
    def test_hostile_queries_have_a_language_as_well(self, query: str) -> None:
        assert told(query, "fa")[0] in (*FOUR, "zh")


@pytest.mark.slow
class TestDetector:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Can I change the delivery address after the order has been sent?", "en"),
            ("Kann ich die Lieferadresse nach dem Versand noch ändern?", "de"),
            ("Puis-je modifier l'adresse de livraison après l'envoi de la commande ?", "fr"),
            ("¿Puedo cambiar la dirección de entrega después del envío del pedido?", "es"),
            ("Можно ли изменить адрес доставки после отправки заказа", "ru"),
            ("Минулого тижня замовив два чайники, але прийшов лише один, де другий", "uk"),
        ],
    )
    @pytest.mark.parametrize("page", ["en", "ru"])
    def test_it_decides_for_long_messages_whatever_the_page(self, text: str, language: str, page: str) -> None:
        found = detect(text, page, "en", NINE, unknown)
        assert found.language == language
        assert found.by == "detector" or language == "ru"

    def test_it_is_not_asked_about_a_few_letters_where_there_is_a_page(self) -> None:
        text = "Kann ich die Adresse"
        assert sum(map(str.isalpha, text)) < SOME_LETTERS
        assert detect(text, "en", "en", NINE, unknown) == Detected("en", "page")

    def test_between_the_two_lengths_it_must_be_sure(self) -> None:
        doubtful, sure = "Weekend im Hotel Restaurant Bar", "combien de temps pour rembourser"
        assert all(SOME_LETTERS <= sum(map(str.isalpha, text)) < MANY_LETTERS for text in (doubtful, sure))
        assert detect(doubtful, "en", "en", NINE, unknown) == Detected("en", "page")
        assert detect(sure, "en", "en", NINE, unknown) == Detected("fr", "detector")

    def test_without_a_page_of_the_script_the_likelier_is_taken_however_short(self) -> None:
        assert detect("забув пароль", "en", "en", NINE, unknown) == Detected("uk", "detector")

    def test_it_answers_only_with_languages_of_the_collection_as_the_collection_writes_them(self) -> None:
        text = "Puis-je modifier l'adresse de livraison pour ma commande ?"
        assert detect(text, "en", "en", ("en", "fr-CA"), unknown).language == "fr-CA"
        assert detect(text, "en", "en", ("en", "tlh"), unknown).language == "en"

    def test_any_languages_of_a_collection_are_harmless(self) -> None:
        for languages in ((), ("en",), FOUR, ("en", "nb", "tlh", "zz")):
            assert detect("Where is the parcel that I ordered in the spring?", "en", "en", languages, unknown).language
