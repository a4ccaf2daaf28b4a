"""English forms that no ending tells."""

from __future__ import annotations

import pytest

from search.text.stems.english import base_form


@pytest.mark.parametrize(("form", "base"), [("broken", "break"), ("paid", "pay"), ("children", "child")])
def test_an_irregular_form_is_what_the_dictionary_has_it_under(form: str, base: str) -> None:
    assert base_form(form) == base


@pytest.mark.parametrize("word", ["left", "ground", "orders", "break", ""])
def test_any_other_word_is_itself(word: str) -> None:
    assert base_form(word) == word
