"""Keeps what runs from left to right together in texts that run from right to left: codes, addresses, numbers.

Without it the signs inside, which have no direction of their own, put ``+44 20 7946 0112`` in disorder, and a line may
break behind a hyphen (Unicode Standard Annex 9; W3C, *Inline markup and bidirectional text in HTML*).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import unescape

from lxml import etree, html
from markupsafe import Markup, escape

from kb.language.languages import direction

_PIECE = r"[A-Za-z\d]+"
_TELEPHONE = r"\+\d[\d .\-()\u00a0]{4,}\d"
# Of so many parts: one without end would be read again from each of its parts.
_RANGE = r"\d+(?:[:.,/]\d+){0,4}[–—]\d+(?:[:.,/]\d+){0,4}"
_NUMBER = r"\d+(?:[.,]\d+){0,4}(?:[-–—]\d+(?:[.,]\d+){0,4})?"
_UNITS = "kWh|mAh|[kM]?W|V|m?A|[kMG]?Hz|[km]?g|[cm]?[lL]|[ckm]?m|ms|min|s|h|dB|bar|k?Pa|k?cal|[kMGT]?B|lm|px|°[CF]"
_MEASURE = rf"{_NUMBER}[ \u00a0\u202f]?(?:{_UNITS})"
_CODE = rf"{_PIECE}(?:[-_./:@#&=?%~+]+{_PIECE})+/?"
_RUN = re.compile(rf"(?<![A-Za-z\d])(?:{_MEASURE}|(?P<range>{_RANGE})|{_TELEPHONE}|{_CODE})(?![A-Za-z\d])")
_PLAIN_CODE = r"[A-Z]+(?:-[A-Z][A-Z\d]*)*-\d[A-Z\d]*(?:-[A-Z\d]+)*|[A-Za-zА-я]-[A-Za-zА-я]{2,}"
_UNBROKEN_RUN = re.compile(rf"(?<![\w-])(?:{_TELEPHONE}|{_PLAIN_CODE}|{_RANGE})(?![\w-])")
"""What a text from left to right would break behind a hyphen or dash: SF-1234567, e-mail, 10–12."""
_FIGURE = r"(?<![\w.,:/٫٬–—-])\d(?:[\d.,:/٫٬–—-]*\d)?"
_COUNTED = r"(?:[^\W\d_]{1,12}(?![\w-])|[°%‰٪€£$₽﷼])"
_ABBREVIATION = r"(?<!\w)[^\W\d_]{1,4}\."
_TOGETHER = re.compile(rf"{_FIGURE}[ \n](?={_COUNTED})|(?:[№§]|{_ABBREVIATION})[ \n](?=\d)")
"""A figure and the word that it counts, "6.5 l", "10 минут"; "№ 5", "p. 5": no line ends between the two."""
_FRACTION = re.compile(r"\d+[.,]\d+")
_EMPHASISED = frozenset({"b", "strong"})
_LEFT_ALONE = frozenset({"bdi", "bdo", "code", "pre", "kbd", "samp", "script", "style", "svg", "math", "textarea"})
UNBROKEN = 32
"""Longer runs may break at the end of a line: a telephone is about as wide."""
_MARK = re.compile(r"(</?mark>)")
_MARKED = Markup("<mark>{}</mark>")
_UNBROKEN_SPAN = Markup('<span class="unbroken">')
_OPENING = {"ltr": Markup('<bdi dir="ltr">'), "rtl": Markup('<bdi dir="rtl">'), None: Markup("<bdi>")}
_Cut = Callable[[str], tuple[str, list[html.HtmlElement]]]
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_BEFORE = {"ltr": "\u2066", "rtl": "\u2067"}
_END = "\u2069"


def isolate_runs(tree: html.HtmlElement, language: str) -> None:
    """Put ``<bdi>`` around such runs where ``language`` is written from right to left; elsewhere ``<span>`` around
    those that a line would break in two. A number stays with what it counts by a no-break space.

    A run with ``dir`` is not broken (site.css). A range of numbers keeps the direction of the text, as its readers
    expect the first number first (CLDR writes Arabic ranges so).
    """
    _isolate(tree, _cut if direction(language) == "rtl" else _cut_codes)


def isolated_text(text: str, language: str) -> Markup:
    """``text`` as HTML with ``<bdi>`` around such runs where ``language`` is written from right to left.

    ``text`` is plain, or markup with nothing in it but ``<mark>``, which may then end and begin again within a run.
    """
    return escape(text) if direction(language) == "ltr" else _with_runs(text, _runs_in, _opening, Markup("</bdi>"))


def text_in_lines(text: str, language: str) -> Markup:
    """The same for a place where lines end: numbers stay with what they count, and codes are not broken."""
    text = _together(text)
    if direction(language) == "rtl":
        return isolated_text(text, language)
    return _with_runs(text, _codes_in, lambda _: _UNBROKEN_SPAN, Markup("</span>"))


def _with_runs(
    text: str,
    runs_in: Callable[[str], list[re.Match[str]]],
    opening: Callable[[re.Match[str]], Markup],
    closing: Markup,
) -> Markup:
    plain, marks = _unmarked(text)
    out = Markup("")
    position = 0
    for run in runs_in(plain):
        out += _marked(plain, position, run.start(), marks) + opening(run)
        out += _marked(plain, run.start(), run.end(), marks) + closing
        position = run.end()
    return out + _marked(plain, position, len(plain), marks)


def isolated_title(text: str, language: str | None, around: str) -> str:
    """``text`` in ``language`` for a place that has no markup, among words in the language ``around``.

    Unicode's isolating characters stand around it where the two are written in different directions, and around its
    runs that begin with a digit or a sign: after a letter these keep their order by themselves. Without a need for
    them there are none, since who copies the text copies them too.
    ``language`` None: the first letter tells the direction (Unicode Standard Annex 9, rules P2 and P3).
    """
    own = direction(language) if language else _first_direction(text) or direction(around)
    if own == "rtl":
        for run in reversed(_runs_in(text)):
            if not (run["range"] or run[0][0].isalpha()):
                text = f"{text[: run.start()]}{_BEFORE['ltr']}{run[0]}{_END}{text[run.end() :]}"
    return text if own == direction(around) else _BEFORE[own] + text + _END


def _first_direction(text: str) -> str | None:
    found = (_STRONG.get(unicodedata.bidirectional(character)) for character in text)
    return next(filter(None, found), None)


def _unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The plain text, and the places within it that are marked."""
    if not isinstance(text, Markup):
        return text, []
    plain, marks = "", []
    for piece in _MARK.split(text):
        if piece == "<mark>":
            marks.append((len(plain), len(plain)))
        elif piece == "</mark>":
            marks[-1] = (marks[-1][0], len(plain))
        else:
            plain += unescape(piece)
    return plain, marks


def _marked(plain: str, start: int, end: int, marks: list[tuple[int, int]]) -> Markup:
    """A part of ``plain`` as HTML with the marks in it."""
    out = Markup("")
    position = start
    for first, last in marks:
        first, last = max(first, start), min(last, end)
        if first < last:
            out += escape(plain[position:first]) + _MARKED.format(plain[first:last])
            position = last
    return out + escape(plain[position:end])


def _isolate(element: html.HtmlElement, cut: _Cut) -> None:
    for child in list(element):
        if cut is _cut and child.tag in _EMPHASISED and _is_label(child):
            child.set("dir", "ltr")
            child.text = _together(child.text or "")
        elif isinstance(child.tag, str) and child.tag not in _LEFT_ALONE and child.get("dir") is None:
            _isolate(child, cut)
        if child.tail:
            child.tail, runs = cut(_together(child.tail))
            _put_behind(child, runs)
    if element.text:
        element.text, runs = cut(_together(element.text))
        element[:0] = runs


def _together(text: str) -> str:
    return type(text)(_TOGETHER.sub(lambda match: match[0][:-1] + "\u00a0", text))


def _is_label(element: html.HtmlElement) -> bool:
    """Whether the name of a button as it is on a machine, "2 cups": after an Arabic letter its number changes sides."""
    if element.get("dir") is not None or not (element.text or "")[:1].isdigit():
        return False
    return {_STRONG.get(unicodedata.bidirectional(sign)) for sign in element.text_content()} - {None} == {"ltr"}


def _put_behind(element: html.HtmlElement, runs: list[html.HtmlElement]) -> None:
    """``runs`` as the next siblings; finding the place by counting takes the square of a long paragraph's time."""
    for run in runs:
        tail, element.tail = element.tail, None  # addnext() would take it along
        element.addnext(run)
        element.tail = tail
        element = run


def _cut(text: str) -> tuple[str, list[html.HtmlElement]]:
    """The text before the first run, and the runs, each with the text that follows it as its tail."""
    return _pieces(text, _runs_in(text), _run)


def _cut_codes(text: str) -> tuple[str, list[html.HtmlElement]]:
    """The same for what is not broken in a text from left to right."""
    return _pieces(text, _codes_in(text), _unbroken)


def _pieces(
    text: str, found: list[re.Match[str]], make: Callable[[re.Match[str], str], html.HtmlElement]
) -> tuple[str, list[html.HtmlElement]]:
    ends = [*(match.start() for match in found[1:]), len(text)]
    return text[: found[0].start()] if found else text, [
        make(match, text[match.end() : end]) for match, end in zip(found, ends, strict=False)
    ]


def _unbroken(match: re.Match[str], tail: str) -> html.HtmlElement:
    run = etree.Element("span")
    run.set("class", "unbroken")
    run.text, run.tail = match[0], tail
    return run


def _run(match: re.Match[str], tail: str) -> html.HtmlElement:
    run = etree.Element("bdi")
    ordered = _ordered(match)
    if ordered:
        run.set("dir", ordered)
    run.text, run.tail = match[0], tail
    return run


def _runs_in(text: str) -> list[re.Match[str]]:
    return [match for match in _RUN.finditer(text) if not _FRACTION.fullmatch(match[0])]


def _codes_in(text: str) -> list[re.Match[str]]:
    return [match for match in _UNBROKEN_RUN.finditer(text) if len(match[0]) <= UNBROKEN]


def _opening(run: re.Match[str]) -> Markup:
    return _OPENING[_ordered(run)]


def _ordered(match: re.Match[str]) -> str | None:
    """The direction of a run that is not broken, None of one that may be."""
    if len(match[0]) > UNBROKEN:
        return None
    return "rtl" if match["range"] else "ltr"
