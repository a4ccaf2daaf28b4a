"""Reads what the template languages of other systems left in Markdown: Liquid (Jekyll, GitBook), shortcodes (Hugo).

Boxes, videos and pictures are shown (``kb.dialects.parts.meanings``), links made by a tag become plain paths, every
other tag is shown as nothing. Code is hidden meanwhile, and so is what stands between ``{% raw %}`` and
``{% endraw %}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.dialects.parts.boxes import code_title, literal
from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.parts.meanings import BoxMeaning, href_of, html_attribute, is_link, meaning, plain_name
from kb.dialects.parts.players import is_player, link_line
from kb.dialects.parts.written_values import Values, values_of, words_of
from kb.dialects.tag_rewriting import Rewriting

_TAG = re.compile(
    r"""
    \{%-?(?P<liquid>(?>(?:[^%{]|%(?!\})|\{(?!%))*))%\}
    | \{\{(?P<hugo>[<%](?>(?:[^{}]|\{(?!\{)|\}(?!\}))*))\}\}
    | \{\{(?P<value>(?>(?:[^{}]|\{(?!\{)|\}(?!\}))*))\}\}
    """,
    re.VERBOSE,
)
_LONGEST = 5000
_LINK_TAG = re.compile(r"\{%-?\s*+link\s++/?([^\s%]++)\s*+-?%\}")
_POST_TAG = re.compile(r"\{%-?\s*+post_url\s++/?([^\s%]++)\s*+-?%\}")
_REF_TAG = re.compile(r"""\{\{[<%]\s*+(?:rel)?ref\s++(?:path=)?["']?([^\s"'>%]++)["']?[^>%{}]*+[>%]\}\}""")
_QUOTED_PATH = re.compile(
    r"""\{\{-?\s*+["'](/?[\w./#-]++)["']\s*+\|\s*+(?:relative_url|absolute_url|prepend)[^{}]*+\}\}"""
)
_DETAILS = re.compile(r"^([ \t]*<details)(?![^>]*\smarkdown\b)(?=[\s>])", re.MULTILINE)
_INCLUDED_CALLOUTS = frozenset({"note", "tip", "important", "warning", "callout", "alert", "danger", "info", "caution"})
_SAID = frozenset({"kbd", "key", "badge", "label", "pill", "term", "tooltip", "glossarytooltip", "abbr", "highlight"})
"""Tags within a line that are words of it."""
_PLAIN_WORDS = re.compile(r"[^\W\d][^\s\"'=<>]*+(?>(?:[ \t]++[^\s\"'=<>]++)*)")
_PARTING = re.compile(r"^[ \t]*<--->[ \t]*$", re.MULTILINE)
_SOCIAL = {"tweet": "https://x.com/i/status/{}", "instagram": "https://www.instagram.com/p/{}/"}


@dataclass(frozen=True, slots=True)
class _Template:
    name: str
    rest: str
    start: int
    end: int
    closes: bool
    empty: bool


def read_templates(text: str, code: HiddenCode) -> str:
    """``text``, whose code is hidden, without template languages."""
    if "{" in text:
        text = _POST_TAG.sub(r"/_posts/\1.md", _LINK_TAG.sub(r"/\1", text))
        text = _REF_TAG.sub(lambda match: _from_root(match[1]), text)
        text = _QUOTED_PATH.sub(r"\1", text)
        text = _rewritten(_PARTING.sub("", text) if "<--->" in text else text, code)
    return _DETAILS.sub(r'\1 markdown="1"', text)


def _rewritten(text: str, code: HiddenCode) -> str:
    found = list(_templates(text))
    closed = {tag.name for tag in found if tag.closes}
    out = Rewriting(text)
    boxes: dict[str, list[str]] = {}  # by name: how each open tag is ended
    names = _TabNames()
    for tag in found:
        out.skip_to(tag.start)
        if tag.closes:
            ends = boxes.get(tag.name)
            end = ends.pop() if ends else ""
            if end == "box":
                out.close(tag.end, f"%{tag.name}")
            else:
                out.replace(tag.end, end)
            continue
        holds = tag.name in closed and not tag.empty
        if holds and is_link(tag.name) and (href := href_of(values_of(tag.rest[:_LONGEST], code))):
            out.replace(tag.end, f'<a href="{html_attribute(href)}">')
            boxes.setdefault(tag.name, []).append("</a>")
            continue
        tag = names.named(tag, code)
        means = _meaning(tag, code, holds=holds) if len(tag.rest) < _LONGEST else None
        is_box = bool(means and means.kind and holds and out.begins_line)
        if holds:
            boxes.setdefault(tag.name, []).append("box" if is_box else "")
        if means and (is_box or (means.before and out.begins_line)):
            out.put(tag.end, means if is_box else BoxMeaning(before=means.before), f"%{tag.name}")
        else:
            is_html = means is not None and means.before.startswith("<")
            out.replace(tag.end, means.before.strip() if means and is_html else _said(tag, code))
    return out.finish()


def _said(tag: _Template, code: HiddenCode) -> str:
    """The words that a tag within a line stands for; none of a tag that is a program's."""
    name = plain_name(tag.name)
    if name not in _SAID or len(tag.rest) > _LONGEST:
        return ""
    values = values_of(tag.rest, code)
    said = next((values[key] for key in ("text", "content", "label", "title", "name") if values.get(key)), "")
    said = said or " ".join(words_of(tag.rest, code))
    return f"<kbd>{literal(said)}</kbd>" if said and name in ("kbd", "key") else literal(said)


class _TabNames:
    """The names of tabs that stand in the tag around them (``items="A,B"``), or behind its own name (``log php``)."""

    def __init__(self) -> None:
        self._items: Iterator[str] = iter(())
        self._group = ""

    def named(self, tag: _Template, code: HiddenCode) -> _Template:
        """The tag with its name as a label; any other as it is."""
        name, rest = plain_name(tag.name), tag.rest.strip()
        if name in ("tabs", "tabpane", "tabgroup") and len(rest) < _LONGEST:
            items = values_of(rest, code).get("items", "")
            self._items = iter([item.strip() for item in items.split(",") if item.strip()])
            self._group = rest if _PLAIN_WORDS.fullmatch(rest) else ""
        elif name == "tab":
            said = next(self._items, "") if not rest else rest.removeprefix(f"{self._group} ") if self._group else ""
            if said and said != rest:
                return replace(tag, rest=f'label="{said.replace(chr(34), "")}"')
        return tag


def _templates(text: str) -> Iterator[_Template]:
    for match in _TAG.finditer(text):
        liquid, hugo = match["liquid"], match["hugo"]
        inside = (liquid if liquid is not None else hugo[1:-1] if hugo else "").strip().strip("-").strip()
        name, _, rest = inside.partition(" ") if " " in inside else (*inside.partition("\n"),)
        closes = name.startswith("/") or (liquid is not None and name.startswith("end") and len(name) > 3)
        name = name.removeprefix("/").strip() if not (closes and liquid is not None) else name.removeprefix("end")
        if closes and not name:
            name = rest.strip().split(" ")[0]
        empty = rest.endswith("/") or name.endswith("/")
        yield _Template(name.strip("/"), rest.rstrip("/"), match.start(), match.end(), closes, empty)


def _meaning(tag: _Template, code: HiddenCode, *, holds: bool) -> BoxMeaning | None:
    name = plain_name(tag.name)
    values = values_of(tag.rest, code)
    words = words_of(tag.rest, code)
    if name in ("include", "includerelative", "render", "component"):
        return _include(words, values)
    if name in _SOCIAL:
        id_ = values.get("id") or next(iter(words), "")
        return BoxMeaning(before=link_line(_SOCIAL[name].format(id_)))
    if name == "file" and (source := values.get("src") or values.get("url")):
        shown = values.get("caption") or values.get("title") or source.rsplit("/", 1)[-1]
        return BoxMeaning(before=link_line(source, shown))
    if name in ("contentref", "embed") and holds and name == "contentref":
        return BoxMeaning(kind="group")
    if name == "code" and holds:
        title = values.get("title", "")
        return BoxMeaning(before=code_title(title, "") if title else "", kind="group")
    if name in ("details", "expand", "collapse", "spoiler") and holds and _PLAIN_WORDS.fullmatch(tag.rest.strip()):
        words = [tag.rest.strip()]
    if name in ("columns", "column", "stepper", "steps", "cards", "if", "for", "unless", "case"):
        return None
    return meaning(name, values, words, empty=not holds) if tag.name and not name.startswith("assign") else None


def _include(words: list[str], values: Values) -> BoxMeaning | None:
    """Pieces of Jekyll themes, by the name of their file: notes, pictures, videos."""
    file = next(iter(words), "").rsplit("/", 1)[-1]
    name = plain_name(file.split(".", 1)[0])
    if name in _INCLUDED_CALLOUTS or is_player(name) or name in ("image", "figure", "img", "picture", "screenshot"):
        if name not in _INCLUDED_CALLOUTS and not is_player(name) and values.get("file"):
            values = {"src": values["file"], **values}
        return meaning(name, values, words[1:], empty=True)
    return None


def _from_root(path: str) -> str:
    """Hugo's ``ref`` names a page by its path from the content folder, or one beside the page by its name."""
    return path if path.startswith((".", "/", "#")) or "/" not in path else f"/{path}"
