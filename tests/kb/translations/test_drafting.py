"""What a model drafts is taken where everything that no translation changes stayed, and left out where it did not."""

from __future__ import annotations

import itertools

import pytest

from kb.translations.drafting import MOST_SECTIONS, ModelSilentError, draft_by_model, draft_lines, holds, line_holds
from kb.translations.sections import sections_in

SECTION = "## Wash {#wash}\n\n1. See [the cup](cup.md).\n2. At `60 °C` for 5 minutes. ![A cup](cup.png)"
GOOD = "## الغسل {#wash}\n\n1. راجع [الكوب](cup.md).\n2. عند `60 °C` لمدة 5 دقائق. ![كوب](cup.png)"


class Scripted:
    """Says what it is told to, section after section."""

    def __init__(self, *says: str | None) -> None:
        self._says = itertools.cycle(says)
        self.asked: list[str] = []

    def translate(self, text: str, source: str, target: str) -> str:
        self.asked.append(text)
        said = next(self._says)
        if said is None:
            raise ModelSilentError("it rests")
        return said


@pytest.mark.parametrize(
    ("words", "held"),
    [
        (GOOD, True),
        (GOOD.replace("5 دقائق", "٥ دقائق"), True),
        (GOOD.replace("5 دقائق", "6 دقائق"), False),
        (GOOD.replace("cup.md", "mug.md"), False),
        (GOOD.replace("`60 °C`", "60 °C"), False),
        (GOOD.replace("![كوب](cup.png)", "[كوب](cup.png)"), False),
        (GOOD.replace("![كوب](cup.png)", ""), False),
        (GOOD.replace("{#wash}", "{#clean}"), False),
        (GOOD.replace("## ", "### "), False),
        (GOOD + "\n\n## زيادة\n\nنص.", False),
        (GOOD + " [هنا](https://evil.example)", False),
        (" ", False),
    ],
)
def test_only_what_keeps_headings_addresses_code_numbers_and_pictures_holds(words: str, held: bool) -> None:
    assert holds(sections_in(SECTION)[1], words) is held


def test_missing_and_changed_sections_are_drafted_and_translated_ones_are_not_touched() -> None:
    original = f"Open it.\n\n{SECTION}\n\n## Close\n\nPress it.\n"
    translation = "افتحه.\n\n## الإغلاق\n\nاضغطه.\n"
    model = Scripted(GOOD)
    made = draft_by_model(model, original, translation, original, ("en", "ar"))
    assert made.text == f"افتحه.\n\n{GOOD}\n\n## الإغلاق\n\nاضغطه.\n"
    assert (made.written, made.left, made.trouble, model.asked) == (1, 0, "", [SECTION])
    changed = draft_by_model(
        Scripted("## إغلاق\n\nاكبسه."), original, made.text, original.replace("Press", "Push"), ("en", "ar")
    )
    assert changed.text == f"افتحه.\n\n{GOOD}\n\n## إغلاق\n\nاكبسه.\n"


def test_what_does_not_hold_is_left_out_and_named_and_the_rest_goes_on() -> None:
    original = f"{SECTION}\n\n## Close\n\nPress it.\n"
    made = draft_by_model(Scripted("## خطأ\n\nنص.", "## الإغلاق\n\nاضغطه."), original, "", None, ("en", "ar"))
    assert (made.text, made.left_out, made.written) == ("## الإغلاق\n\nاضغطه.\n", ["Wash"], 1)


def test_it_ends_where_the_model_is_silent_and_after_enough_sections_and_time() -> None:
    original = "\n\n".join(f"## {name}\n\nText." for name in "abcdefghijklmnop")
    silent = draft_by_model(Scripted("## ا\n\nنص.", None), original, "", None, ("en", "ar"))
    assert (silent.written, silent.left, silent.trouble) == (1, 15, "it rests")
    long = draft_by_model(Scripted("## ا\n\nنص."), original, "", None, ("en", "ar"))
    assert (long.written, long.left) == (MOST_SECTIONS, 16 - MOST_SECTIONS)
    seconds = itertools.count(0, 20)
    slow = draft_by_model(Scripted("## ا\n\nنص."), original, "", None, ("en", "ar"), lambda: float(next(seconds)))
    assert (slow.written, slow.left) == (2, 14)


HEADS = {"title": "Wash the cup", "description": "At 60 °C."}


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"title": "الكوب", "description": "At 60 °C."}, ["At 60 °C."]),
        ({"title": "Wash the cup"}, ["Wash the cup", "At 60 °C."]),
        ({"title": "الكوب", "description": "عند 60."}, []),
    ],
)
def test_title_and_description_are_drafted_where_nobody_wrote_them(given: dict[str, str], asked: list[str]) -> None:
    model = Scripted("عند 60 °C.")
    draft_lines(model, HEADS, given, ("en", "ar"))
    assert model.asked == asked


def test_a_line_that_does_not_hold_stays_and_silence_keeps_what_was_drafted_before() -> None:
    assert draft_lines(Scripted("غسل الكوب", "عند 70 °C."), HEADS, {}, ("en", "ar")).lines == {"title": "غسل الكوب"}
    silent = draft_lines(Scripted("غسل الكوب", None), HEADS, {}, ("en", "ar"))
    assert (silent.lines, silent.trouble) == ({"title": "غسل الكوب"}, "it rests")


@pytest.mark.parametrize(
    ("words", "held"), [("عند ٦٠", True), ("", False), ("at 60", False), ("عند\n60", False), ("عند 70", False)]
)
def test_a_drafted_line_is_one_other_line_with_the_same_numbers(words: str, held: bool) -> None:
    assert line_holds("at 60", words) is held
