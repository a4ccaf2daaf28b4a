"""Which section of an original is which of its translation."""

from __future__ import annotations

import pytest

from kb.translations.compared import SectionState, side_by_side, with_section
from kb.translations.sections import pairs, sections_in, signs_in

ENGLISH = """Open it with 2 hands.

## Close

Push it, see [the cup](cup.md).

## Wash {#wash}

```
## not a heading
```

At `60 °C`.

Help
----
Call 112.
"""
ARABIC = """افتحه بيديك الـ٢.

## الإغلاق

اضغطه، راجع [الكوب](cup.md).

## الغسل {#wash}

```
## not a heading
```

عند `60 °C`.

## المساعدة

اتصل بالرقم ١١٢.
"""


def headings(text: str) -> list[tuple[int, str]]:
    return [(one.level, one.heading) for one in sections_in(text)]


def states(original: str, translation: str, before: str | None = None) -> dict[str, str]:
    found = side_by_side(original, translation, before)
    return {one.section.heading: str(one.state) for one in found.sections}


def test_headings_are_those_that_readers_see() -> None:
    assert headings(ENGLISH) == [(0, ""), (2, "Close"), (2, "Wash"), (2, "Help")]
    assert sections_in(ENGLISH)[2].anchor == "wash"
    assert headings("#no\n\n####### no\n\n- a\n---\n\n---\n\n    # no\n#\n") == [(0, ""), (1, "")]
    assert "\n".join(one.text for one in sections_in(ENGLISH)) == ENGLISH


def test_sections_of_two_languages_are_matched_in_order_by_what_stays() -> None:
    assert pairs(sections_in(ENGLISH), sections_in(ARABIC), in_one_language=False) == {0: 0, 1: 1, 2: 2, 3: 3}
    without_the_second = ARABIC[: ARABIC.index("## الإ")] + ARABIC[ARABIC.index("## الغسل") :]
    assert pairs(sections_in(ENGLISH), sections_in(without_the_second), in_one_language=False) == {0: 0, 2: 1, 3: 2}


def test_addresses_code_and_numbers_of_every_script_are_what_stays() -> None:
    assert signs_in("1. See [x](a.md) at ٦٠ or ۶۰, `2`, {#one}") == {"a.md": 1, "60": 2, "`2`": 1}
    assert signs_in("1,5 and 10:30 ![p](p.png)") == signs_in("10:30 ثم ١٫٥ ![ص](p.png)")


def test_what_changed_is_new_missing_or_only_copied_is_told() -> None:
    now = ENGLISH.replace("Push it", "Press it") + "\n## More\n\nNew words here.\n"
    made = ARABIC.replace("اتصل بالرقم ١١٢.", "") + "\n## More\n\nNew words here.\n"
    assert states(now, made, ENGLISH) == {
        "": "done",
        "Close": "changed",
        "Wash": "done",
        "Help": "done",
        "More": "copied",
    }
    assert states(ENGLISH, ARABIC[: ARABIC.index("## المساعدة")], ENGLISH)["Help"] == "missing"
    assert states(now, ARABIC + "\n## المزيد\n\nكلمات.\n", ENGLISH)["More"] == "new"
    assert set(states(now, ARABIC + "\n## المزيد\n\nكلمات.\n").values()) == {"done"}  # nobody knows what it was


def test_the_words_that_changed_are_marked() -> None:
    found = side_by_side(ENGLISH.replace("Push it", "Press it"), ARABIC, ENGLISH)
    [changed] = [one for one in found.sections if one.hunks]
    marked = [piece.text for hunk in changed.hunks for line in hunk.lines for piece in line.pieces if piece.changed]
    assert (changed.section.heading, marked) == ("Close", ["Push", "Press"])


def test_what_a_translation_has_beside_is_named() -> None:
    found = side_by_side(ENGLISH, ARABIC + "\n### شيء\n\nقديم.\n", ENGLISH)
    assert [one.heading for one in found.others] == ["شيء"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_section_is_copied_into_its_place_and_nothing_else_changes(number: int) -> None:
    parts = sections_in(ARABIC)
    without = "\n".join(one.text for n, one in enumerate(parts) if n != number)
    found = side_by_side(ENGLISH, without, None)
    copied = with_section(without, found, number)
    after = side_by_side(ENGLISH, copied, None)
    assert after.sections[number].state is SectionState.COPIED
    kept = [one.text.strip() for n, one in enumerate(sections_in(copied)) if n != number]
    assert kept == [one.text.strip() for n, one in enumerate(parts) if n != number]


def test_a_translated_section_is_not_replaced_by_a_copy_and_is_by_words() -> None:
    found = side_by_side(ENGLISH, ARABIC, None)
    assert with_section(ARABIC, found, 1) == ARABIC
    assert with_section(ARABIC, found, 99) == ARABIC
    assert "## جديد\n\nنص.\n\n## الغسل" in with_section(ARABIC, found, 1, "## جديد\n\nنص.")


def test_a_text_of_thousands_of_sections_is_matched_at_once() -> None:
    long = "\n".join(f"## {n}\n\nText." for n in range(3_000))
    assert len(pairs(sections_in(long), sections_in(long), in_one_language=False)) == 3_001
