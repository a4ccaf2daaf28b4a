"""Reads blocks between colons, ``:::tip Title`` … ``:::``, as Docusaurus, VitePress and Starlight write them.

Those of MyST (``:::{note}``) are read as well, and those of MkDocs between slashes (``/// note | Title`` … ``///``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.dialects.parts.boxes import closing, literal, opening
from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.parts.meanings import BoxMeaning, is_link, meaning, picture, plain_name
from kb.dialects.parts.players import is_player, player
from kb.dialects.parts.written_values import Values, values_of

_SLASHES = re.compile(r"^([ \t]*+)(/{3,}+)(?:[ \t]++([a-z][\w-]*+)[ \t]*+(?:\|(.*))?)?[ \t]*+$")
_OPTION = re.compile(r"^[ \t]*+:([\w-]++):(?:[ \t]++(.*))?$")
_INDENTED_OPTION = re.compile(r"^(?: {4,}|\t)([\w-]++):(?:[ \t]++(.*))?$")
_DIRECTIVE = re.compile(r"\{([a-z][\w:-]*+)\}[ \t]*+(.*)")
_HEAD = re.compile(r"([\w-]++)?(?:\[((?>(?:[^\[\]]|\[[^\[\]]*+\])*))\])?\s*+(?:\{([^{}]*+)\})?\s*+(.*)")
_LEAF = re.compile(r"^(\s*+)::([\w-]++)(?:\[([^\]]*+)\])?(?:\{([^{}]*+)\})?\s*$")
_CLASS = re.compile(r"\.(?:callout-)?([\w-]++)")
_ID = re.compile(r"#([\w-]++)")
_TAB = re.compile(r"^(\s*+)(?:@tab(?::active)?|==(?=\s+tab\s))\s+(?:tab\s+)?(\S.*)$")
_HEADED = re.compile(r"^(\s*+)#{1,6}[ \t]++(\S.*?)[ \t#]*$")
_TAB_LINES = {"tabs": _TAB, "panels": _HEADED}
"""How the tabs of a box begin: those of Quarto's panels are named by headings."""
_FLAT = {"codegroup": "code-group", "codetabs": "code-group", "tabs": "tabs", "tabset": "tabs", "paneltabset": "panels"}
_SENTENCES = frozenset({"versionadded", "versionchanged", "deprecated", "toctree", "epigraph", "pull-quote", "caption"})
_KNOWN = frozenset(
    {"note", "info", "tip", "hint", "important", "warning", "caution", "danger", "fold", "tab", "tabs", "code-group"}
)
_DEEPEST = 12
"""So many blocks that are open are looked at for the one that a line closes."""
_PLAIN = frozenset(
    {"vpre", "raw", "demo", "steps", "div", "center", "left", "right", "columns", "column", "grid", "card"}
)


def read_colons(lines: Iterable[str], code: HiddenCode) -> list[str]:
    """The lines with marks of boxes for the blocks between colons."""
    out: list[str] = []
    open_: list[tuple[int, str]] = []  # how many colons, and what kind of box
    waiting = _with_colons(list(lines))
    for number, line in enumerate(waiting):
        text = line.lstrip(" \t")
        indent = line[: len(line) - len(text)]
        count = len(text) - len(text.lstrip(":"))
        rest = text[count:].strip()
        if count >= 3 and rest:
            if (found := _meaning(rest, code, waiting, number + 1)) is None:
                out.append(line)
                continue
            open_.append((count, found.kind))
            out += [
                *(indent + before for before in found.before.split("\n")),
                indent + opening(found.kind, found.title, "::"),
            ]
        elif count >= 3 and open_:
            out += _closings(open_, count)
        elif open_ and (way := _TAB_LINES.get(open_[-1][1])) and (tab := way.match(line)):
            out += [closing("@tab"), tab[1] + opening("tab", tab[2].strip(), "@tab")]
        else:
            out.append(_leaf(line, code))
    return out


def _with_colons(lines: list[str]) -> list[str]:
    """The lines with blocks between slashes as blocks between colons; only those that are closed."""
    found = [(number, match) for number, line in enumerate(lines) if (match := _SLASHES.match(line))]
    opened: list[tuple[int, re.Match[str]]] = []
    for number, match in found:
        if match[3]:
            opened.append((number, match))
        elif fitting := [place for place in range(len(opened))[-_DEEPEST:] if opened[place][1][2] == match[2]]:
            start, head = opened[fitting[-1]]
            del opened[fitting[-1] :]
            colons = ":" * len(head[2])
            lines[start] = f"{head[1]}{colons}{{{head[3]}}} {(head[4] or '').strip()}"
            lines[number] = match[1] + colons
            while start + 1 < number and (option := _INDENTED_OPTION.match(lines[start + 1])):
                start += 1
                lines[start] = f":{option[1]}: {option[2] or ''}"
    return lines


def _closings(open_: list[tuple[int, str]], count: int) -> Iterable[str]:
    """The marks for a closing line: the innermost block with as many colons, else the innermost."""
    number = 1
    if open_[-1][0] != count and any(colons == count for colons, _ in open_[-12:]):
        number = next(number for number in range(1, 13) if open_[-number][0] == count)
    del open_[-number:]
    return [closing("::")] * number


def _meaning(rest: str, code: HiddenCode, lines: list[str], after: int) -> BoxMeaning | None:
    """What the words behind colons mean; of a directive the options in ``lines`` from ``after`` on are taken away."""
    if directive := _DIRECTIVE.fullmatch(rest):
        return _directive(directive[1], directive[2].strip(), _options(lines, after))
    match = _HEAD.fullmatch(rest)
    if match is None:
        return None
    values = values_of(match[3] or "", code)
    classes = _CLASS.findall(match[3] or "")
    name = match[1] or next(iter(classes), "")
    if not name or (not match[1] and match[4]):
        return None
    title = (match[2] or match[4] or values.get("title") or "").strip().rstrip(":").strip()
    return _named(name, title)


def _named(name: str, title: str) -> BoxMeaning:
    known = plain_name(name)
    if known in _PLAIN or known in _FLAT:
        return BoxMeaning(before=f"**{title}**" if title and known in _PLAIN else "", kind=_FLAT.get(known, "group"))
    if is_player(known):
        return BoxMeaning(before=_played(known, title), kind="group")
    if known in ("tabitem", "tab"):
        return BoxMeaning(kind="tab", title=title)
    found = meaning(known, {"title": title}, [], empty=False)
    kind = found.kind if found and found.kind != "group" and not is_link(name) else name.lower()
    return BoxMeaning(kind=kind, title=title)


def _options(lines: list[str], at: int) -> Values:
    """The options of a directive, which go from the lines that follow it."""
    found: Values = {}
    while at < len(lines) and (match := _OPTION.match(lines[at])):
        found[match[1]] = (match[2] or "").strip()
        lines[at] = ""
        at += 1
    return found


def _directive(name: str, argument: str, options: Values) -> BoxMeaning:
    """What a directive of MyST, or a block of MkDocs, means."""
    classes = (options.get("class") or options.get("type") or "").split()
    kind = next((found.kind for one in classes if (found := meaning(one, {}, [])) and found.kind != "group"), "note")
    if name in ("figure", "image") and argument:
        return BoxMeaning(before=picture(argument, options), kind="group")
    if name == "admonition":
        return BoxMeaning(kind="fold" if "dropdown" in classes else kind, title=argument)
    if name in ("dropdown", "details"):
        return BoxMeaning(kind="unfolded" if "open" in options else "fold", title=argument)
    if name in _SENTENCES:
        return BoxMeaning(before=argument, kind="group")
    if name in ("seealso", "topic", "sidebar", "margin") and argument:
        return BoxMeaning(before=f"**{argument}**", kind="group")
    found = _named("note" if name == "seealso" else name, argument)
    return found if found.kind in _KNOWN else BoxMeaning(before=f"**{argument}**" if argument else "", kind="group")


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
