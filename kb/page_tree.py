"""Finishes an article's HTML as a tree: anchors, links, tables, callouts; and reads its sections as text.

Works on the unsafe HTML that Markdown and its authors wrote; what it returns is sanitised afterwards, by
``kb.markdown``, so nothing here has to be trusted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree, html

from kb.links import Target

Resolve = Callable[[str], Target]
Translate = Callable[[str], str]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark a message for the translators where it is only kept; it is translated where it is shown."""
    return message


CALLOUTS = {
    "note": N_("Note"),
    "info": N_("Note"),
    "tip": N_("Tip"),
    "hint": N_("Tip"),
    "important": N_("Important"),
    "warning": N_("Warning"),
    "caution": N_("Warning"),
    "danger": N_("Danger"),
}
_UNREAD = frozenset({"script", "style", "svg", "iframe", "object", "template", "noscript", "head", "math"})
_BLOCKS = frozenset(
    {"p", "li", "tr", "pre", "dt", "dd", "div", "blockquote", "section", "summary", "details", "caption"}
    | {"ul", "ol", "dl", "table", "thead", "tbody", "figure", "figcaption", "article", "aside", "br", "hr"}
    | set(HEADINGS)
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it, up to the next heading.

    The first section of an article has level 1 and neither heading nor anchor. ``blocks`` are the texts of
    its paragraphs, list items and table rows, in order.
    """

    level: int
    heading: str
    anchor: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture as written, and where it leads; ``is_image`` tells pictures."""

    href: str
    target: Target
    is_image: bool


def parse(markup: str) -> html.HtmlElement:
    """Read an HTML fragment into one ``div``."""
    return html.fragment_fromstring(markup, create_parent="div")


def serialise(tree: html.HtmlElement) -> str:
    """The inside of the ``div`` as HTML."""
    whole = html.tostring(tree, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</div>")] if "</div>" in whole else ""


def shift_headings(tree: html.HtmlElement) -> None:
    """Make room for the page's own ``h1``: where the text uses ``h1``, every heading goes down one level."""
    if tree.find(".//h1") is None:
        return
    for heading in tree.iter(*HEADINGS):
        heading.tag = f"h{min(int(heading.tag[1]) + 1, 6)}"


def add_anchors(tree: html.HtmlElement) -> None:
    """Give every heading an id: its own, else its words, kept unique within the article."""
    for place in tree.xpath(".//a[@name and not(@id)]"):  # how ids were written before HTML 4
        place.set("id", place.get("name"))
    taken: set[str] = {element.get("id", "") for element in tree.iter() if isinstance(element.tag, str)}
    counts: dict[str, int] = {}
    for heading in tree.iter(*HEADINGS):
        if heading.get("id"):
            continue
        wanted = slug(text_of(heading)) or "section"
        anchor, count = wanted, counts.get(wanted, 1)
        while anchor in taken:
            count += 1
            anchor = f"{wanted}-{count}"
        counts[wanted] = count
        taken.add(anchor)
        heading.set("id", anchor)


def ids(tree: html.HtmlElement) -> frozenset[str]:
    """Every place a link can lead to."""
    return frozenset(id_ for element in tree.iter("*") if (id_ := element.get("id")))


def slug(text: str) -> str:
    """Words as an anchor: lower case, hyphens for spaces, letters of every script kept."""
    text = unicodedata.normalize("NFC", text).lower()
    kept = "".join(c for c in text if c in " -_\u200c" or unicodedata.category(c)[0] in "LMN")
    return re.sub(r"[\s-]+", "-", kept).strip("-")


def rewrite_links(tree: html.HtmlElement, resolve: Resolve) -> list[Link]:
    """Point every link and picture where it leads; take the link, not its words, off what cannot be reached."""
    found: list[Link] = []
    for element in list(tree.iter("a", "img")):
        attribute = "src" if element.tag == "img" else "href"
        written = element.get(attribute)
        if written is None or _is_footnote(element):
            continue
        target = resolve(written)
        found.append(Link(written, target, element.tag == "img"))
        if target.kind == "broken" or (element.tag == "img" and not is_picture(target)):
            _unlink(element, attribute)
            continue
        element.set(attribute, target.url)
        if element.tag == "img":
            element.set("loading", "lazy")
        elif target.kind == "external" and target.url.startswith(("http", "//")):
            element.set("class", "external")
            element.set("rel", "noopener noreferrer external")
        elif target.kind == "article" and target.article is not None:
            element.set("hreflang", target.article.language)
    return found


def is_picture(target: Target) -> bool:
    """Whether a page shows what a picture's address leads to; browsers refuse pictures sent without encryption."""
    return target.kind in ("file", "site") or (target.kind == "external" and target.url.startswith("https:"))


def _is_footnote(element: html.HtmlElement) -> bool:
    return bool({"footnote-ref", "footnote-backref"} & set((element.get("class") or "").split()))


def _unlink(element: html.HtmlElement, attribute: str) -> None:
    if element.tag == "img":
        note = etree.Element("span")
        note.set("class", "missing-image")
        note.text = element.get("alt") or ""
        note.tail = element.tail
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, note)
        return
    del element.attrib[attribute]
    element.set("class", "broken")


def wrap_tables(tree: html.HtmlElement) -> None:
    """Let wide tables scroll inside a box of their own that the keyboard can reach."""
    for table in list(tree.iter("table")):
        parent = table.getparent()
        if parent is None:
            continue
        box = etree.Element("div")
        box.set("class", "table-scroll")
        box.set("tabindex", "0")
        box.tail, table.tail = table.tail, None
        parent.replace(table, box)
        box.append(table)
        for cell in table.iter("th"):
            cell.set("scope", "col" if cell.getparent().getparent().tag == "thead" else "row")


def show_tasks(tree: html.HtmlElement) -> None:
    """Replace the check boxes of task lists, which nobody could tick, by marks with a name."""
    for box in list(tree.iter("input")):
        mark = etree.Element("span")
        done = box.get("checked") is not None
        mark.set("class", "task done" if done else "task")
        mark.text = "☑" if done else "☐"
        mark.tail = box.tail
        parent = box.getparent()
        if parent is not None:
            parent.replace(box, mark)


def unfold_tabs(tree: html.HtmlElement) -> None:
    """Show the tabs of MkDocs one below the other, each under its name."""
    for tabs in list(tree.find_class("tabbed-set")):
        labels = [text_of(label) for label in tabs.iterfind("div[@class='tabbed-labels']/label")]
        blocks = tabs.findall("div[@class='tabbed-content']/div")  # not those of tabs within
        for child in list(tabs):
            tabs.remove(child)
        for label, block in zip(labels, blocks, strict=False):
            name = etree.SubElement(tabs, "p")
            name.set("class", "tab-name")
            name.text = label
            tabs.append(block)


def name_callouts(tree: html.HtmlElement, translate: Translate | None) -> None:
    """Put callout titles that the author left to us into the language of the article; without it take them out."""
    for callout in tree.find_class("admonition") + list(tree.iter("details")):
        kinds = [name for name in (callout.get("class") or "").split() if name in CALLOUTS]
        title = next(iter(callout), None)
        if kinds and title is not None and text_of(title).lower() == kinds[0]:
            if translate:
                title.text = translate(CALLOUTS[kinds[0]])
            else:
                title.drop_tree()


def sections(tree: html.HtmlElement) -> tuple[Section, ...]:
    """Cut the text of the article at its headings."""
    found: list[tuple[int, str, str, list[str]]] = [(1, "", "", [])]
    for kind, element_or_text in _walk(tree):
        if kind == "heading" and isinstance(element_or_text, html.HtmlElement):
            heading = element_or_text
            found.append((int(heading.tag[1]), text_of(heading), heading.get("id") or "", []))
        elif isinstance(element_or_text, str) and element_or_text:
            found[-1][3].append(element_or_text)
    return tuple(Section(level, heading, anchor, tuple(blocks)) for level, heading, anchor, blocks in found)


def text_of(element: html.HtmlElement) -> str:
    """All words inside an element, on one line."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNREAD or _is_footnote(element):
        return
    if element.tag == "img":
        yield f" {element.get('alt') or ''} "
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield " " if isinstance(child.tag, str) and child.tag in (*_BLOCKS, "td", "th") else ""
        yield child.tail or ""


def _walk(element: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement | str]]:
    """Headings and texts of blocks in reading order; text directly in a container is a block of its own."""
    pending: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _UNREAD:
            pending.append(child.tail or "")
            continue
        if child.tag in _BLOCKS:
            yield "text", " ".join("".join(pending).split())
            pending = []
            if child.tag in HEADINGS:
                yield "heading", child
            elif child.tag == "tr":
                yield "text", " | ".join(filter(None, (text_of(cell) for cell in child)))
            else:
                yield from _walk(child)
        else:
            pending += _texts(child)
        pending.append(child.tail or "")
    yield "text", " ".join("".join(pending).split())
