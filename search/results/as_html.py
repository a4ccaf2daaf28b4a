"""The parts of a hit that pages show, as safe HTML: with no elements and attributes but those named here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import dropwhile, takewhile

from lxml import html
from markupsafe import Markup

from kb.language.bidi import isolated_text
from kb.markdown.sections import HEADINGS, is_footnote, text_of
from search.results.quoted import QUOTED_SECTION_WORDS, Quoted
from search.results.results import Hit
from search.text.snippets import marked

Write = Callable[[str], Markup]
_WRITTEN = frozenset({"p", "ol", "ul", "li", "strong", "b", "em", "i", "code", "kbd", "bdi", "sub", "sup"})
_UNWRITTEN = frozenset({"img", "picture", "figure", "table", "video", "audio", "svg", "script", "style", "template"})
_AROUND = frozenset({"div", "blockquote", "details", "section"})
_LISTS = ("ol", "ul")


def marked_title(hit: Hit) -> Markup:
    """The title of the article, what matches marked."""
    return _marked(hit, hit.article.title)


def quotation(hit: Hit, body: str) -> Markup:
    """What is quoted of a hit: rows of a table with the heads of its columns, else paragraphs and lists as they stand
    in ``body``, the article as safe HTML, without its links and pictures.
    """
    quoted = hit.quoted
    if quoted.rows:
        return _rows(hit, quoted)
    wanted = quoted.blocks
    elements = list(_blocks(_section(body, hit.passage.anchor), wanted))
    texts = [text_of(element) for _, found in elements for element in found]
    most = max(QUOTED_SECTION_WORDS, len(quoted.text.split()))
    if sum(len(text.split()) for text in texts) > most or not all(any(w in text for text in texts) for w in wanted):
        return _joined(_element("p", _shown(hit, block)) for block in wanted)
    return _joined(_block(holder, found, lambda text: _marked(hit, text)) for holder, found in elements)


def _rows(hit: Hit, quoted: Quoted) -> Markup:
    """One row as names and values, several as a table."""
    heads = [_shown(hit, head) for head in quoted.heads]
    rows = [[_shown(hit, cell) for cell in row] for row in quoted.rows]
    if len(rows) == 1:
        pairs = zip(heads, rows[0], strict=True)
        return _element("dl", _joined(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(*pair) for pair in pairs))
    head = _joined(_element("th", cell, ' scope="col"') for cell in heads)
    body = _joined(_element("tr", _joined(_element("td", cell) for cell in row)) for row in rows)
    table = _element("table", _element("thead", _element("tr", head)) + _element("tbody", body))
    return _element("div", table, ' class="table-scroll" tabindex="0"')


def _section(body: str, anchor: str) -> Iterator[html.HtmlElement]:
    """What stands below the heading with ``anchor``, above the first one where it is empty, up to the next."""
    children: Iterable[html.HtmlElement] = html.fragment_fromstring(body, create_parent="div").iterchildren("*")
    if anchor:
        children = list(dropwhile(lambda element: element.get("id") != anchor, children))[1:]
    return takewhile(lambda element: element.tag not in HEADINGS, children)


def _blocks(
    elements: Iterable[html.HtmlElement], wanted: Sequence[str]
) -> Iterator[tuple[html.HtmlElement, list[html.HtmlElement]]]:
    """Paragraphs, and lists with those of their items, that say any of the blocks ``wanted``."""
    for element in elements:
        if element.tag in _LISTS:
            if items := [item for item in element.iterchildren("li") if _says(item, wanted)]:
                yield element, items
        elif element.tag == "p":
            if _says(element, wanted):
                yield element, [element]
        elif element.tag in _AROUND:
            yield from _blocks(element.iterchildren("*"), wanted)


def _says(element: html.HtmlElement, wanted: Sequence[str]) -> bool:
    text = text_of(element)
    return any(block in text for block in wanted)


def _block(holder: html.HtmlElement, found: Sequence[html.HtmlElement], write: Write) -> Markup:
    """A paragraph, or a list of the items ``found``, which keep their numbers."""
    if holder.tag not in _LISTS:
        return _written(holder, write)
    first = list(holder.iterchildren("li")).index(found[0]) + _start(holder)
    inside = _joined(_written(item, write) for item in found)
    return _element(holder.tag, inside, f' start="{first}"' if holder.tag == "ol" and first != 1 else "")


def _start(numbered: html.HtmlElement) -> int:
    start = numbered.get("start") or ""
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _written(element: html.HtmlElement, write: Write) -> Markup:
    inside = write(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNWRITTEN and not is_footnote(child):
            inside += Markup("<br>") if child.tag == "br" else _written(child, write)
        inside += write(child.tail or "")
    if element.tag not in _WRITTEN:
        return inside
    order = element.get("dir")
    return _element(element.tag, inside, f' dir="{order}"' if order in ("ltr", "rtl", "auto") else "")


def _element(tag: str, inside: Markup, attributes: str = "") -> Markup:
    return Markup(f"<{tag}{attributes}>{{}}</{tag}>").format(inside)  # noqa: S704 (tags and attributes written here)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def _shown(hit: Hit, text: str) -> Markup:
    return isolated_text(_marked(hit, text), hit.article.language)


def _marked(hit: Hit, text: str) -> Markup:
    return marked(text, hit.article.language, hit.ways)
