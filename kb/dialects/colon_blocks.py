"""Reads blocks between colons, ``:::tip Title`` … ``:::``, as Docusaurus, VitePress and Starlight write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.dialects.boxes import closing, literal, opening
from kb.dialects.hidden_code import HiddenCode
from kb.dialects.meanings import BoxMeaning, is_link, meaning, plain_name
from kb.dialects.players import is_player, player
from kb.dialects.written_values import values_of

_HEAD = re.compile(r"([\w-]++)?(?:\[((?>(?:[^\[\]]|\[[^\[\]]*+\])*))\])?\s*+(?:\{([^{}]*+)\})?\s*+(.*)")
_LEAF = re.compile(r"^(\s*+)::([\w-]++)(?:\[([^\]]*+)\])?(?:\{([^{}]*+)\})?\s*$")
_CLASS = re.compile(r"\.(?:callout-)?([\w-]++)")
_ID = re.compile(r"#([\w-]++)")
_TAB = re.compile(r"^(\s*+)(?:@tab(?::active)?|==(?=\s+tab\s))\s+(?:tab\s+)?(\S.*)$")
_FLAT = {"codegroup": "code-group", "codetabs": "code-group", "tabs": "tabs", "tabset": "tabs", "paneltabset": "tabs"}
_PLAIN = frozenset(
    {"vpre", "raw", "demo", "steps", "div", "center", "left", "right", "columns", "column", "grid", "card"}
)


def read_colons(lines: Iterable[str], code: HiddenCode) -> list[str]:
    """The lines with marks of boxes for the blocks between colons."""
    out: list[str] = []
    open_: list[tuple[int, str]] = []  # how many colons, and what kind of box
    for line in lines:
        text = line.lstrip(" \t")
        indent = line[: len(line) - len(text)]
        count = len(text) - len(text.lstrip(":"))
        rest = text[count:].strip()
        if count >= 3 and rest:
            if (found := _meaning(rest, code)) is None:
                out.append(line)
                continue
            open_.append((count, found.kind))
            out += [
                *(indent + before for before in found.before.split("\n")),
                indent + opening(found.kind, found.title, "::"),
            ]
        elif count >= 3 and open_:
            out += _closings(open_, count)
        elif open_ and open_[-1][1] == "tabs" and (tab := _TAB.match(line)):
            out += [closing("@tab"), tab[1] + opening("tab", tab[2].strip(), "@tab")]
        else:
            out.append(_leaf(line, code))
    return out


def _closings(open_: list[tuple[int, str]], count: int) -> Iterable[str]:
    """The marks for a closing line: the innermost block with as many colons, else the innermost."""
    number = 1
    if open_[-1][0] != count and any(colons == count for colons, _ in open_[-12:]):
        number = next(number for number in range(1, 13) if open_[-number][0] == count)
    del open_[-number:]
    return [closing("::")] * number


def _meaning(rest: str, code: HiddenCode) -> BoxMeaning | None:
    match = _HEAD.fullmatch(rest)
    if match is None:
        return None
    values = values_of(match[3] or "", code)
    classes = _CLASS.findall(match[3] or "")
    name = match[1] or next(iter(classes), "")
    if not name or (not match[1] and match[4]):
        return None
    title = (match[2] or match[4] or values.get("title") or "").strip().rstrip(":").strip()
    known = plain_name(name)
    if known in _PLAIN or known in _FLAT:
        return BoxMeaning(before=f"**{title}**" if title and known in _PLAIN else "", kind=_FLAT.get(known, "group"))
    if is_player(known):
        return BoxMeaning(before=_played(known, title), kind="group")
    found = meaning(known, {"title": title}, [], empty=False)
    kind = found.kind if found and found.kind != "group" and not is_link(name) else name.lower()
    return BoxMeaning(kind=kind, title=title)


def _played(name: str, title: str) -> str:
    """What stands behind the name of a video: its address or name among its host's, or words about what is inside."""
    words = title.split()
    is_place = len(words) == 1 or (words and re.search(r"[/.]", words[0]))
    return player(name, {}, words) if is_place else f"**{literal(title)}**" if title else ""


def _leaf(line: str, code: HiddenCode) -> str:
    """``::youtube[Title]{#id}`` on a line of its own."""
    match = _LEAF.match(line) if "::" in line else None
    if match is None or not is_player(plain_name(match[2])):
        return line
    values = values_of(match[4] or "", code)
    found = _ID.search(match[4] or "")
    values |= {"id": found[1]} if found and "id" not in values else {}
    values |= {"title": match[3]} if match[3] else {}
    return match[1] + player(plain_name(match[2]), values, []).rstrip()
