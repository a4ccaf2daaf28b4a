"""Keeps what runs from left to right together in articles that run from right to left: codes, addresses, numbers.

Without it the signs inside, which have no direction of their own, put ``+44 20 7946 0112`` in disorder, and a line may
break behind a hyphen (Unicode Standard Annex 9; W3C, *Inline markup and bidirectional text in HTML*).
"""

from __future__ import annotations

import re

from lxml import etree, html

from kb.languages import direction

_PIECE = r"[A-Za-z\d]+"
_TELEPHONE = r"\+\d[\d .\-()\u00a0]{4,}\d"
_RANGE = r"\d+(?:[:.,/]\d+)*[–—]\d+(?:[:.,/]\d+)*"
_CODE = rf"{_PIECE}(?:[-_./:@#&=?%~+]+{_PIECE})+/?"
_RUN = re.compile(rf"(?<![A-Za-z\d])(?:(?P<range>{_RANGE})|{_TELEPHONE}|{_CODE})(?![A-Za-z\d])")
_FRACTION = re.compile(r"\d+[.,]\d+")
_LEFT_ALONE = frozenset({"bdi", "bdo", "code", "pre", "kbd", "samp", "script", "style", "svg", "math", "textarea"})
UNBROKEN = 32
"""Longer runs may break at the end of a line: a telephone is about as wide."""


def isolate_runs(tree: html.HtmlElement, language: str) -> None:
    """Put ``<bdi>`` around such runs where ``language`` is written from right to left.

    A run with ``dir`` is not broken (site.css). A range of numbers keeps the direction of the text, as its readers
    expect the first number first (CLDR writes Arabic ranges so).
    """
    if direction(language) == "rtl":
        _isolate(tree)


def _isolate(element: html.HtmlElement) -> None:
    for child in list(element):
        if isinstance(child.tag, str) and child.tag not in _LEFT_ALONE and child.get("dir") is None:
            _isolate(child)
        before, runs = _cut(child.tail or "")
        if runs:
            child.tail = before
            place = element.index(child) + 1
            element[place:place] = runs
    before, runs = _cut(element.text or "")
    if runs:
        element.text = before
        element[0:0] = runs


def _cut(text: str) -> tuple[str, list[html.HtmlElement]]:
    """The text before the first run, and the runs, each with the text that follows it as its tail."""
    found = [match for match in _RUN.finditer(text) if not _FRACTION.fullmatch(match[0])]
    ends = [*(match.start() for match in found[1:]), len(text)]
    return text[: found[0].start()] if found else text, [
        _run(match, text[match.end() : end]) for match, end in zip(found, ends, strict=False)
    ]


def _run(match: re.Match[str], tail: str) -> html.HtmlElement:
    run = etree.Element("bdi")
    if len(match[0]) <= UNBROKEN:
        run.set("dir", "rtl" if match["range"] else "ltr")
    run.text, run.tail = match[0], tail
    return run
