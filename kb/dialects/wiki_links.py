"""Reads what Obsidian adds to Markdown: ``[[links]]``, ``![[embeds]]``, ``%% comments %%``, ``==marks==``, ``^ids``.

Only in collections that are vaults (``kb.catalog.vault``): elsewhere two brackets may be anything. A link becomes one
with an address of its own kind, ``wiki:Name#Heading``, which is followed when links are. Code is hidden meanwhile.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, unquote

from kb.dialects.parts.players import file_kind

SCHEME = "wiki:"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")
LINK = re.compile(r"(?<!\\)(?P<embed>!?)\[\[(?P<inside>[^\[\]\n]{1,500})\]\]")
_COMMENT = re.compile(r"%%(?>(?:[^%]|%(?!%))*)%%")
_MARK = re.compile(r"(?<![=\\])==(?=[^\s=])((?>(?:[^=\n]|=(?!=))+))(?<!\s)==(?!=)")
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^([A-Za-z0-9-]++)[ \t]*$", re.MULTILINE)
_SIZE = re.compile(r"(\d{1,5})(?:x(\d{1,5}))?")


def read_wiki(text: str) -> str:
    """``text`` of a vault as plain Markdown and HTML."""
    text = _COMMENT.sub("", text)
    text = LINK.sub(lambda match: _embed(match["inside"]) if match["embed"] else _link(match["inside"]), text)
    text = _MARK.sub(r"<mark>\1</mark>", text)
    return _BLOCK_ID.sub(r'<span id="^\1"></span>', text)


def without_wiki(text: str) -> str:
    """``text`` with the words of its links alone, for summaries."""
    return LINK.sub(lambda match: "" if match["embed"] else _parts(match["inside"])[1], text)


def shown_words(inside: str) -> str:
    """What a reader sees of a link with ``inside`` between its brackets."""
    return _parts(inside)[1]


def names_in(text: str) -> list[str]:
    """The names of notes and files that a text links to or shows."""
    return [_parts(match["inside"])[0].partition("#")[0] for match in LINK.finditer(text)]


def as_written(href: str) -> str:
    """An address as its author wrote it."""
    return f"[[{unquote(href.removeprefix(SCHEME))}" if href.startswith(SCHEME) else href


def _parts(inside: str) -> tuple[str, str, list[str]]:
    """Target, words and whatever stands between further bars."""
    target, *more = (part.strip() for part in re.split(r"\\?\|", inside))
    name, _, heading = target.partition("#")
    heading = heading.rsplit("#", 1)[-1].lstrip("^")
    words = [name.rsplit("/", 1)[-1].removesuffix(".md")] if name else []
    shown = more[-1] if more and more[-1] else " › ".join([*words, *([heading] if heading else [])])
    return target, shown, more


def _link(inside: str) -> str:
    target, shown, _ = _parts(inside)
    return f"[{shown}]({SCHEME}{quote(target, safe='/#^')})"


def _embed(inside: str) -> str:
    target, shown, more = _parts(inside)
    name = target.partition("#")[0]
    source = SCHEME + quote(target, safe="/#^")
    if name.lower().endswith(PICTURES):
        size = next((match for part in more if (match := _SIZE.fullmatch(part))), None)
        words = next((part for part in more if part and not _SIZE.fullmatch(part)), "")
        alt = words or name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        sides = "".join(f' {side}="{size[n]}"' for n, side in ((1, "width"), (2, "height")) if size and size[n])
        return f'<img src="{source}" alt="{escape(alt)}"{sides}>'
    if kind := file_kind(name):
        words = next((part for part in more if part), "")
        return f'<{kind} src="{source}" title="{escape(words)}"></{kind}>'
    return f"[{shown}]({source})"
