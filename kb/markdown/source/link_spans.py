"""Where in the text of an article addresses of links and pictures stand, character by character. Pure.

Code and comments hold none. What other systems' tags make of links (Jekyll's ``{% link %}``) is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Literal
from urllib.parse import quote

from kb.dialects.wiki_links import LINK, SCHEME
from kb.markdown.source.code import without_code

Way = Literal["markdown", "html", "wiki"]
_LONGEST = 2_000
_ADDRESS = (
    rf"(?:<(?P<in_angles>[^<>\n]{{0,{_LONGEST}}})>|(?P<plain>(?:[^\s()<>]|\([^\s()<>]{{0,200}}\)){{1,{_LONGEST}}}))"
)
_INLINE = re.compile(rf"\]\([ \t]*\n?[ \t]*{_ADDRESS}")
_DEFINITION = re.compile(rf"^[ >]{{0,12}}\[(?!\^)[^\]\n]{{1,999}}\]:[ \t]*\n?[ \t]*{_ADDRESS}", re.MULTILINE)
_HTML = re.compile(r"\b(?:href|src)\s*=\s*(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)')", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SAFE = "/-._~!$&*+,;=:@"
_HAS_ESCAPES = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class LinkSpan:
    """An address from ``start`` to ``end`` of the text; ``written`` is what stands there, ``href`` what it says."""

    start: int
    end: int
    written: str
    href: str
    way: Way


def link_spans(text: str, start: int = 0, *, has_wiki: bool = False, in_code: bool = False) -> list[LinkSpan]:
    """The addresses in ``text`` behind ``start``, in their order; ``has_wiki`` where two brackets are a link. Code has
    none, but where what looks like them is wanted ``in_code`` as well.
    """
    plain = text[start:].replace("\r\n", " \n").replace("\r", "\n")
    plain = plain if in_code else without_code(plain)
    found: dict[int, LinkSpan] = {}
    ways: tuple[tuple[re.Pattern[str], Way], ...] = ((_INLINE, "markdown"), (_DEFINITION, "markdown"), (_HTML, "html"))
    for expression, way in ways:
        for match in expression.finditer(plain):
            if (group := match.lastgroup) and match[group].strip():
                _add(found, text, start + match.start(group), start + match.end(group), way)
    for match in LINK.finditer(plain) if has_wiki else ():
        name = re.split(r"\\?\||#", match["inside"], maxsplit=1)[0]
        if name.strip():
            at = start + match.start("inside") + len(name) - len(name.lstrip())
            _add(found, text, at, at + len(name.strip()), "wiki")
    return [found[at] for at in sorted(found)]


def _add(found: dict[int, LinkSpan], text: str, start: int, end: int, way: Way) -> None:
    written = text[start:end]
    found.setdefault(start, LinkSpan(start, end, written, said(written, way), way))


def said(written: str, way: Way) -> str:
    """The address that stands there as ``written``."""
    if way == "wiki":
        return SCHEME + quote(written, safe="/")
    return unescape(_ESCAPED.sub(r"\1", written) if way == "markdown" else written)


def with_addresses(text: str, changes: Mapping[LinkSpan, str]) -> str:
    """``text`` with other addresses in the place of some."""
    for span in sorted(changes, key=lambda one: one.start, reverse=True):
        text = text[: span.start] + changes[span] + text[span.end :]
    return text


def as_address(path: str, like: LinkSpan) -> str:
    """``path`` as it is written in an address: letters of every script stay, unless ``like`` has them encoded."""
    if like.way == "wiki":
        return path
    if _HAS_ESCAPES.search(like.written):
        return quote(path, safe=_SAFE)
    return "".join(sign if ord(sign) > 127 and not sign.isspace() else quote(sign, safe=_SAFE) for sign in path)
