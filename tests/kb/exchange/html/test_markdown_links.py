"""Links of Markdown are changed and nothing else."""

from __future__ import annotations

import pytest

from kb.exchange.html.markdown_links import rewrite_markdown


def link(address: str) -> str | None:
    return None if address == "gone" else f"new/{address}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a](b.md) ![c](d.png)", "[a](new/b.md) ![c](pic/d.png)"),
        ('[a](<b c.md> "t")', '[a](new/b%20c.md "t")'),
        ("[a](b_(c).md)", "[a](<new/b_(c).md>)"),
        ("[![c](d.png)](b.md)", "[![c](pic/d.png)](new/b.md)"),
        ("[a](gone) ![c](gone)", "a c"),
        ("`[a](b.md)`\n```\n[a](b.md)\n```\n", "`[a](b.md)`\n```\n[a](b.md)\n```\n"),
        (
            '<img width="1" src="d.png"> <a href="b.md">x</a>',
            '<img width="1" src="pic/d.png"> <a href="new/b.md">x</a>',
        ),
        ("[a]: b.md\n[a][a]", "[a]: new/b.md\n[a][a]"),
        ("\\[a](b) and [a] (b)", "\\[a](b) and [a] (b)"),
    ],
)
def test_each_way_of_writing_a_link(before: str, after: str) -> None:
    picture = lambda address: None if address == "gone" else f"pic/{address}"  # noqa: E731
    assert rewrite_markdown(before, link, picture) == after


@pytest.mark.parametrize(
    "text",
    [
        "[" + "[a](b) " * 2_000,
        "[" + "![a](b)" * 2_000,
        "[" * 20_000,
        "[a](" * 5_000,
        "[a](" + " " * 200_000,
        "[a](b" + " " * 200_000,
        '[a](b "' * 5_000,
        "`" * 200_000,
        "~" * 200_000,
    ],
)
def test_what_never_ends_ends(text: str) -> None:
    assert isinstance(rewrite_markdown(text, link, link), str)
