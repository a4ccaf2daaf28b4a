"""Builds the element tree of an article out of its blocks; what stands within lines is left for others to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from kb.commonmark.blocks import Block
from kb.commonmark.table_rows import cells, is_kramdown_rule

MOST_EMPTY_CELLS = 10_000
"""No more cells than these are added to rows that are too short: a wide head must not swell every row."""
_PLACES = frozenset({"inline", "end", "left", "right", "annotate"})
_ALERT = re.compile(r"\[!([\w-]+(?: *\| *[\w-]+)*)\]([-+]?)[ \t]*(.*)")
_TAGS = {"quote": "blockquote", "rule": "hr", "tabs": "div", "definitions": "dl", "term": "dt", "definition": "dd"}


class Builder:
    """Fills elements with blocks; what belongs to no place of its own is collected.

    ``raw`` makes the element that stands for HTML as written, ``verbatim`` marks text in which nothing is looked for.
    """

    def __init__(self, raw: Callable[[str], Element], verbatim: Callable[[str], str]) -> None:
        self.footnotes: list[tuple[str, str]] = []
        self.abbreviations: dict[str, str] = {}
        self._raw = raw
        self._verbatim = verbatim
        self._empty_cells = MOST_EMPTY_CELLS

    def fill(self, parent: Element, block: Block, tight: bool = False) -> None:
        """Add the children of ``block`` to ``parent``; where it is ``tight``, paragraphs are plain text in it."""
        for child in block.children:
            if child.kind == "paragraph":
                self._paragraph(parent, child, tight)
            elif child.kind == "footnote":
                self.footnotes.append((child.mark, "\n".join(child.lines)))
            elif child.kind == "abbreviation":
                self.abbreviations[child.mark] = child.lines[0]
            elif child.kind == "html":
                parent.append(self._raw("\n".join(child.lines)))
            else:
                self._element(parent, child)

    def _element(self, parent: Element, block: Block) -> Element:
        if block.kind in ("code", "fence"):
            return self._code(parent, block)
        if block.kind == "table":
            return self._table(parent, block)
        if block.kind == "list":
            return self._list(parent, block)
        if block.kind in ("callout", "folded"):
            return self._callout(parent, block)
        if block.kind == "tab":
            name = SubElement(parent, "p", {"class": "tab-name"})
            name.text = block.title
            element = SubElement(parent, "div", {"class": "tabbed-block"})
        elif block.kind == "heading":
            element = SubElement(parent, f"h{block.number}")
            element.text = _text(block)
        else:
            element = SubElement(parent, _TAGS[block.kind])
            element.text = _text(block) or None
        if block.kind == "tabs":
            element.set("class", "tabbed-set")
        if block.kind == "quote":
            _alert(element, block)
        self.fill(element, block, tight=block.kind == "definition" and not block.loose)
        return element

    def _paragraph(self, parent: Element, block: Block, tight: bool) -> None:
        text = _text(block)
        if not text:
            return
        if not tight:
            SubElement(parent, "p").text = text
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "\n") + text + "\n"
        else:
            parent.text = (parent.text or "") + text + "\n"

    def _list(self, parent: Element, block: Block) -> Element:
        ordered = block.mark in ".)"
        element = SubElement(parent, "ol" if ordered else "ul")
        if ordered and block.number != 1:
            element.set("start", str(block.number))
        tight = not (block.loose or any(item.loose for item in block.children))
        for item in block.children:
            inner = SubElement(element, "li")
            self.fill(inner, item, tight)
            if not len(inner) and inner.text:
                inner.text = inner.text.rstrip("\n")
        return element

    def _code(self, parent: Element, block: Block) -> Element:
        box = SubElement(parent, "pre", {"class": "highlight"})
        code = SubElement(box, "code", {"class": f"language-{block.name}"} if block.name else {})
        code.text = self._verbatim("\n".join(block.lines))
        return box

    def _callout(self, parent: Element, block: Block) -> Element:
        kinds = block.name.split()
        given = block.title
        if given is None and kinds and not _PLACES.issuperset(kinds[1:]):
            given, kinds = block.name, kinds[:1]  # words of a sentence, not classes
        title = given if given is not None else kinds[0].capitalize()
        box = _box(parent, [kind.lower() for kind in kinds], block.mark)
        if title:
            _title(box, title)
        self.fill(box, block)
        return box

    def _table(self, parent: Element, block: Block) -> Element:
        table = SubElement(parent, "table")
        rows = [line for line in block.lines if block.aligned or not is_kramdown_rule(line)]
        has_head = bool(block.aligned) or any(is_kramdown_rule(line) for line in block.lines[1:2])
        columns = len(block.aligned) or len(cells(rows[0]))
        if has_head:
            self._row(SubElement(table, "thead"), rows[0], columns, block.aligned, "th")
        if body := rows[has_head:]:
            inside = SubElement(table, "tbody")
            for line in body:
                self._row(inside, line, columns, block.aligned, "td")
        return table

    def _row(self, parent: Element, line: str, columns: int, aligned: list[str], tag: str) -> None:
        """Cells beyond the columns of the head stay, so that no words are lost; GitHub leaves them out."""
        row = SubElement(parent, "tr")
        found = cells(line, columns)
        missing = min(columns - len(found), self._empty_cells)
        if missing > 0:
            self._empty_cells -= missing
            found += [""] * missing
        for number, words in enumerate(found):
            cell = SubElement(row, tag)
            cell.text = words
            if number < len(aligned) and aligned[number]:
                cell.set("align", aligned[number])


def _text(block: Block) -> str:
    return "\n".join(block.lines).strip()


def _alert(quote: Element, block: Block) -> None:
    """``> [!NOTE]`` (GitHub) and ``> [!tip]- Title`` (Obsidian, folded) make a callout out of a quote."""
    first = block.children[0] if block.children else None
    match = _ALERT.fullmatch(first.lines[0]) if first and first.kind == "paragraph" and first.lines else None
    if first is None or match is None:
        return
    first.lines = first.lines[1:]
    kinds = [kind.strip().lower() for kind in match[1].split("|")]
    quote.tag = "details" if match[2] else "div"
    quote.set("class", " ".join(kinds if match[2] else ["admonition", *kinds]))
    if match[2] == "+":
        quote.set("open", "open")
    words = match[3].strip()
    if words and len(block.children) == 1 and not first.lines:
        first.lines, words = [words], ""  # the text itself, on the line of the sign: a title of nothing is none
    _title(quote, words or kinds[0].capitalize())


def _box(parent: Element, kinds: list[str], mark: str) -> Element:
    if mark == "!!!":
        return SubElement(parent, "div", {"class": " ".join(["admonition", *kinds])})
    box = SubElement(parent, "details", {"class": " ".join(kinds)} if kinds else {})
    if mark == "???+":
        box.set("open", "open")
    return box


def _title(box: Element, words: str) -> None:
    is_folded = box.tag == "details"
    title = SubElement(box, "summary" if is_folded else "p", {} if is_folded else {"class": "admonition-title"})
    title.text = words
