"""Questions with known answers, read from a file of one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from kb.core.errors import KbError
from kb.core.text import shorten

Half = Literal["even", "odd"]
HALVES: tuple[Half, Half] = ("even", "odd")
T = TypeVar("T")


class QueryFileError(KbError):
    """A file of queries cannot be read; names file, line and what was expected."""


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A query in a language, and the keys of the articles that answer it, the best first; none where nothing does.

    ``style`` says how it is asked, in the words of whoever wrote the set. ``section`` is the heading of the best
    article below which the answer stands: empty for the lead, None where nobody noted it.
    """

    text: str
    language: str
    relevant: tuple[str, ...]
    style: str = ""
    section: str | None = None


def read_questions(file: Path) -> list[JudgedQuestion]:
    """Read a JSONL file with ``query``, ``lang`` and ``relevant`` (article keys), and where they are known ``style``
    and ``section``, on each line.

    Raises:
        QueryFileError: the file cannot be read, or a line is not such an object.

    """
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryFileError(f"{file} cannot be read: {error}") from error
    questions = [_question(file, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise QueryFileError(f"{file} has no queries")
    return questions


def half_of(questions: Sequence[T], half: Half) -> Sequence[T]:
    """Every second of ``questions``, where the first has the number 1: what is chosen on one half is shown on both."""
    return questions[1::2] if half == "even" else questions[::2]


def _question(file: Path, number: int, line: str) -> JudgedQuestion:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or not _is_well_formed(entry):
        expected = '{"query": "…", "lang": "en", "relevant": ["category/slug"]}'
        also = 'with no article where nothing answers, and "style" and "section" in words where they are known'
        raise QueryFileError(f"{file}:{number}: {shorten(line)} is not like {expected}, {also}")
    relevant = tuple(dict.fromkeys(entry["relevant"]))
    language, style = (str(entry.get(name) or "") for name in ("lang", "style"))
    return JudgedQuestion(entry["query"], language, relevant, style, entry.get("section"))


def _is_well_formed(entry: dict[str, Any]) -> bool:
    relevant = entry.get("relevant")
    has_keys = isinstance(relevant, list) and all(isinstance(key, str) for key in relevant)
    has_words = all(isinstance(entry.get(name), str | None) for name in ("lang", "style", "section"))
    return has_keys and has_words and isinstance(entry.get("query"), str)
