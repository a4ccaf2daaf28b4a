"""The first sentence of an article, as lists and search engines show it."""

from __future__ import annotations

import pytest

from kb.library.descriptions import LIMIT, first_sentence


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Close the drawer until it\nclicks into\nplace. Then start.", "Close the drawer until it clicks into place."),
        ("Lift the handle\\\nslowly. Then turn.", "Lift the handle slowly."),
        ("[![Play](p.png)](https://v.example)\n\nWatch it.", "Watch it."),
        ("![One](a.png)\n![Two](b.png)\n\nRead on.", "Read on."),
        ('<img src="a.png">\n\n<!-- a note. -->\n\nRead on.', "Read on."),
        ("Choose Tools &gt; Options&hellip; first. Then", "Choose Tools > Options… first."),
        ("Heading\n=======\n\nWords. More.", "Words."),
        ("Heading\n-------\n\nWords. More.", "Words."),
        ("a | b\n--|--\n1 | 2\n\nWords. More.", "Words."),
        ("- item\n  goes on\n\n  and on\n\nWords. More.", "Words."),
        ("> quote\nlazily\n\nWords. More.", "Words."),
        ("~~~\ncode.\n```\n~~~\n\nWords. More.", "Words."),
        ("---\n\nWords. More.", "Words."),
        ("Enter <Your Name> or <your-name>. More.", "Enter <Your Name> or <your-name>."),
        ("Replace <svg> and <title> here. More.\n\n<style>p {}</style>", "Replace and here."),
        ("Press <CheckIcon size /> and <Key>Enter</Key>. More.", "Press and Enter."),
        ("Set `a.b` to _on_ for snake_case. Next", "Set a.b to on for snake_case."),
        ("Type <name> and press <kbd>Enter</kbd>. Next", "Type <name> and press Enter."),
        ("He said “wait.” Then left.", "He said “wait.”"),
        ("これは説明です。次の文です。", "これは説明です。"),
        ("手册！下一句。", "手册！"),
    ],
)
def test_it_is_the_whole_first_sentence_in_plain_words(body: str, expected: str) -> None:
    assert first_sentence(body) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a soft cloth, e.g. Microfibre, for the lid.",
        "Ask Dr. Brown or Mrs. J. R. Green.",
        "See fig. 3 and no. 12 in the box.",
        "We ship to the U.S. and Canada.",
        "Bring screws, nails, etc. to the desk.",
        "Нажмите любую кнопку, напр. Пуск.",
        "Верните чек, гарантию и т. д. в магазин.",
        "Подробности на стр. 14.",
        "راجع أ. سامي في المكتب.",
        "انظر ص. 12 من الدليل.",
        "به م. رضایی پیام دهید.",
        "Öffnen Sie z.B. Einstellungen.",
    ],
)
def test_an_abbreviation_does_not_end_it(sentence: str) -> None:
    assert first_sentence(f"{sentence} Second one.") == sentence


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We open at 9 a.m. Come in.", "We open at 9 a.m."),
        ("Bring screws, nails, etc. Then begin.", "Bring screws, nails, etc."),
        ("Магазин открыт с 2019 г. Приходите.", "Магазин открыт с 2019 г."),
        ("It costs 5. Pay at the desk.", "It costs 5."),
    ],
)
def test_an_abbreviation_before_a_capital_may_end_it(body: str, expected: str) -> None:
    assert first_sentence(body) == expected


def test_a_long_one_is_cut_between_words_and_between_signs_where_there_are_no_words() -> None:
    assert first_sentence("wort " * 90).endswith("wort…")
    assert first_sentence("字" * 400) == "字" * LIMIT + "…"


@pytest.mark.parametrize(
    "body", ["[" * 200_000, "<a " * 90_000, "`a " * 90_000, "a." * 100_000, "\n".join(["*a"] * 90_000)]
)
def test_hostile_text_is_no_work(body: str) -> None:
    first_sentence(body)
