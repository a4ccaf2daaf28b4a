"""The examples of the specifications of CommonMark and GitHub, and those that we read otherwise on purpose."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

from kb.markdown.render import to_html

FOLDER = Path(__file__).parent
EXAMPLES = json.loads((FOLDER / "examples.json").read_text("utf-8"))
GITHUB = json.loads((FOLDER / "github.json").read_text("utf-8"))
OTHERWISE: dict[str, tuple[int, ...]] = {
    # On purpose.
    "bare addresses are links, as on GitHub": (602, 608, 611, 612),
    "tags that are no HTML go, and their text is Markdown": (
        150,
        163,
        598,
        601,
        603,
        613,
        614,
        615,
        617,
        624,
    ),
    "what a tag that is never closed would hide is shown": (156, 157, 158, 173, 201, 491, 619, 623, 628, 632),
    "addresses of other kinds than the web's are no links": (596, 599, 606, 610),
    "an address may have spaces, since people write them": (41, 488, 508, 568),
    "the language of code is a word": (24, 34, 144),
    "labels are the same with and without a backslash": (545,),
    # Of the package's ways within lines; nothing is lost by them.
    "code, tags and links are looked for one after the other": (20, 344, 346, 524, 526, 536, 538),
    "the package's own flanking of emphasis beside signs": (352, 354, 368, 369, 380, 392),
    "em within strong or strong within em": (416, 467, 468),
    "of links in one another the outer one holds": (518, 519, 532, 533),
    "entities": (14, 28, 597),
}
OTHERWISE_THAN_GITHUB = {"cells beyond the columns of the head are shown, not left out": (204,)}
OURS = frozenset({"class", "id", "disabled"})
_AROUND_BLOCKS = re.compile(
    r"\s*(</?(?:div|p|[uo]l|li|blockquote|h\d|pre|hr|table|thead|tbody|tr|t[dh]|br)\b[^>]*>)\s*"
)


def normal_form(markup: str) -> str:
    """What a browser makes of ``markup``: elements, those attributes that mean something, words."""
    if not markup.strip():
        return ""
    # A word before it, since what is nothing but a comment is no fragment.
    return _AROUND_BLOCKS.sub(r"\1", _of(html.fragment_fromstring("x" + markup, create_parent="div"), False))


def _of(element: html.HtmlElement, verbatim: bool) -> str:
    if not isinstance(element.tag, str):
        return ""
    verbatim = verbatim or element.tag == "pre"
    inside = _text(element.text, verbatim)
    for child in element:
        inside += _of(child, verbatim) + _text(child.tail, verbatim)
    attributes = "".join(
        f" {name}={unquote(value) if value != name else ''!r}"
        for name, value in sorted(element.attrib.items())
        if name not in OURS or value.startswith("language-")
    )
    return f"<{element.tag}{attributes}>{inside.rstrip()}</{element.tag}>"


def _text(text: str | None, verbatim: bool) -> str:
    return (text or "") if verbatim else re.sub(r"[ \t\r\n]+", " ", text or "")


def numbers(reasons: dict[str, tuple[int, ...]]) -> list[int]:
    return [number for each in reasons.values() for number in each]


def unlike(examples: list[dict[str, Any]]) -> dict[int, str]:
    """The examples that we read otherwise, by number: what we made of them and what they say."""
    forms = {one["example"]: (normal_form(to_html(one["markdown"])), normal_form(one["html"])) for one in examples}
    return {number: f"\n{ours}\n{theirs}" for number, (ours, theirs) in forms.items() if ours != theirs}


def test_examples_of_commonmark_are_read_as_it_says_save_for_those_named_here() -> None:
    found = unlike(EXAMPLES)
    assert "".join(told for number, told in found.items() if number not in numbers(OTHERWISE)) == ""
    assert set(found) == set(numbers(OTHERWISE))


def test_examples_of_github_are_read_as_it_says_save_for_those_named_here() -> None:
    found = unlike(GITHUB)
    assert "".join(told for number, told in found.items() if number not in numbers(OTHERWISE_THAN_GITHUB)) == ""
    assert set(found) == set(numbers(OTHERWISE_THAN_GITHUB))


def test_no_example_has_two_reasons() -> None:
    assert len(numbers(OTHERWISE)) == len(set(numbers(OTHERWISE)))
    assert {example["example"] for example in EXAMPLES} >= set(numbers(OTHERWISE))
