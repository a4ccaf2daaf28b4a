"""Russian words by the dictionary."""

from __future__ import annotations

from importlib.resources import files

import pytest

from search.text import stems
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


@pytest.mark.parametrize(
    ("habit", "once"),
    [
        ("приходит", "прийти"),
        ("отменяете", "отменить"),
        ("списывают", "списать"),
        ("оплачивается", "оплатить"),
        ("ждал", "подождать"),
    ],
)
def test_both_aspects_of_a_verb_are_one(habit: str, once: str) -> None:
    assert lemmas(habit)[0] == lemmas(once)[0] == once


@pytest.mark.parametrize("verb", ["находиться", "приходиться", "относиться", "заниматься", "собираться", "стирать"])
def test_verbs_that_only_look_like_the_habit_of_another_stay_themselves(verb: str) -> None:
    assert lemmas(verb) == (verb,)


def test_the_list_of_aspects_has_verbs_of_the_dictionary_each_once() -> None:
    lines = (files(stems) / "russian_aspects.txt").read_text("utf-8").splitlines()
    pairs = [line.split() for line in lines if not line.startswith("#")]
    once, habits = ({pair[place] for pair in pairs} for place in (0, 1))
    assert len(pairs) == len(habits) > 200
    assert once.isdisjoint(habits)
    assert [habit for habit in habits if not lemmas(habit)] == []
