"""An original beside its translation: what of it changed since, what is missing, what was only copied. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.editing.changes import Hunk, compare
from kb.translations.sections import TextSection, pairs, sections_in

AROUND = 1
"""Lines that stayed, shown around those that changed."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")


class SectionState(StrEnum):
    """What a section of the original has to do with the translation."""

    DONE = "done"
    CHANGED = "changed"
    """It changed since the translation was made."""
    NEW = "new"
    """It was not there then."""
    COPIED = "copied"
    """The translation has it in the words of the original."""
    MISSING = "missing"


TO_DO = frozenset(SectionState) - {SectionState.DONE}


@dataclass(frozen=True)
class ComparedSection:
    """A section of the original; ``hunks`` tell how it changed, ``other`` is that of the translation."""

    number: int
    section: TextSection
    state: SectionState
    other: TextSection | None = None
    hunks: Sequence[Hunk] = ()

    @property
    def is_to_do(self) -> bool:
        """Whether somebody should look at it."""
        return self.state in TO_DO


@dataclass(frozen=True)
class SideBySide:
    """All sections of an original, and those of the translation that the original does not have."""

    sections: Sequence[ComparedSection]
    others: Sequence[TextSection]

    @property
    def to_do(self) -> int:
        """How many sections somebody should look at."""
        return sum(one.is_to_do for one in self.sections)

    def find(self, number: int) -> ComparedSection | None:
        """The section of that number."""
        return next((one for one in self.sections if one.number == number), None)


def side_by_side(original: str, translation: str, before: str | None) -> SideBySide:
    """``original`` and ``translation``, Markdown both; ``before`` is the original that it was made of, None where that
    is not kept.
    """
    now, made, old = sections_in(original), sections_in(translation), sections_in(before or "")
    there, earlier = pairs(now, made, in_one_language=False), pairs(now, old, in_one_language=True)
    found = []
    for number, section in enumerate(now):
        if section.is_empty:
            continue
        other = made[there[number]] if number in there else None
        first = old[earlier[number]] if before is not None and number in earlier else None
        state = _state(section, other, first, is_known=before is not None)
        is_told = first is not None and state is SectionState.CHANGED
        hunks = compare(first.text.strip(), section.text.strip(), AROUND) if first and is_told else ()
        found.append(ComparedSection(number, section, state, other, hunks))
    taken = set(there.values())
    return SideBySide(found, [one for place, one in enumerate(made) if place not in taken and not one.is_empty])


def _state(
    section: TextSection, other: TextSection | None, first: TextSection | None, *, is_known: bool
) -> SectionState:
    if other is None or other.is_empty:
        return SectionState.MISSING
    if section.says_the_same(other) and len(_LETTERS.findall(section.text)) > 1:
        return SectionState.COPIED
    if not is_known:
        return SectionState.DONE
    if first is None or first.is_empty:
        return SectionState.NEW
    return SectionState.DONE if first.says_the_same(section) else SectionState.CHANGED


def with_section(text: str, found: SideBySide, number: int, words: str = "") -> str:
    """``text`` of a translation with section ``number`` of the original as it stands, or as ``words`` say it, in the
    place of its counterpart, else behind that of the section before it.

    A counterpart is replaced only by ``words``: nobody's translation is lost for a copy.
    """
    wanted = found.find(number)
    if wanted is None or (wanted.other is not None and not wanted.other.is_empty and not words):
        return text
    lines, new = text.split("\n"), (words or wanted.section.text).strip("\n").split("\n")
    if wanted.other is not None:
        start, end = wanted.other.start, wanted.other.end
    else:
        above = [one.other.end for one in found.sections if one.number < number and one.other is not None]
        start = end = max(above, default=0)
    head, tail = "\n".join(lines[:start]).rstrip("\n"), "\n".join(lines[end:]).lstrip("\n")
    before = f"{head}\n\n" if head.strip() else ""
    after = f"\n\n{tail}" if tail.strip() else "\n"
    return before + "\n".join(new) + after
