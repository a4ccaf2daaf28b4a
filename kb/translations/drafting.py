"""A language model drafts what is missing in a translation: section by section, and only what keeps its structure.

The model is handed in (``search.translation_drafts``); nothing here knows how it is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.translations.compared import side_by_side, with_section
from kb.translations.sections import TextSection, sections_in, signs_in

MOST_SECTIONS = 12
MOST_SECONDS = 45.0
"""Of one press of the button; with what is left it is pressed again."""


class ModelSilentError(Exception):
    """The model gives no translation now; the message says why, for people."""


class TranslationModel(Protocol):
    """Translates Markdown, within what the site may spend on it."""

    def translate(self, text: str, source: str, target: str) -> str:
        """``text`` in the language ``target``.

        Raises:
            ModelSilentError: it cannot, or may not be asked now.

        """


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A text after the model: how many sections it wrote, which were left out since what must stay did not stay, how
    many are left, and why it went no further.
    """

    text: str
    written: int = 0
    left_out: Sequence[str] = ()
    left: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class DraftedLines:
    """What the model wrote of title and description by the field's name, and why it went no further."""

    lines: Mapping[str, str]
    trouble: str = ""


def draft_lines(
    model: TranslationModel, original: Mapping[str, str], given: Mapping[str, str], languages: tuple[str, str]
) -> DraftedLines:
    """The lines of ``original`` that ``given`` lacks, or has as they are in the original, as ``model`` translates them.

    A line that does not hold (``line_holds``) is left as it is: whoever reads the draft sees that it is not translated.
    """
    made: dict[str, str] = {}
    for name, text in original.items():
        if not text or given.get(name, "") not in ("", text):
            continue
        try:
            words = model.translate(text, *languages).strip()
        except ModelSilentError as error:
            return DraftedLines(made, str(error))
        if line_holds(text, words):
            made[name] = words
    return DraftedLines(made)


def line_holds(line: str, words: str) -> bool:
    """Whether ``words`` are one line, not the very same, with the addresses, code and numbers of ``line``."""
    is_one_line = bool(words) and len(words.splitlines()) == 1
    return is_one_line and words != line and signs_in(words) == signs_in(line)


def draft_by_model(
    model: TranslationModel,
    original: str,
    translation: str,
    before: str | None,
    languages: tuple[str, str],
    timer: Callable[[], float] = time.monotonic,
) -> ModelDraft:
    """``translation`` with the sections of ``original`` that are to be looked at, as ``model`` translates them from the
    first of ``languages`` into the second.
    """
    numbers = [one.number for one in side_by_side(original, translation, before).sections if one.is_to_do]
    text, written, left_out, trouble = translation, 0, list[str](), ""
    end = timer() + MOST_SECONDS
    done = 0
    for number in numbers[:MOST_SECTIONS]:
        if timer() > end:
            break
        found = side_by_side(original, text, before)
        section = next(one.section for one in found.sections if one.number == number)
        try:
            words = model.translate(section.text.strip("\n"), *languages)
        except ModelSilentError as error:
            trouble = str(error)
            break
        done += 1
        if holds(section, words):
            text, written = with_section(text, found, number, words), written + 1
        else:
            left_out.append(section.heading or section.text.strip()[:60])
    return ModelDraft(text, written, left_out, len(numbers) - done, trouble)


def holds(section: TextSection, words: str) -> bool:
    """Whether ``words`` have what no translation changes: the heading's level and no other headings, and each address,
    picture, piece of code and number as often as the original.
    """
    if not words.strip():
        return False
    made = [one for one in sections_in(words.strip("\n")) if not one.is_empty]
    if [one.level for one in made] != [section.level] or made[0].anchor != section.anchor:
        return False
    pictures = [text.count("![") for text in (section.text, words)]
    return pictures[0] == pictures[1] and signs_in(words) == signs_in(section.text)
