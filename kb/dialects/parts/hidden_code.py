"""Takes code out of the way while other systems' Markdown is rewritten, and puts it back unchanged.

Fences, inline code, HTML comments and HTML elements that hold code become tokens of two characters that no article
can contain around a number. What stands in front of a line of code (its indent) stays, so that blocks can be moved.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from kb.dialects.parts.boxes import code_title

_OPEN, _CLOSE = "\x0e", "\x0f"
_OURS = re.compile("[\x0e-\x13]")
_TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_START = re.compile(
    r"""
    ^(?P<prefix>[ \t>]*+(?>(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*))(?P<fence>`{3,}+(?![^\n]*`)|~{3,}+)(?P<info>[^\n]*)
    | \\[\\`]
    | (?P<ticks>`++)
    | <!--[ \t]*+tabs:(?:start|end)[ \t]*+-->
    | (?P<comment><!--)
    | <(?P<element>pre|code|script|style)(?=[\s>])
    | \{%-?\s*+(?P<liquid>comment|endraw|raw|highlight)\b[^%\n]*+-?%\}\n?
    | \{::(?P<kramdown>comment)\}
    | ^[ \t]*+:{3,}+[ \t]*+(?P<drawing>mermaid)[ \t]*+\n
    | \{\{[<%]\s*+(?P<hugo>highlight)\b(?P<arguments>[^>%\n]*+)[>%]\}\}\n?
    | \{\{(?P<shown>[<%]/\*[^\n]*?\*/[>%])\}\}
    | (?P<braces>\{[{%]|[%}]\})
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_TITLE = re.compile(r"""\btitle=(?:"([^"\n]*)"|'([^'\n]*)')|\[([^\]\n]+)\]""")
_LANGUAGE = re.compile(r"[\w+#-]+")
_NAMES = {"comment": r"\{%-?\s*+endcomment\s*+-?%\}", "highlight": r"\n?\{%-?\s*+endhighlight\s*+-?%\}"}
_KRAMDOWN_END = r"\{:/(?:comment)?\}"
_DRAWING_END = r"\n[ \t]*+:{3,}+[ \t]*+(?=\n|\Z)"
_DIRECTIVE = re.compile(r"\{([a-z][\w:-]*+)\}")
_TEXT_DIRECTIVES = frozenset(
    {"note", "tip", "hint", "important", "warning", "caution", "danger", "attention", "error", "seealso", "admonition"}
    | {"dropdown", "tab-set", "tab-item", "tabs", "tab", "card", "grid", "grid-item-card", "margin", "sidebar", "topic"}
    | {"versionadded", "versionchanged", "deprecated", "epigraph", "pull-quote", "figure", "image", "toctree"}
)
"""Directives of MyST (Sphinx, Jupyter Book) that hold text, though they may be written as fences of code."""
_HUGO_END = r"\n?\{\{[<%]\s*+/highlight\s*+[>%]\}\}"


class HiddenCode:
    """The code of one text; ``hide`` it, and whatever is made of its code, then ``show`` what became of the rest."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._missing: set[str] = set()  # what does not come any more, so that nobody looks for it again
        self._ticks: dict[int, list[int]] = {}
        self._blanks: list[int] = []
        self._directives: list[str] = []

    def hide(self, text: str) -> str:
        """``text`` with tokens for code; comments of Liquid and kramdown are left out."""
        text = _OURS.sub("", text)
        self._missing.clear()
        self._directives.clear()
        self._index(text)
        out: list[str] = []
        at, raw = 0, False
        while match := _START.search(text, at):
            out.append(text[at : match.start()])
            at = match.end()
            if match["fence"] and (colons := self._directive(match)):
                out.append(colons)
            elif match["fence"]:
                at = self._end_of_fence(text, match)
                out.append(self._fence(text[match.start() : at], match))
            elif match["ticks"]:
                at = self._end_of_ticks(match)
                out.append(self._lines(text[match.start() : at]) if at > match.end() else match[0])
            elif match["comment"] or match["element"]:
                at = self._after(text, "-->" if match["comment"] else f"</{match['element'].lower()}\\s*>", at)
                out.append(self._lines(text[match.start() : at]) if at > match.end() else match[0])
            elif match["liquid"] in ("raw", "endraw"):
                raw = match["liquid"] == "raw"
                out.append("\n" if match[0].endswith("\n") else "")
            elif match["kramdown"]:
                at = self._after(text, _KRAMDOWN_END, at)
            elif match["drawing"]:
                at = self._after(text, _DRAWING_END, at - 1)
                out.append(self._drawing(text[match.start() : at]) if at >= match.end() else match[0])
                at = max(at, match.end())
            elif match["liquid"] or match["hugo"]:
                pattern = _HUGO_END if match["hugo"] else _NAMES[match["liquid"].lower()]
                at = self._after(text, pattern, at)
                out.append(self._tagged(text[match.end() : at], match, pattern) if at > match.end() else "")
            elif match["shown"]:
                out.append(self._lines("{{" + match["shown"].replace("/*", "", 1).replace("*/", "", 1) + "}}"))
            else:
                out.append(self._lines(match[0]) if raw and match["braces"] else match[0])
        return "".join([*out, text[at:]])

    def show(self, text: str) -> str:
        """``text`` with the code in it again."""
        return _TOKEN.sub(lambda match: self._kept[int(match[1])], text)

    def _directive(self, match: re.Match[str]) -> str:
        """A fence that holds text and not code, as a line of colons; so is the fence that ends it."""
        fence, info = match["fence"], match["info"].strip()
        found = _DIRECTIVE.match(info)
        colons = f"{match['prefix']}{':' * len(fence)}"
        if found and found[1] in _TEXT_DIRECTIVES:
            self._directives.append(fence)
            return colons + info
        if not info and self._directives and fence.startswith(self._directives[-1]):
            return f"{match['prefix']}{':' * len(self._directives.pop())}"
        return ""

    def _drawing(self, text: str) -> str:
        """A drawing between colons, as a fence of code."""
        first, *inside, _ = text.split("\n")
        indent = first[: len(first) - len(first.lstrip())]
        return self._lines("\n".join([f"{indent}```mermaid", *inside, f"{indent}```"]))

    def _index(self, text: str) -> None:
        """Note where runs of backticks and blank lines are, so that each is found without looking through the rest."""
        self._ticks.clear()
        self._blanks = [match.start() for match in re.finditer(r"\n[ \t]*+(?=\n)", text)]
        for match in re.finditer("`++", text):
            self._ticks.setdefault(len(match[0]), []).append(match.start())

    def _token(self, text: str) -> str:
        self._kept.append(text)
        return f"{_OPEN}{len(self._kept) - 1}{_CLOSE}"

    def _lines(self, text: str) -> str:
        return "\n".join(
            line[: len(line) - len(bare)] + self._token(bare) if (bare := line.lstrip(" \t")) else line
            for line in text.split("\n")
        )

    def _end_of_fence(self, text: str, match: re.Match[str]) -> int:
        """Where the block ends: at its closing line, with the quotation it stands in, or with the text."""
        fence = match["fence"]
        quoted = ">" in match["prefix"]
        closing = re.compile(rf"^[ \t>]*+{re.escape(fence[0])}{{{len(fence)},}}+[ \t]*$", re.MULTILINE)
        end = closing.search(text, match.end())
        stop = end.end() if end else len(text)
        leaves = re.compile(r"\n(?![ \t]*>)").search(text, match.end(), stop) if quoted else None
        return leaves.start() if leaves else stop

    def _fence(self, text: str, match: re.Match[str]) -> str:
        info = match["info"]
        title = _TITLE.search(info)
        name = next(filter(None, title.groups()), "") if title else ""
        language = _LANGUAGE.search(info)
        plain = not match["prefix"].strip()
        head = f"{match['prefix']}{code_title(name, language[0] if language else '')}\n" if plain else ""
        return head + self._lines(text)

    def _end_of_ticks(self, match: re.Match[str]) -> int:
        """Where inline code ends: at a run of as many backticks in the same paragraph; else right after its start."""
        places = self._ticks.get(len(match[0]), [])
        number = bisect_right(places, match.start())
        if number == len(places) or bisect_right(self._blanks, places[number]) > bisect_right(
            self._blanks, match.start()
        ):
            return match.end()
        return places[number] + len(match[0])

    def _after(self, text: str, pattern: str, start: int) -> int:
        """The end of the next ``pattern``; ``start`` where there is none."""
        found = None if pattern in self._missing else re.compile(pattern, re.IGNORECASE).search(text, start)
        if found is None:
            self._missing.add(pattern)
        return found.end() if found else start

    def _tagged(self, inside: str, match: re.Match[str], pattern: str) -> str:
        """Code between the tags of a template language, as a fence."""
        if match["liquid"] and match["liquid"].lower() == "comment":
            return ""
        code = re.sub(rf"{pattern}$", "", inside, flags=re.IGNORECASE)
        words = _LANGUAGE.findall(match["arguments"] if match["hugo"] else match[0])
        language = next((word for word in words if word.lower() not in ("highlight", "-")), "")
        fence = "`" * (max((len(run) for run in _runs(code)), default=2) + 1)
        return self._lines(f"{fence}{language}\n{code}\n{fence}")


def _runs(code: str) -> Iterator[str]:
    yield from re.findall("`{3,}", code)
