"""The code in a link that asks."""

from __future__ import annotations

import pytest

from search.followups.links import ask_in, asking_link, kept_code, new_code, read_code

LINK = "https://help.example.com/en/articles/orders/refund"
CODE = "abcdefghijklmnopqrstuv"


def test_codes_are_made_by_chance_and_only_their_form_is_read() -> None:
    made = {new_code() for _ in range(50)}
    assert len(made) == 50
    assert all(read_code(code) == code for code in made)
    assert [read_code(text) for text in (None, "", "x", f"{CODE}x", CODE[:-1] + "é", CODE[:-1] + "\n")] == [""] * 6
    assert kept_code(CODE) != CODE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINK, f"{LINK}?followup={CODE}"),
        (f"[Refund]({LINK}).", f"[Refund]({LINK}?followup={CODE})."),
        (f'<a href="{LINK}">', f'<a href="{LINK}?followup={CODE}">'),
        (f"See {LINK}. And {LINK}-later", f"See {LINK}?followup={CODE}. And {LINK}-later"),
        (f"{LINK}/more {LINK}.md", f"{LINK}/more {LINK}.md"),
    ],
)
def test_every_link_to_the_article_in_a_text_gets_it_and_no_other(text: str, expected: str) -> None:
    assert ask_in(text, LINK, CODE) == expected


def test_it_stands_before_the_section() -> None:
    assert asking_link(f"{LINK}#money", CODE) == f"{LINK}?followup={CODE}#money"
    assert ask_in(f"{LINK}#money", f"{LINK}#money", CODE) == f"{LINK}?followup={CODE}#money"


@pytest.mark.parametrize("links", [(LINK, f"{LINK}#money"), (f"{LINK}#money", LINK)])
def test_two_links_to_one_article_in_one_text_get_a_code_each(links: tuple[str, str]) -> None:
    text, codes = f"See {LINK}? Or {LINK}#money.", {LINK: CODE, f"{LINK}#money": CODE[::-1]}
    for link in links:
        text = ask_in(text, link, codes[link])
    assert text == f"See {LINK}?followup={CODE}? Or {LINK}?followup={CODE[::-1]}#money."
