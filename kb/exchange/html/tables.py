"""Which tables can be written with pipes; the others stay HTML, with nothing in them that is not needed."""

from __future__ import annotations

import re

from lxml import html

_IN_CELLS = ("ul", "ol", "pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "details", "dl")


def is_simple(table: html.HtmlElement) -> bool:
    """Whether every row has as many cells as the first, none spans others, and all hold one line or a few."""
    rows = list(table.iter("tr"))
    widths = {len(row.findall("td")) + len(row.findall("th")) for row in rows}
    if len(widths) != 1 or 0 in widths or table.find(".//caption") is not None:
        return False
    cells = list(table.iter("td", "th"))
    spans = any((cell.get(name) or "1") not in ("1", "0", "") for cell in cells for name in ("colspan", "rowspan"))
    return not spans and not any(True for cell in cells for _ in cell.iter(*_IN_CELLS))


def kept_table(table: html.HtmlElement) -> str:
    """A table as HTML in one block of Markdown: without blank lines, which would end the block."""
    tail, table.tail = table.tail, None
    for element in table.iter():
        for name in list(element.attrib):
            if name not in ("colspan", "rowspan", "href", "src", "alt", "width", "id", "start"):
                element.attrib.pop(name)
    written = html.tostring(table, encoding="unicode")
    table.tail = tail
    return re.sub(r"\n(?=\s*\n)", "&#10;", written).replace("{", "&#123;").strip()
