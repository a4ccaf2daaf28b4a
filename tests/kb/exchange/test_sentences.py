"""What an import says of an export can be said in the language of whoever reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[3] / "kb/exchange"
SOURCES = [path for path in sorted(ROOMS.rglob("*.py")) if path.parent.name not in ("outward", "html")]
ERRORS = ("NotFetchedError", "LaterError", "ExpiredError", "NoAnswerError")


def told(source: Path) -> Iterator[ast.expr]:
    """The texts that a module hands to notes, to what is told of an article, and to why a picture did not come."""
    for call in ast.walk(ast.parse(source.read_text("utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        if name.endswith(("notes.add", "told.append", ".saying")) or name in ("self._tell", *ERRORS):
            yield from call.args[-1:]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOMS).as_posix())
def test_whatever_an_import_says_is_a_marked_sentence(source: Path) -> None:
    bare = [ast.unparse(text) for text in told(source) if isinstance(text, (ast.Constant, ast.JoinedStr))]
    assert bare == []


def test_what_is_said_is_found_in_the_sources() -> None:
    assert sum(len(list(told(source))) for source in SOURCES) > 50
