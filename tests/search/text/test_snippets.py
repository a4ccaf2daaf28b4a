"""The sentences that answer, as safe HTML with the matching words marked."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.analysis import terms
from search.text.folding import clean
from search.text.snippets import MAX_CHARACTERS, marked, snippet


def shown(text: str, query: str, language: str = "en", weights: dict[str, float] | None = None) -> str:
    wanted = frozenset((term,) for term in terms(query, language))
    return snippet(text, language, wanted, lambda term: (weights or {}).get(term, 1.0))


def test_the_cells_of_a_row_stand_behind_their_heads() -> None:
    rows = "Code | Meaning:\nE1 | No water\nE2 | Overheated\nE3"
    heads = {"E1 | No water": "Code | Meaning:", "E2 | Overheated": "Code | Meaning:", "E9 | a | b": "Code | Meaning:"}
    wanted = frozenset({tuple(terms("overheated", "en"))})
    found = snippet(rows, "en", wanted, lambda _: 1.0, heads)
    assert found == "Code: E1 · Meaning: No water; Code: E2 · Meaning: <mark>Overheated</mark>. E3"
    assert "No water؛ " in snippet(rows, "fa", wanted, lambda _: 1.0, heads)
    assert snippet("E9 | a | b", "en", wanted, lambda _: 1.0, heads) == "E9 · a · b", "which head is whose nobody knows"
    assert snippet("Code | Meaning:", "en", wanted, lambda _: 1.0, {"x | y": "Code | Meaning:"}) == "Code · Meaning:"


def plain(html: str) -> str:
    return unescape(re.sub(r"</?mark>", "", html))


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("en", "go", "It <mark>went</mark> away."),
        ("ru", "человек", "<mark>Люди</mark> пришли."),
        ("ru", "хороший", "<mark>Лучшая</mark> и <mark>наилучшая</mark> машина."),
        ("ar", "كتاب", "وصلت <mark>الكتب</mark> إلينا."),
    ],
)
def test_forms_of_another_root_or_with_another_letter_first_are_marked_as_they_match(
    language: str, query: str, text: str
) -> None:
    assert shown(plain(text), query, language) == text


def test_the_words_of_the_query_are_marked_in_all_their_forms() -> None:
    assert shown("Resetting passwords is easy.", "reset password") == (
        "<mark>Resetting</mark> <mark>passwords</mark> is easy."
    )


@pytest.mark.parametrize(
    ("language", "text", "query", "marked"),
    [
        ("fa", "کتاب‌ها را بازنشانی کنید.", "کتاب", "<mark>کتاب‌ها</mark> را بازنشانی کنید."),
        ("ar", "أرسلنا الطلب.", "طلب", "أرسلنا <mark>الطلب</mark>."),
        ("ru", "Ёлки и пароли.", "елка", "<mark>Ёлки</mark> и пароли."),
        ("en", "Your CB-200 here.", "cb200", "Your <mark>CB-200</mark> here."),
        ("en", "Ask O’Brien.", "o'brien", "Ask <mark>O’Brien</mark>."),
    ],
)
def test_words_are_marked_as_the_language_writes_them(language: str, text: str, query: str, marked: str) -> None:
    assert shown(text, query, language) == marked


def test_everything_but_the_marks_is_escaped() -> None:
    html = shown('<b onclick="x">Reset</b> & \'go\' <script>alert("1")</script>', "reset script")
    assert "&lt;b onclick=&quot;x&quot;&gt;<mark>Reset</mark>&lt;/b&gt; &amp;" in html
    assert set(re.findall(r"<[^>]*>", html)) == {"<mark>", "</mark>"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A water boiler.", "A <mark>water</mark> <mark>boiler</mark>."),
        ("Fill the Water Boilers.", "Fill the <mark>Water</mark> <mark>Boilers</mark>."),
        ("A boiler of water.", "A <mark>boiler</mark> of <mark>water</mark>."),
        ("Fill in water and read what a boiler is.", "Fill in water and read what a boiler is."),
        ("1.7 litres of water in the kettle", "1.7 litres of water in the <mark>kettle</mark>"),
        ("The KT-17.", "The <mark>KT-17</mark>."),
        ("Page 17", "Page 17"),
    ],
)
def test_a_synonym_of_several_words_is_marked_only_where_they_stand_together(text: str, expected: str) -> None:
    ways = frozenset({("kettl",), tuple(terms("water boiler", "en")), tuple(terms("KT-17", "en"))})
    assert marked(text, "en", ways) == expected


def test_rows_and_cells_of_a_table_are_told_apart() -> None:
    table = "Step | Time\nYour parcel arrives | 3 days\nMoney is sent | 1 day\nAsk us."
    assert (
        shown(table, "money")
        == "Step · Time; Your parcel arrives · 3 days; <mark>Money</mark> is sent · 1 day. Ask us."
    )


def test_the_sentence_with_the_match_is_chosen() -> None:
    text = f"{'Nothing to see here at all. ' * 12}The password is reset here. {'Nothing again. ' * 12}"
    assert "<mark>password</mark>" in shown(text, "password")
    assert len(plain(shown(text, "password"))) <= MAX_CHARACTERS + 4


def test_rare_words_weigh_more_than_usual_ones() -> None:
    text = f"An account is an account. {'Padding goes on and on. ' * 12}Descale with vinegar."
    html = shown(text, "account vinegar", weights={"vinegar": 5.0, "account": 0.5})
    assert "<mark>vinegar</mark>" in html


def test_without_a_match_the_text_is_shown_from_its_start() -> None:
    text = "First sentence. " + "More of it follows here. " * 20
    assert shown(text, "zeppelin").startswith("First sentence.")
    assert "<mark>" not in shown(text, "zeppelin")


def test_what_is_left_out_is_shown_as_left_out() -> None:
    text = "word " * 200 + "password " + "word " * 200
    html = shown(text, "password")
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert "<mark>password</mark>" in html
    assert shown("A short text.", "short") == "A <mark>short</mark> text."


def test_lines_are_shown_as_one() -> None:
    assert shown("One\ntwo\tthree", "two") == "One <mark>two</mark> three"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "."])
def test_next_to_nothing_is_shown_as_it_is(text: str) -> None:
    assert "<" not in shown(text, "password")


def test_a_word_without_end_is_cut() -> None:
    assert len(plain(shown("x" * 5_000, "x" * 5_000))) <= MAX_CHARACTERS + 4
    assert len(plain(shown("字" * 5_000, "字字", "zh"))) <= MAX_CHARACTERS + 4


TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'.!?\n؟。字ب\u0301😀"), max_size=400)


@given(TEXTS, TEXTS, st.sampled_from(["en", "zh", "ar"]))
def test_any_snippet_is_safe_balanced_short_and_of_the_text(text: str, query: str, language: str) -> None:
    text = clean(text)
    html = shown(text, query, language)
    assert set(re.findall(r"<[^>]*>", html)) <= {"<mark>", "</mark>"}
    assert re.fullmatch(r"[^<]*(<mark>[^<]*</mark>[^<]*)*", html)
    words = plain(html).removeprefix("… ").removesuffix(" …")
    assert len(words) <= MAX_CHARACTERS
    assert words in re.sub(r"\s+", " ", text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300).map(clean))
def test_a_whole_text_is_marked_and_nothing_is_left_out(text: str) -> None:
    found = marked(f"Reset. {text} reset?", "en", frozenset({("reset",)}))
    assert found.startswith("<mark>Reset</mark>. ")
    assert plain(found) == re.sub(r"\s+", " ", f"Reset. {text} reset?")
