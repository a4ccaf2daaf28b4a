"""Reads the components of MDX and Markdown with them (Docusaurus, Mintlify, Starlight, Nextra, VitePress).

What a component means is shown (``kb.dialects.parts.meanings``), of every other the tag goes and the text stays.
Tags of HTML are touched only where they are written as JSX. Modules and, in MDX, expressions are code and go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb.dialects.jsx_tags import Tag, tags
from kb.dialects.mdx_modules import imported, module_lines
from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.parts.meanings import BoxMeaning, href_of, html_attribute, is_link, meaning, plain_name
from kb.dialects.parts.players import is_player
from kb.dialects.parts.written_values import Values, in_braces, values_of
from kb.dialects.tag_rewriting import Rewriting

_COMMENT = re.compile(r"\{/\*(?!\s*+#)(?>(?:[^*{]|\*(?!/\})|\{(?!/\*))*)\*/\}")
_PLAYERS = frozenset({"iframe", "video", "audio"})
_NEVER_EMPTY = frozenset({"div", "span", "a", "p", "section", "details", "summary", *_PLAYERS})
_KEPT_VALUES = frozenset(
    {"src", "href", "alt", "title", "width", "height", "id", "class", "colspan", "rowspan", "align", "start", "open"}
    | {"controls", "poster", "name", "lang", "dir", "type", "kind", "srclang", "label", "value", "markdown", "target"}
)
_NAMED_TABS = re.compile(r"""label:\s*(["'])(.*?)\1\s*,\s*value:\s*(["'])(.*?)\3""")
_ITEMS = re.compile(r"""items=\{\[([^\]]*+)\]\}""")
_ITEM = re.compile(r""""([^"]*+)"|'([^']*+)'""")
_BRACES = re.compile(r"(?<!\\)[{}]")
_NO_EXPRESSION = re.compile(r"\{\s*(?:[#:.%/{}]|$)")
_FORMULA = re.compile(r"\$\$(?>(?:[^$]|\$(?!\$))*)\$\$|(?<!\$)\$(?!\s)[^$\n]++\$")
_LONGEST = 10_000


def read_components(text: str, code: HiddenCode, *, is_mdx: bool) -> str:
    """``text`` with boxes and HTML for its components; ``is_mdx`` says that braces hold expressions."""
    if "<" not in text and "{" not in text and "port" not in text:
        return text
    lines = text.split("\n")
    numbers = module_lines(lines)
    names = imported(lines, numbers)
    text = "\n".join("" if number in numbers else line for number, line in enumerate(lines))
    text = _COMMENT.sub("", text)
    if is_mdx or names:
        text = _without_expressions(text, code, names)
    return _Components(text, code, names, is_mdx=is_mdx or bool(names)).read() if "<" in text else text


def _without_expressions(text: str, code: HiddenCode, imports: Mapping[str, str]) -> str:
    """Expressions go; what they say in plain text, or in tags within them, stays."""
    formulas = [match.span() for match in _FORMULA.finditer(text) if "\\" in match[0]] if "$" in text else []
    inside = _apart([(tag.start, tag.end) for tag in tags(text)], formulas)
    out: list[str] = []
    at = number = 0
    for start, end in _outer_braces(text, inside):
        while number < len(inside) and inside[number][1] <= start:
            number += 1
        if start < at or _NO_EXPRESSION.match(text, start):
            continue
        first = number
        while number < len(inside) and inside[number][1] <= end:
            number += 1
        if number > first:
            kept = text[inside[first][0] : inside[number - 1][1]]
        else:
            kept = in_braces(text[start + 1 : end - 1], code, imports) or ""
        out += [text[at:start], kept]
        at = end
    return "".join([*out, text[at:]])


def _apart(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Both in order, without those that begin within another."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((*first, *second)):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _outer_braces(text: str, inside: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where expressions begin and end, those within tags and within each other left out."""
    opened: list[int] = []
    number = 0
    found: list[tuple[int, int]] = []
    for match in _BRACES.finditer(text):
        place = match.start()
        while number < len(inside) and inside[number][1] <= place:
            number += 1
        if number < len(inside) and inside[number][0] < place:
            continue
        if match[0] == "{":
            opened.append(place)
        elif opened:
            start = opened.pop()
            if place - start < _LONGEST:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, place + 1))
    yield from found


class _Components:
    """One text, from its first tag to its last."""

    def __init__(self, text: str, code: HiddenCode, imports: Mapping[str, str], *, is_mdx: bool) -> None:
        self._text, self._code, self._imports, self._is_mdx = text, code, imports, is_mdx
        self._tags = list(tags(text))
        self._closed = {tag.name for tag in self._tags if tag.closes}
        self._out = Rewriting(text)
        self._open: dict[str, list[str]] = {}  # by name: how each open tag is ended
        self._tab_names: list[Iterator[str]] = []
        self._named: dict[str, str] = {}

    def read(self) -> str:
        for tag in self._tags:
            self._out.skip_to(tag.start)
            if tag.name == "":
                self._out.replace(tag.end, "" if self._is_mdx else self._text[tag.start : tag.end])
            elif not (tag.is_component or tag.name == "lite-youtube") or not self._is_known(tag):
                self._html(tag)
            elif tag.closes:
                self._close(tag)
            else:
                self._begin(tag)
        return self._out.finish()

    def _is_known(self, tag: Tag) -> bool:
        """Whether it is a component and not a word in angle brackets."""
        return self._is_mdx or tag.empty or tag.closes or tag.name in self._closed or "=" in tag.attributes

    def _values(self, tag: Tag) -> Values:
        return values_of(tag.attributes, self._code, self._imports)

    def _html(self, tag: Tag) -> None:
        jsx = "={" in tag.attributes or "className=" in tag.attributes
        unclosed = tag.empty and tag.name in (_NEVER_EMPTY if self._is_mdx else _PLAYERS)
        if tag.closes or not (jsx or unclosed):
            self._out.keep(tag.end)
            return
        values = self._values(tag)
        values.setdefault("class", values.pop("classname", ""))
        kept = [
            f' {name}="{html_attribute(value)}"' for name, value in values.items() if name in _KEPT_VALUES and value
        ]
        end = f"></{tag.name}>" if unclosed else ">"
        self._out.replace(tag.end, f"<{tag.name}{''.join(kept)}{end}")

    def _begin(self, tag: Tag) -> None:
        values = self._values(tag)
        name = plain_name(tag.name)
        if is_link(tag.name) and not tag.empty:
            href = href_of(values)
            self._out.replace(tag.end, f'<a href="{html_attribute(href)}">' if href else "")
            self._remember(tag, "</a>" if href else "")
            return
        found = self._meaning(tag, name, values)
        is_block = self._out.begins_line and (not tag.empty or self._out.ends_line(tag.end) or is_player(name))
        if tag.empty:
            inline = found.before.strip() if found and "\n\n" not in found.before.strip() else ""
            shown = inline if inline.startswith(("<img", "<iframe", "<a ")) else ""
            if found and is_block and found.before:
                self._out.put(tag.end, BoxMeaning(before=found.before), tag.name)
            else:
                self._out.replace(tag.end, shown)
        elif is_block and (tag.name in self._closed or self._is_mdx):
            self._out.put(tag.end, found or BoxMeaning(kind="group"), tag.name)
            self._remember(tag, "box")
        else:
            self._out.replace(tag.end, "")
            self._remember(tag, "")

    def _meaning(self, tag: Tag, name: str, values: Values) -> BoxMeaning | None:
        """The meaning of a tag, with the names that the tag around its tabs gives them."""
        if name in ("tabs", "tabgroup"):
            self._named |= {match[4]: match[2] for match in _NAMED_TABS.finditer(tag.attributes)}
            items = _ITEMS.search(tag.attributes)
            self._tab_names.append(
                iter([next(filter(None, m.groups()), "") for m in _ITEM.finditer(items[1])] if items else ())
            )
        if name in ("tabitem", "tab", "tabs.tab") and not any(values.get(key) for key in ("label", "title", "name")):
            title = self._named.get(values.get("value", "")) or values.get("value")
            title = title or (next(self._tab_names[-1], "") if self._tab_names else "")
            values = values | {"label": title}
        return meaning(name, values, [], empty=tag.empty)

    def _remember(self, tag: Tag, end: str) -> None:
        self._open.setdefault(tag.name, []).append(end)

    def _close(self, tag: Tag) -> None:
        ends = self._open.get(tag.name)
        end = ends.pop() if ends else ""
        if end == "box":
            self._out.close(tag.end, tag.name)
        else:
            self._out.replace(tag.end, end)
        if plain_name(tag.name) in ("tabs", "tabgroup") and self._tab_names:
            self._tab_names.pop()
