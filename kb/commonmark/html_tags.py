"""Which tags are HTML, and what becomes of those that are not.

The sanitiser drops elements that SVG and MathML know, with all that is in them, and takes the tags of all others away.
So what an author wrote as ``<domain>`` or ``<path>`` has to be decided before: it is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

OPENING_TAG = re.compile(
    r"<[A-Za-z][A-Za-z0-9.-]*+"
    r"(?>(?:\s++[A-Za-z_:@][\w.:@-]*+(?>(?:\s*+=\s*+(?:\{[^{}]*+\}(?=[\s/>])|[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?))*)\s*+/?>"
)
CLOSING_TAG = re.compile(r"</[A-Za-z][A-Za-z0-9.-]*+\s*+>")
_BEGINNING = re.compile(r"<!--|</?([A-Za-z][A-Za-z0-9.-]*+)")
_LOOSE_TAG = re.compile(r"</?[A-Za-z](?>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*)>")
_BARE = re.compile(r"<[A-Za-z][^=]*(?<!/)>|</[a-z][a-z0-9]*\s*>")
_NAME_ENDS = re.compile(r"[\s/>]")
_SHOWN = (
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd del"
    " details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li"
    " main map area mark menu nav ol p picture pre q rp rt ruby s samp search section small source span strike strong"
    " sub summary sup table tbody td tfoot th thead time tr track tt u ul var wbr"
)
_TAKEN_AWAY = (
    "applet audio base basefont bgsound body button canvas command datalist dialog embed fieldset form frame"
    " frameset head html iframe input isindex keygen label legend link marquee menuitem meta meter nobr noembed"
    " noframes noscript object optgroup option output param plaintext progress rb rtc script select slot style"
    " template textarea title video xmp"
)
_FOREIGN = frozenset({"svg", "math"})
_KEPT = frozenset(_SHOWN.split())
KNOWN_TAGS = frozenset((*_KEPT, *_TAKEN_AWAY.split(), *_FOREIGN))
_NO_END = "base basefont bgsound command embed frame input isindex keygen link meta param"
_WITHOUT_END = frozenset(_NO_END.split())
_PLAYERS = frozenset({"audio", "embed", "frame", "iframe", "video"})
"""What stands in them is for browsers that cannot play: one that is never closed would hide all after it."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """``form`` is how it is written; a tag whose quotes or angle brackets are left open is ``broken``."""

    start: int
    end: int
    name: str
    form: Literal["opening", "closing", "comment", "broken"]
    bare: bool = False


def settle_tags(markup: str) -> str:
    """``markup`` without tags that are no HTML; their text stays.

    A tag without values that is never closed was meant to be read (``<domain>``, ``<file name>``): it is shown as it is
    written, as is one of HTML that no page of ours could show (``<title>``). The rest is for the sanitiser.
    """
    if "<" not in markup:
        return markup
    tags = list(_tags(markup))
    paired = _paired(tags)
    out: list[str] = []
    position = foreign = 0
    for number, tag in enumerate(tags):
        out.append(markup[position : tag.start])
        position = tag.end
        text = markup[tag.start : tag.end]
        if tag.name in _FOREIGN and number in paired:
            foreign += 1 if tag.form == "opening" else -1
        out.append(text if foreign and tag.form != "broken" else _settled(tag, text, number in paired))
    out.append(markup[position:])
    return "".join(out)


def _settled(tag: _Tag, text: str, is_paired: bool) -> str:
    if tag.form == "broken":
        return "&lt;" + text[1:]
    if tag.form == "comment" or tag.name in _KEPT:
        return text
    if tag.name in _PLAYERS and not is_paired and not tag.bare:
        return text if text.endswith("/>") else f"{text}</{tag.name}>"
    if is_paired or (tag.name in _WITHOUT_END and not tag.bare):
        return text if tag.name in KNOWN_TAGS else ""
    return f"&lt;{text[1:-1]}&gt;" if tag.bare else ""


def _tags(markup: str) -> Iterator[_Tag]:
    position = 0
    last_end = markup.rfind("-->")
    while found := _BEGINNING.search(markup, position):
        start = found.start()
        if found[0] == "<!--":
            end = markup.find("-->", start + 2) + 3 if last_end > start else start + 4
            yield _Tag(start, end, "", "comment" if last_end > start else "broken")
        else:
            name = found[1].lower()
            strict = OPENING_TAG.match(markup, start) or CLOSING_TAG.match(markup, start)
            tag = strict or _LOOSE_TAG.match(markup, start)
            end = tag.end() if tag else found.end()
            form: Literal["opening", "closing", "broken"] = "closing" if found[0][1] == "/" else "opening"
            if not tag or (not strict and (name not in KNOWN_TAGS or not _NAME_ENDS.match(markup, found.end()))):
                form = "broken"
            yield _Tag(start, end, name, form, bool(_BARE.fullmatch(markup, start, end)))
        position = end


def _paired(tags: list[_Tag]) -> set[int]:
    """The numbers of the tags that open or close an element which is both opened and closed."""
    found: set[int] = set()
    opened: dict[str, list[int]] = {}
    for number, tag in enumerate(tags):
        if tag.form == "closing" and opened.get(tag.name):
            found |= {number, opened[tag.name].pop()}
        elif tag.form == "opening":
            opened.setdefault(tag.name, []).append(number)
    return found
