"""Finishes an article's HTML as a tree: headings, anchors, tables, callouts.

Works on the unsafe HTML that Markdown and its authors wrote; what it returns is sanitised afterwards, by
``kb.markdown.render``, so nothing here has to be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree, html

from kb.core.errors import Problem
from kb.core.text import UNWANTED
from kb.language.marking import N_
from kb.markdown.anchors import foreign_anchors, slug
from kb.markdown.sections import HEADINGS, text_of

Translate = Callable[[str], str]
_NUMBERED = re.compile(r"&#(?:0*(\d{1,2})|[xX]0*([0-9a-fA-F]{1,2}))(?![0-9a-fA-F]);?")


MOST_HEADINGS = 1_000
"""So many an article has and no more: each is a section of the search and a line of the contents."""
CALLOUTS = {
    "note": N_("Note"),
    "info": N_("Note"),
    "tip": N_("Tip"),
    "hint": N_("Tip"),
    "important": N_("Important"),
    "warning": N_("Warning"),
    "caution": N_("Warning"),
    "danger": N_("Danger"),
    "transcript": N_("Transcript"),
}


def parse(markup: str) -> html.HtmlElement:
    """Read an HTML fragment into one ``div``, without control characters: no address in a tree can be set to one.

    Raises:
        ValueError: it is nested so deep that the parser left the rest of it out.

    """
    parser = html.HTMLParser()
    seen = UNWANTED.sub("", _NUMBERED.sub(_without_control, markup))
    tree = html.fragment_fromstring(seen, create_parent="div", parser=parser)
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise ValueError("nested too deep")
    return tree


def _without_control(reference: re.Match[str]) -> str:
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    return "" if UNWANTED.match(chr(number)) else reference[0]


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


def bound_headings(tree: html.HtmlElement, path: str) -> list[Problem]:
    """Make paragraphs of all headings after the first ``MOST_HEADINGS``, and say so of the article at ``path``."""
    headings = list(tree.iter(*HEADINGS))
    for heading in headings[MOST_HEADINGS:]:
        heading.tag = "p"
    if len(headings) <= MOST_HEADINGS:
        return []
    what = f"the article has {len(headings)} headings; those after the first {MOST_HEADINGS} are shown as paragraphs"
    return [Problem("warning", "many_headings", path, f"{what}; split it")]


def add_anchors(tree: html.HtmlElement) -> None:
    """Give every heading an id: its own, else its words, kept unique within the article."""
    for place in tree.xpath(".//a[@name and not(@id)]"):  # how ids were written before HTML 4
        place.set("id", place.get("name"))
    taken: set[str] = {element.get("id", "") for element in tree.iter() if isinstance(element.tag, str)}
    counts: dict[str, int] = {}
    named: list[html.HtmlElement] = []
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
        named.append(heading)
    _add_foreign(named, taken)


def _add_foreign(headings: list[html.HtmlElement], taken: set[str]) -> None:
    """Let links find headings under the names that other systems give them: places that nobody sees."""
    for heading, names in zip(headings, foreign_anchors([text_of(h) for h in headings], taken), strict=True):
        for name in names:
            place = etree.Element("span", id=name)
            place.tail, heading.text = heading.text, None
            heading.insert(0, place)


def ids(tree: html.HtmlElement) -> frozenset[str]:
    """Every place a link can lead to."""
    return frozenset(id_ for element in tree.iter("*") if (id_ := element.get("id")))


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
