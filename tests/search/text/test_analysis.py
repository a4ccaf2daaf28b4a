"""The terms of a text: stems chosen word by word, both readings of compounds, bigrams without spaces."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.text.analysis import LONGEST, read, terms, tokens, tokens_with
from search.text.folding import MAX_WORD, clean


def meet(language: str, one: str, other: str) -> bool:
    """Whether an article with one of them is found by the other."""
    return bool(set(terms(one, language)) & set(terms(other, language)))


@pytest.mark.parametrize(
    ("language", "spellings"),
    [
        ("ar", ("مَدْرَسَةٌ", "مدرسة", "مـــدرسة", "مدرسه")),
        ("ar", ("إعادة", "اعادة", "أعادة", "اعاده")),
        ("ar", ("الطلبات", "الطلب", "طلب")),
        ("ar", ("كلمة", "کلمة", "كلمه", "کلمه")),
        ("ar", ("تغيير", "تغییر")),
        ("ar", ("مسؤول", "مسوول")),
        ("fa", ("کتاب‌ها", "کتابها", "کتاب ها", "کتاب", "كتاب")),
        ("fa", ("می‌رسد", "میرسد")),
        ("fa", ("گذرواژه", "گذرواژه‌ها", "گذرواژه‌های")),
        ("fa", ("ایمیل", "ايميل")),
        ("ru", ("Ёлка", "елка", "ёлки", "ЁЛКОЙ", "е\u0308лка")),
        ("ru", ("пароль", "пароли", "паролем")),
        ("de", ("Straße", "Strassen", "STRASSE", "straßen")),
        ("de", ("Häuser", "Haus", "HÄUSERN")),
        ("en", ("resetting", "resets", "RESET")),
        ("en", ("shop's", "shop’s", "shops", "shop")),
        ("en", ("wi-fi", "WiFi", "WI-FI")),
        ("en", ("e-mail", "email", "E-Mails")),
        ("fr", ("l'eau", "L’eau", "eau")),
        ("tr", ("IŞIK", "ışık")),
        ("ja", ("パスワード", "ﾊﾟｽﾜｰﾄﾞ")),
        ("nb", ("Bestillinger", "bestilling")),
    ],
)
def test_forms_of_one_word_share_a_term(language: str, spellings: tuple[str, ...]) -> None:
    shared = set.intersection(*(set(terms(spelling, language)) for spelling in spellings))
    assert shared


@pytest.mark.parametrize("language", ["en", "fa", "ru"])
def test_a_model_number_is_found_however_it_is_written(language: str) -> None:
    pairs = product(["CB-200", "CB200", "cb 200", "CB/200", "cb.200"], ["CB-200", "CB200", "cb 200", "Cb200"])
    assert [pair for pair in pairs if not meet(language, *pair)] == []


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ru"])
def test_a_short_code_is_found_however_it_is_written(language: str) -> None:
    articles = ["E4", "E 4", "E-4", "e.4"]
    queries = ["E4", "e4", "E 4", "E-4", "Е4", "Е 4", "е-4", "E٤", "E ۴"]  # noqa: RUF001 (Cyrillic)
    assert [text for text in articles + queries if "e4" not in terms(text, language)] == []


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ru"])
@pytest.mark.parametrize("query", ["CB200", "cb 200", "cb-200", "СВ-200", "CB ٢٠٠"])  # noqa: RUF001 (Cyrillic)
def test_a_model_number_is_found_as_a_whole(query: str, language: str) -> None:
    assert "cb200" in terms(query, language)


@pytest.mark.parametrize(("language", "text"), [("en", "in 3 days"), ("ru", "с 4 часов"), ("en", "order 48213975")])
def test_a_word_before_a_number_is_no_code(language: str, text: str) -> None:
    assert not [term for term in terms(text, language) if term[0].isalpha() and term[-1].isdigit()]


def test_a_short_code_is_one_term_so_that_e4_is_not_e5() -> None:
    assert terms("E4", "en") == ["e4"]
    assert not meet("en", "E4", "E5")


@pytest.mark.parametrize("digits", ["١٢٣", "۱۲۳", "१२३", "１２３"])
def test_digits_of_every_script_are_one_term(digits: str) -> None:
    assert terms(digits, "ar") == ["123"]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_contraction_is_a_stop_word_whichever_apostrophe_it_has(apostrophe: str) -> None:
    assert terms(f"I can{apostrophe}t", "en") == []


def test_a_name_with_an_apostrophe_is_one_word() -> None:
    assert terms("O'Brien", "en") == terms("OBrien", "en")


def test_й_is_a_letter_of_its_own_and_ё_is_not() -> None:
    assert not meet("ru", "йод", "иод")
    assert meet("ru", "счёт", "счет")


@pytest.mark.parametrize("language", ["ar", "fa", "ru", "he", "zh", "el"])
def test_a_latin_word_is_stemmed_as_english_where_the_language_has_other_letters(language: str) -> None:
    assert terms("resetting passwords", language) == ["reset", "password"]


@pytest.mark.parametrize(("language", "text"), [("en", "пароли"), ("fa", "пароли"), ("de", "пароли")])
def test_a_cyrillic_word_is_stemmed_as_russian_anywhere(language: str, text: str) -> None:
    assert terms(text, language) == terms(text, "ru") == ["парол"]


def test_an_arabic_word_is_stemmed_as_arabic_except_among_persian() -> None:
    assert terms("الطلبات", "en") == terms("الطلبات", "ar")
    assert meet("fa", "کتابها", "کتاب")


def test_a_region_does_not_change_the_language() -> None:
    assert terms("Bestellungen", "de-AT") == terms("Bestellungen", "de")


@pytest.mark.parametrize(
    ("language", "text", "bigrams"),
    [
        ("zh", "重置密码", ["重置", "置密", "密码"]),
        ("ja", "パスワード", ["パス", "スワ", "ワー", "ード"]),
        ("ko", "비밀번호", ["비밀", "밀번", "번호"]),
        ("th", "รหัส", ["รห", "หั", "ัส"]),
        ("en", "重置", ["重置"]),
        ("zh", "密", ["密"]),
    ],
)
def test_writing_without_spaces_gives_bigrams(language: str, text: str, bigrams: list[str]) -> None:
    assert terms(text, language) == bigrams


@pytest.mark.parametrize(
    ("text", "word"), [("iPhone手机", "iphone"), ("连接WiFi", "wifi"), ("型号CB200手机", "CB-200")]
)
def test_a_latin_word_glued_to_chinese_is_found_by_itself(text: str, word: str) -> None:
    assert meet("zh", text, word)


def test_the_chinese_glued_to_a_latin_word_is_found_by_itself() -> None:
    assert meet("zh", "iPhone手机", "手机")
    assert terms("5G手机", "zh") == ["5g", "手机"]


def test_the_end_of_a_very_long_run_without_spaces_is_found() -> None:
    assert "密码" in terms("字" * 3 * LONGEST + "。" + "密码", "zh")
    assert "密码" in terms("字" * 3 * LONGEST + "密码", "zh")


def test_stop_words_are_left_out_in_the_language_of_the_article() -> None:
    assert terms("the password of an account", "en") == ["password", "account"]
    assert terms("كلمة المرور من على", "ar") == terms("كلمة المرور", "ar") != []
    assert terms("گذرواژه را از کجا", "fa") == terms("گذرواژه", "fa") != []
    assert terms("пароль и не это", "ru") == ["парол"]


@pytest.mark.parametrize(
    "text", ["", " ", "!?…", "😀👩‍👩‍👧", "_", "---", "\u0301\u0308", "\u064b\u0650", "\ufe0f", "\u200c\u200c"]
)
def test_what_is_no_word_has_no_terms(text: str) -> None:
    assert terms(text, "en") == terms(text, "fa") == []


def test_an_emoji_beside_a_word_leaves_the_word() -> None:
    assert terms("😀password🔥 ⚠️reset", "en") == ["password", "reset"]
    assert terms("1️⃣", "en") == ["1"]


def test_combining_marks_piled_on_a_word_leave_the_word() -> None:
    assert terms("p\u0301\u0302\u0303a\u0336s\u0337sword", "en") == ["password"]


@pytest.mark.parametrize("letter", ["x", "я", "ب", "é"])
def test_terms_of_very_long_words_are_bounded(letter: str) -> None:
    found = terms(letter * 5_000, "en")
    assert found
    assert max(map(len, found)) <= MAX_WORD


def test_tokens_tell_where_the_word_stands_in_the_text_given() -> None:
    text = "The link — «می‌شود» ﬁnds CB-200."
    places = [text[token.start : token.end] for token in tokens(text, "en")]
    assert places == ["link", "می‌شود", "ﬁnds", "CB-200"]


ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)


@settings(max_examples=60)
@given(ANY_TEXT, st.sampled_from(["en", "ar", "fa", "ru", "de", "fr", "zh", "th", "sr", "hy", "tlh", ""]))
def test_any_clean_text_has_bounded_terms_within_it(text: str, language: str) -> None:
    cleaned = clean(text)
    last = 0
    for token in tokens(cleaned, language):
        assert last <= token.start < token.end <= len(cleaned)
        assert token.terms
        assert all(0 < len(term) <= MAX_WORD for term in token.terms)
        last = token.end


@settings(max_examples=60)
@given(
    ANY_TEXT | st.text(alphabet="aEве ك4٣²-\u200c'9", max_size=40),
    st.sampled_from(["en", "ar", "fa", "ru", "th", "de"]),
)
@example("x E 4 y", "en")
@example("the 4", "en")
@example("СВ 200", "ru")
@example("e ²", "en")
@example("b 4 " + "a" * (2 * LONGEST + 1), "en")
def test_the_terms_of_a_text_are_those_of_its_words(text: str, language: str) -> None:
    """They are counted in another way, since every passage of a collection is read so."""
    assert terms(text, language) == [term for token in tokens(text, language) for term in token.terms]


@settings(max_examples=60)
@given(
    ANY_TEXT | st.text(alphabet="aEве ك4٣²-\u200c'9", max_size=40),
    st.sampled_from(["en", "ar", "fa", "ru", "th", "de"]),
    st.integers(0, 2),
)
@example("pay 4 times, paying is E 4 to pay", "en", 1)
@example("b 4 " + "a" * (2 * LONGEST + 1), "en", 1)
def test_the_tokens_with_some_terms_are_those_that_have_them(text: str, language: str, step: int) -> None:
    """They are looked for in another way, since every passage that is shown is."""
    wanted = set(terms(text, language)[:: step + 1])
    found = [token for token in tokens(text, language) if wanted & set(token.terms)]
    assert tokens_with(text, language, wanted, lambda _: True) == found
    assert tokens_with(text, language, wanted, lambda word: word[0] == "a") == [
        token for token in found if text[token.start] == "a"
    ]


@settings(max_examples=20)
@given(ANY_TEXT, st.sampled_from(["en", "ar"]))
def test_what_is_kept_of_a_question_are_its_tokens(text: str, language: str) -> None:
    assert read(text, language) == read(text, language) == tuple(tokens(text, language))


@settings(max_examples=60)
@given(ANY_TEXT)
def test_letter_case_never_matters(text: str) -> None:
    text = "".join(c for c in clean(text) if c.upper().lower() == c.lower())
    assert terms(text.upper(), "en") == terms(text.lower(), "en")


def test_threads_stem_alike() -> None:
    texts = [f"resetting passwords {number} الطلبات пароли" for number in range(200)]
    alone = [terms(text, "en") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: terms(text, "en"), texts)) == alone
