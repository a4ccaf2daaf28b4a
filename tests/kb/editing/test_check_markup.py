"""What an editor is told of signs that mean nothing here."""

from __future__ import annotations

import pytest

from kb.core.errors import Problem
from kb.editing.check import check
from tests.conftest import Collection


def told(collection: Collection, body: str) -> list[Problem]:
    collection.write("en/a.md", f"Text.\n\n{body}\n", title="A")
    return [problem for problem in check(collection.library().catalog) if problem.code == "raw_markup"]


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("[block:unknown]\nx", "[block:unknown]"),
        ("[!INCLUDE [x](x.md)]", "[!INCLUDE"),
        ('--8<-- "x.md"', "--8<--"),
        ("نص :::{x", ":::{x"),
        ("[su_note]نص[/su_note]", "[/su_note]"),
        ("<<< @/x.js", "<<< @/x.js"),
        ("/// x\n\nText.", "/// x"),
        ("{% open", "{% open"),
    ],
)
def test_a_sign_that_readers_see_is_a_warning_with_its_line(collection: Collection, body: str, sign: str) -> None:
    (problem,) = told(collection, body)
    assert (problem.severity, problem.value) == ("warning", sign)
    assert problem.line is not None


@pytest.mark.parametrize(
    "body",
    [
        "```\n{% x\n:::\n[block:a]\n```",
        "`[block:a]` and <kbd>{% x</kbd>",
        ":::note\nText.\n:::",
        "A [link](https://x.example)",
    ]
    + ["At 10:30 ::: maybe.", "a // b /// c", "وقت: ۱۰:۳۰", "[x] done!!!"],
)
def test_code_and_what_is_understood_is_none(collection: Collection, body: str) -> None:
    assert told(collection, body) == []
