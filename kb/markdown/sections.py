"""Reads an article's HTML, as a tree, as text: its sections and the words of its elements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

CELLS = " | "
"""Between the cells of a table's row in the text of a section."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MISSING = "missing-image"
"""The class of what stands where a picture is missing: what it would have shown."""
# With more of its words inside links than this share a section only leads elsewhere.
_LINKED = 0.5
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
    its paragraphs, list items and table rows, in order. ``is_links`` tells that they are mostly links,
    ``is_before_steps`` that they begin with a list and the next section has numbered steps: what is needed for them.
    ``pictured`` are those of the blocks that only say what a picture shows, to whoever cannot see it.
    """

    level: int
    heading: str
    anchor: str
    blocks: tuple[str, ...]
    is_links: bool = False
    is_before_steps: bool = False
    pictured: tuple[str, ...] = ()


def sections_of(tree: html.HtmlElement) -> tuple[Section, ...]:
    """Cut the text of the article at its headings."""
    found: list[tuple[int, str, str, list[str]]] = [(1, "", "", [])]
    pictured: dict[int, list[str]] = defaultdict(list)
    headings: dict[html.HtmlElement, int] = {}
    for kind, element_or_text in _walk(tree):
        if kind == "heading" and isinstance(element_or_text, html.HtmlElement):
            heading = element_or_text
            headings[heading] = len(found)
            found.append((int(heading.tag[1]), text_of(heading), heading.get("id") or "", []))
        elif isinstance(element_or_text, str) and element_or_text:
            found[-1][3].append(element_or_text)
            if kind == "picture":
                pictured[len(found) - 1].append(element_or_text)
    linked, lists = _linked_words(tree, headings), _lists(tree, headings)
    return tuple(
        Section(
            *(level, heading, anchor, tuple(blocks), linked[place] > _LINKED * len(" ".join(blocks).split())),
            is_before_steps=heading != ""
            and _begins_with_a_list(lists[place], blocks)
            and "ol" in _tags(lists[place + 1]),
            pictured=tuple(pictured[place]),
        )
        for place, (level, heading, anchor, blocks) in enumerate(found)
    )


def _lists(tree: html.HtmlElement, headings: dict[html.HtmlElement, int]) -> dict[int, list[html.HtmlElement]]:
    """The lists of several items by the place of their section, in order."""
    found: dict[int, list[html.HtmlElement]] = defaultdict(list)
    place = 0
    for element in tree.iter("ol", "ul", *HEADINGS):
        place = headings.get(element, place)
        if element.tag in ("ol", "ul") and len(element.findall("li")) > 1:
            found[place].append(element)
    return found


def _begins_with_a_list(lists: Sequence[html.HtmlElement], blocks: Sequence[str]) -> bool:
    """Whether the first of a section's ``blocks`` is an item of a list without numbers, and no list has numbers."""
    is_plain = bool(lists) and "ol" not in _tags(lists)
    return is_plain and bool(blocks) and text_of(lists[0].find("li")).startswith(blocks[0])


def _tags(elements: Iterable[html.HtmlElement]) -> set[str]:
    return {element.tag for element in elements}


def _linked_words(tree: html.HtmlElement, headings: dict[html.HtmlElement, int]) -> Counter[int]:
    """How many words are inside links, by the place of the section, each of which begins at one of ``headings``."""
    linked: Counter[int] = Counter()
    place = 0
    for element in tree.iter("a", *HEADINGS):
        place = headings.get(element, place)
        if element.tag == "a" and not is_footnote(element):
            linked[place] += len(text_of(element).split())
    return linked


def text_of(element: html.HtmlElement) -> str:
    """All words inside an element, on one line."""
    return " ".join("".join(_texts(element)).split())


def is_footnote(element: html.HtmlElement) -> bool:
    """Whether an element is a footnote's number or the way back from one."""
    return bool({"footnote-ref", "footnote-backref"} & set((element.get("class") or "").split()))


def _texts(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNREAD or is_footnote(element):
        return
    if element.tag == "img":
        yield f" {element.get('alt') or ''} "
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield " " if isinstance(child.tag, str) and child.tag in (*_BLOCKS, "td", "th") else ""
        yield child.tail or ""


def _walk(element: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement | str]]:
    """Headings and texts of blocks in reading order; text directly in a container is a block of its own, and one of
    pictures alone is a "picture".
    """
    pending: list[str] = [element.text or ""]
    is_picture = False
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _UNREAD:
            pending.append(child.tail or "")
            continue
        if child.tag in _BLOCKS:
            yield _block(pending, is_picture)
            pending, is_picture = [], False
            if child.tag in HEADINGS:
                yield "heading", child
            elif child.tag == "tr":
                yield "text", CELLS.join(filter(None, (text_of(cell) for cell in child)))
            else:
                yield from _walk(child)
        else:
            is_picture = (is_picture or not "".join(pending).strip()) and _is_picture(child)
            pending += _texts(child)
        pending.append(child.tail or "")
        is_picture = is_picture and not (child.tail or "").strip()
    yield _block(pending, is_picture)


def _block(texts: Iterable[str], is_picture: bool) -> tuple[str, str]:
    return "picture" if is_picture else "text", " ".join("".join(texts).split())


def _is_picture(element: html.HtmlElement) -> bool:
    """Whether an element shows pictures, or stands for one that is missing, and has no words beside them."""
    pictures = [text_of(one) for one in element.iter("img", "span") if one.tag == "img" or one.get("class") == MISSING]
    return bool(pictures) and text_of(element) == " ".join(" ".join(pictures).split())
