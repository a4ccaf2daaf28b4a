"""The rendered original, cut into its sections to be read beside a translation."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree, html

from kb.markdown.html_tree import parse
from kb.markdown.sections import HEADINGS
from kb.translations.sections import TextSection


def cut_at_headings(markup: str) -> list[str]:
    """The HTML up to the first heading, then that of each heading with what is below it. Anchors are left out, since
    the preview on the same page has them, and links open another tab: what is being written stays.
    """
    found: list[list[str]] = [[]]
    tree = parse(markup) if markup.strip() else html.Element("div")
    if (tree.text or "").strip():
        first = html.Element("p")
        first.text = tree.text
        found[0].append(etree.tostring(first, encoding="unicode", method="html"))
    for block in tree:
        if not isinstance(block.tag, str):
            continue
        if block.tag in HEADINGS:
            found.append([])
        for element in block.iter():
            element.attrib.pop("id", None)
            if element.tag == "a":
                element.set("target", "_blank")
                element.set("rel", "noopener")
        found[-1].append(etree.tostring(block, encoding="unicode", method="html"))
    return ["".join(part) for part in found]


def html_of_each(sections: Sequence[TextSection], markup: str) -> list[str]:
    """The HTML of each of ``sections``, all that there are; empty texts where HTML and Markdown have not the same
    headings, as where a heading stands in a quote.
    """
    parts = cut_at_headings(markup)
    return parts if len(parts) == len(sections) else [""] * len(sections)
