"""Reads what writers for Microsoft put between three colons (``:::image … :::``) and behind ``[!`` (``[!VIDEO …]``)."""

from __future__ import annotations

import re

from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.parts.meanings import picture
from kb.dialects.parts.players import player
from kb.dialects.parts.written_values import values_of

_PICTURE = re.compile(r":::[ \t]*image[ \t]((?>(?:[^:\n]|:(?!::))*)):::", re.IGNORECASE)
_WORD = re.compile(r':::[ \t]*no-loc[ \t]+text="([^"\n]*+)"[ \t]*:::', re.IGNORECASE)
_FRAME = re.compile(
    r"^([ \t>]*+)(?:\[!div\b[^\]\n]*+\]|:::[ \t]*(?:[a-z]+-end(?:[ \t]*:::)?"
    r'|(?:row|column|code|zone|moniker)\b[^\n]*:::|(?:zone|moniker)[ \t]+\w+="[^\n]*))[ \t]*$',
    re.IGNORECASE | re.MULTILINE,
)
_VIDEO = re.compile(r"^([ \t>]*+)\[!VIDEO[ \t]+([^\s\]]++)[ \t]*\][ \t]*$", re.IGNORECASE | re.MULTILINE)


def read_microsoft(text: str, code: HiddenCode) -> str:
    """``text`` with its pictures and videos as HTML, and without the marks of rows, columns, zones and versions."""
    if ":::" in text:
        text = _PICTURE.sub(lambda found: _picture(found[1], code), text)
        text = _WORD.sub(r"\1", text)
    if ":::" in text or "[!" in text:
        text = _FRAME.sub(r"\1", text)
        text = _VIDEO.sub(lambda found: found[1] + player("video", {"src": code.show(found[2])}, []).rstrip(), text)
    return text


def _picture(written: str, code: HiddenCode) -> str:
    values = values_of(written, code)
    source = values.get("source", "")
    return picture(source, {"alt": values.get("alt-text", "")}).rstrip() if source else ""
