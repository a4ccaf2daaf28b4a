"""How two versions differ as readers see them: the blocks of a page that came, went and stayed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from lxml import etree, html

from kb.markdown.html_tree import parse

MAX_BLOCKS = 1_500
"""On either side; beyond, all of the one page went and all of the other came."""


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of HTML as the site rendered it."""

    kind: Literal["same", "added", "removed"]
    html: str


def page_differences(before: str, after: str) -> list[PageBlock]:
    """The blocks of both pages in their order, what went before what came in its place."""
    old, new = _blocks(before), _blocks(after)
    if max(len(old), len(new)) > MAX_BLOCKS:
        return [PageBlock("removed", before), PageBlock("added", after)]
    found: list[PageBlock] = []
    # Blocks that stand in a long page again and again begin no match: else each is compared with each, for minutes.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found += [PageBlock("same", block) for block in new[j1:j2]]
        else:
            found += [PageBlock("removed", _without_ids(block)) for block in old[i1:i2]]
            found += [PageBlock("added", block) for block in new[j1:j2]]
    return found


def _blocks(markup: str) -> list[str]:
    if not markup.strip():
        return []
    tree = parse(markup)
    first = [f"<p>{html.tostring(_text(tree.text), encoding='unicode')}</p>"] if (tree.text or "").strip() else []
    return first + [etree.tostring(block, encoding="unicode", method="html").strip() for block in tree]


def _text(text: str | None) -> html.HtmlElement:
    found = html.Element("span")
    found.text = text
    return found


def _without_ids(block: str) -> str:
    """What went stands beside what came: an anchor is given once."""
    tree = parse(block)
    for element in tree.iter():
        element.attrib.pop("id", None)
    return "".join(etree.tostring(child, encoding="unicode", method="html") for child in tree)
