"""Russian words by the dictionary."""

from __future__ import annotations

import pytest

from search.text.stems.russian import lemmas


@pytest.mark.parametrize(
    ("form", "lemma"), [("посылок", "посылка"), ("денег", "деньга"), ("пришло", "прийти"), ("хочу", "хотеть")]
)
def test_what_changes_within_a_word_is_brought_back(form: str, lemma: str) -> None:
    assert lemma in lemmas(form)


def test_a_form_of_several_words_has_them_all() -> None:
    assert lemmas("мыла") == ("мыло", "мыть")


def test_a_word_that_the_dictionary_does_not_have_has_none() -> None:
    assert lemmas("кофемашиной") == lemmas("sofra") == lemmas("") == ()


def test_ё_may_be_written_as_е() -> None:
    assert "счет" in {lemma.replace("ё", "е") for lemma in lemmas("счета")}
