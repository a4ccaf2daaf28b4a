"""Reads what other systems write within lines: sizes of pictures, keys, roles, ids of headings, names of emoji.

``![a](a.png =300x200)`` (HackMD, Azure, Wiki.js), ``![a](a.png ':size=300')`` and ``## Title :id=name`` (docsify),
``++ctrl+c++`` (MkDocs), ``{kbd}`Ctrl` `` and ``(name)=`` (MyST), ``:warning:`` (GitHub). Code is hidden meanwhile.
"""

from __future__ import annotations

import re
from functools import cache

from kb.dialects.parts.boxes import literal
from kb.dialects.parts.hidden_code import HiddenCode

_SIZE = re.compile(r"(\]\([^()\s<>]{1,1000})[ \t]+=(\d{0,5})x(\d{0,5})[ \t]*\)")
_TITLE = re.compile(r"""(\]\([^()\s<>]{1,1000})[ \t]+(["']):([^"'\n]{0,200})\2[ \t]*\)""")
_TITLE_SIZE = re.compile(r"size=(\d{1,5})(?:x(\d{1,5}))?(?=\s|$)")
_ID = re.compile(r"^([ \t]{0,3}#{1,6}[ \t][^\n]*?)[ \t]+:id=([\w-]{1,200})[ \t]*$", re.MULTILINE)
_LABEL = re.compile(r"^([ \t]*+)\(([\w.-]{1,200})\)=[ \t]*+$", re.MULTILINE)
_ROLE = re.compile("\\{([a-z][a-z:-]{0,40})\\}(\x0e\\d+\x0f)")
_WORDS = re.compile(r"(.*\S)\s*<([^<>]+)>", re.DOTALL)
_KEY = r"(?:[a-z0-9-]{1,20}|\"[^\"\n+]{1,30}\")"
_KEYS = re.compile(rf"(?<![\w+])\+\+({_KEY}(?:\+{_KEY}){{0,5}})\+\+(?![\w+])")
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]{1,80}:(?:\{[^{}\n]{0,200}\})?[ \t]?")
_EMOJI = re.compile(r"(?<![\w:/{]):([a-z0-9_+-]{1,60}):(?![\w:])")
_KEY_NAMES = """
alt backspace cmd command control ctrl delete del down end enter esc escape fn home insert left meta option page-down
page-up print-screen return right shift space super tab up win windows"""
_NAMED_KEYS = frozenset(_KEY_NAMES.split())


def read_inline_signs(text: str, code: HiddenCode) -> str:
    """``text`` with Markdown and HTML for these signs; what is none of them stays."""
    if "](" in text:
        text = _SIZE.sub(lambda found: f"{found[1]}){_sized(found[2], found[3])}", text)
        text = _TITLE.sub(_titled, text)
    if ":id=" in text:
        text = _ID.sub(r"\1 {#\2}", text)
    if ")=" in text:
        text = _LABEL.sub(r'\1<span id="\2"></span>', text)
    if "}\x0e" in text:
        text = _ROLE.sub(lambda found: _role(found[0], found[1], code.show(found[2])), text)
    if "++" in text:
        text = _KEYS.sub(_keys, text)
    return _with_emoji(text)


def _with_emoji(text: str) -> str:
    """``text`` with letters for the names of emoji, and without the names of icons of themes."""
    if ":" not in text:
        return text
    return _EMOJI.sub(lambda found: _emoji().get(found[1], found[0]), _ICON.sub("", text))


def _sized(width: str, height: str) -> str:
    sides = [f"{side}={value}" for side, value in (("width", width), ("height", height)) if value]
    return f"{{: {' '.join(sides)} }}" if sides else ""


def _titled(found: re.Match[str]) -> str:
    """A link or picture without the settings that docsify has in the place of its title."""
    size = _TITLE_SIZE.search(found[3])
    return f"{found[1]}){_sized(size[1], size[2] or '') if size else ''}"


def _role(written: str, name: str, shown: str) -> str:
    """The words of a role; a link where it names a document."""
    inside = shown.strip("`").strip()
    words = _WORDS.fullmatch(inside)
    if name == "kbd":
        return f"<kbd>{literal(inside)}</kbd>"
    if name in ("doc", "download"):
        target = words[2] if words else inside
        return f"[{literal(words[1] if words else inside.rsplit('/', 1)[-1])}](<{target}>)"
    if name in ("ref", "term", "abbr", "numref", "guilabel", "menuselection", "any"):
        shown_words = words[1] if words else inside
        return f"**{literal(shown_words)}**" if name in ("guilabel", "menuselection") else literal(shown_words)
    return written


def _keys(found: re.Match[str]) -> str:
    names = [name.strip('"') for name in found[1].split("+")]
    if not any(name in _NAMED_KEYS or f'"{name}"' in found[1] for name in names):
        return found[0]
    return "+".join(f"<kbd>{literal(name.replace('-', ' ').capitalize())}</kbd>" for name in names)


@cache
def _emoji() -> dict[str, str]:
    """The letters of every emoji that GitHub knows, by their names."""
    from pymdownx.gemoji_db import aliases, emoji

    letters: dict[str, str] = {}
    for name, one in emoji.items():
        if code := one.get("unicode_alt") or one.get("unicode"):
            letters[name.strip(":")] = "".join(chr(int(part, 16)) for part in code.split("-"))
    for name, other in aliases.items():
        letters.setdefault(name.strip(":"), letters.get(other.strip(":"), name))
    return letters
