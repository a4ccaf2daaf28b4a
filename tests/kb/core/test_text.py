"""Texts from outside: their line ends, and the characters that no page takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.core.text import as_read, plain_lines, whole_number

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("written", ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "a\r\nb\n\rc"])
def test_every_line_end_is_one_sign(written: str) -> None:
    assert plain_lines(written) == "a\nb\n\nc"


def test_an_article_is_read_without_what_no_page_takes() -> None:
    assert as_read("\ufeffa\x00b\r\nc\td") == "ab\nc\td"


def test_nothing_else_turns_line_ends() -> None:
    sources = (path for part in ("kb", "search", "review") for path in (ROOT / part).rglob("*.py"))
    turns = re.compile(r"""replace\(["']\\r""")
    found = {path.relative_to(ROOT).as_posix() for path in sources if turns.search(path.read_text("utf-8"))}
    assert found == {
        "kb/core/text.py",
        "kb/language/guess.py",
        "kb/markdown/source/link_spans.py",
    }  # below core, and it only looks at the text


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("50", 50)])
def test_a_whole_number_is_one_in_plain_digits(text: str, number: int) -> None:
    assert whole_number(text, 0, 50) == number


@pytest.mark.parametrize(
    "text", [None, "", "51", "-1", "+2", "1.5", " 2", "2\n", "1_0", "two", "٢", "²", "1e1", "0x1", "9" * 5_000]
)
def test_what_is_no_such_number_is_none(text: str | None) -> None:
    assert whole_number(text, 0, 50) is None
