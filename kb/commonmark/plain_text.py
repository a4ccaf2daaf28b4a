"""A line or two of Markdown as the words a reader sees: for titles and descriptions, which have no markup.

No parser is asked: this is read for every article at every start, and only of short pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from kb.core.text import UNWANTED

MAX_LENGTH = 4_000
"""Longer pieces are cut before they are looked at, which bounds the work."""

_CODE = re.compile(r"(?<!`)(`{1,9})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HARD_BREAK = re.compile(r"\\\n")
_COMMENT = re.compile(r"<!--.*?-->|\{/\*.*?\*/\}", re.DOTALL)
_TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)?[^\s<>@:/]+(?:@|:?//)?[^\s<>]*)>")
_DESTINATION = r"\((?:[^()]|\([^()]*\)){0,1000}\)"
_PICTURE = re.compile(rf"!\[([^\[\]]{{0,500}})\](?:{_DESTINATION}|\[[^\[\]]*\])")
_LINK = re.compile(rf"\[([^\[\]]{{0,1000}})\](?:{_DESTINATION}|\[[^\[\]]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_ATTRIBUTES = re.compile(r"\{:?\s*[#.][^{}]*\}|\{:[^{}]*\}")
_STARS = re.compile(r"(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1", re.DOTALL)
_UNDERLINES = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?!\w)", re.DOTALL)
_STRUCK = re.compile(r"(~~|==)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_TAG = re.compile(r"</?([A-Za-z][\w.:-]*)((?:\s[^<>]*)?)/?>")
_HTML = """
a abbr address article aside b bdi bdo big blockquote br button caption center cite code dd del details dfn div dl dt em
embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label li link main mark
meta nav object ol p picture pre q s samp script section small source span strike strong style sub summary sup svg table
tbody td tfoot th thead time title tr tt u ul var video wbr"""
_HTML_TAGS = frozenset(_HTML.split())
_KEPT = re.compile("\ue000(\\d+)\ue001")


def plain(markdown: str) -> str:
    """The words of a short piece of inline Markdown on one line; pictures are their words, entities characters."""
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\ue000{len(kept) - 1}\ue001"

    text = markdown[:MAX_LENGTH].replace("\ue000", "").replace("\ue001", "")
    text = _CODE.sub(lambda match: keep(match[2].strip() or match[2]), text)
    text = _ESCAPED.sub(lambda match: keep(match[1]), _HARD_BREAK.sub("\n", text))
    text = _TEMPLATE.sub("", _COMMENT.sub("", text))
    text = _ADDRESS.sub(lambda match: keep(match[1]) if _is_address(match[1]) else match[0], text)
    text = _LINK.sub(r"\1", _LINK.sub(r"\1", _PICTURE.sub(r"\1", text)))
    text = _ATTRIBUTES.sub("", _FOOTNOTE.sub("", text))
    text = without_tags(text)
    for marks in (_STARS, _UNDERLINES, _STARS, _STRUCK):
        text = marks.sub(r"\2", text)
    text = UNWANTED.sub("", characters(text))
    return " ".join(_restore(text, kept).split())


def characters(text: str) -> str:
    """``text`` with the characters that its entities (``&amp;``) stand for; an ``&`` that begins none stays."""
    return re.sub(
        r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});", lambda match: unescape(match[0]).replace("\ufffd", ""), text
    )


def is_tag(name: str, attributes: str = "") -> bool:
    """Whether a word in angle brackets is markup, an HTML tag or a component, and not a placeholder like ``<path>`` or
    ``<Your Name>``.
    """
    words = attributes.strip()
    is_component = name[0].isupper() and not name.isupper() and (not words or words.endswith("/"))
    return name.lower() in _HTML_TAGS or is_component or "=" in attributes


def without_tags(text: str, instead: Callable[[str], str] = lambda name: " " if name == "br" else "") -> str:
    """``text`` without the tags in it; placeholders stay."""
    return _TAG.sub(lambda tag: instead(tag[1].lower()) if is_tag(tag[1], tag[2]) else tag[0], text)


def is_pictures(text: str) -> bool:
    """Whether a short piece of Markdown is made of pictures, links around pictures and tags alone."""
    text = _PICTURE.sub("\ue000", _COMMENT.sub("", text[:MAX_LENGTH]))
    text = re.sub(rf"\[[\s\ue000]*\](?:{_DESTINATION}|\[[^\[\]]*\])", "\ue000", text)
    return not without_tags(_ATTRIBUTES.sub("", text)).replace("\ue000", "").strip()


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "mailto:")) or bool(re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.\w+", text))


def _restore(text: str, kept: list[str]) -> str:
    """Code may hold what was kept earlier, never the reverse, so that this ends."""
    return _KEPT.sub(lambda match: kept[int(match[1])] if int(match[1]) < len(kept) else "", text)
