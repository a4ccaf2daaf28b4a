"""Cuts the HTML of a guide into its steps: each ``h2`` with what is below it, and the answers that lead on from it.

A guide is an ordinary article that says ``kind: guide``. An answer is an item of a list that is nothing but a link; a
list is one of answers where at least one of its links leads to another place of the guide. So it can be read, and
followed, wherever Markdown is (docs/decisions/0047).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import html

ANSWERS = "answers"
"""The class of a list of answers."""
Write = Callable[[html.HtmlElement], str]
"""Makes safe HTML of the inside of an element."""


@dataclass(frozen=True, slots=True)
class GuideAnswer:
    """What a reader may answer: the ``words`` and the ``href`` of the link, empty where there is none."""

    words: str
    href: str

    @property
    def place(self) -> str:
        """The place of the guide that it leads to; empty where it leads to another page."""
        return unquote(self.href[1:]) if self.href.startswith("#") else ""


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step: ``anchor`` is that of its heading, ``places`` are all that a link can lead to within it.

    ``html`` is safe, its heading included.
    """

    anchor: str
    heading: str
    places: frozenset[str]
    answers: tuple[GuideAnswer, ...]
    html: str

    @property
    def is_end(self) -> bool:
        """Whether nothing more is asked."""
        return not self.answers


def cut(tree: html.HtmlElement, write: Write) -> tuple[str, tuple[GuideStep, ...]]:
    """What stands above the first step, as ``write`` makes it, and the steps of the finished ``tree`` of a guide.

    The tree stays whole; its lists of answers get their class.
    """
    above, *sections = _sections(tree)
    steps = tuple(_step(elements, write) for elements in sections)
    return write(_together(above, tree.text or "")), steps


def _sections(tree: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """What stands above the first ``h2``, then each with what is below it."""
    found: list[list[html.HtmlElement]] = [[]]
    for element in tree:
        if element.tag == "h2":
            found.append([])
        found[-1].append(element)
    return found


def _step(elements: Sequence[html.HtmlElement], write: Write) -> GuideStep:
    answers = tuple(answer for element in elements for answer in _answers(element))
    whole, heading = _together(elements), elements[0]
    places = frozenset(id_ for element in whole.iter("*") if (id_ := element.get("id")))
    return GuideStep(heading.get("id") or "", _words(heading), places, answers, write(whole))


def _answers(element: html.HtmlElement) -> Iterator[GuideAnswer]:
    """The answers in a list right below a step's heading; a list within something else is an ordinary one."""
    if element.tag not in ("ul", "ol"):
        return
    links = [(item, _only_link(item)) for item in element.findall("li")]
    if not any((link.get("href") or "").startswith("#") for _, link in links if link is not None):
        return
    element.set("class", ANSWERS)
    for item, link in links:
        yield GuideAnswer(_words(item), "" if link is None else link.get("href") or "")


def _only_link(item: html.HtmlElement) -> html.HtmlElement | None:
    """The link that is all there is in an item."""
    link = item.find(".//a")
    return link if link is not None and _words(link) == _words(item) else None


def _words(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _together(elements: Sequence[html.HtmlElement], text: str = "") -> html.HtmlElement:
    found = html.Element("div")
    found.text = text
    found.extend(deepcopy(element) for element in elements)
    return found
