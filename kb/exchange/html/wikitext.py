"""Wikitext of MediaWiki as HTML: what its help on formatting and links describes, and tables.

Templates are pages of their own that run as programs; they are not run here. Boxes that every wiki calls alike (note,
tip, warning) become boxes; the others stand as they were written, and whoever reads the report knows of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from kb.core.text import plain_lines
from kb.exchange.html.wiki_parts import (
    FORMULAS,
    NO_MARKS,
    anchor_of,
    code_block,
    footnote,
    list_item,
    picture,
    table_cell,
    unescaped,
)

_KEPT = re.compile(
    r"<(nowiki|pre|syntaxhighlight|source|math|chem|ce)\b([^<>]*)(?<!/)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SWITCH = re.compile(r"__[A-Z]{3,20}__")
_REF = re.compile(r"<ref\b[^<>]*?(?:/>|>(.*?)</ref\s*>)", re.DOTALL | re.IGNORECASE)
_REFERENCES = re.compile(r"<references\b[^<>]*/?>(?:</references\s*>)?|\{\{\s*reflist[^{}]*\}\}", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{([^{}]{0,20000})\}\}")
_BOXES = {
    "note": "note",
    "tip": "tip",
    "info": "info",
    "warning": "warning",
    "caution": "caution",
    "important": "important",
}
_LINK = re.compile(
    r"\[\[([^\[\]|\n]{1,500})(?:\|((?:[^\[\]]|\[(?!\[)[^\[\]]*\]|\[\[[^\[\]]{1,500}\]\]){0,2000}))?\]\]([a-z]*)"
)
_AWAY = re.compile(
    r"\[((?:https?:|mailto:)?//?[^\s\[\]<>]{1,2000}|mailto:[^\s\[\]<>]{1,500})(?:[ \t]+([^\[\]\n]{1,1000}))?\]"
)
_BARE = re.compile(r"(?<![\"'=>\w/])(https?://[^\s\[\]<>\"']{1,2000}[^\s\[\]<>\"'.,;:!?)])")
_BOLD_ITALIC, _BOLD, _ITALIC = (re.compile(rf"{sign}(?!')(.+?){sign}(?!')") for sign in ("'''''", "'''", "''"))
_HEADING = re.compile(r"(={1,6})[ \t]*(.+?)[ \t]*\1[ \t]*")
_MARK, _BLOCK_MARK = "\ue000{}\ue001", "\ue002{}\ue001"
_MARKED, _MARKED_BLOCK = re.compile("[\ue000\ue002](\\d+)\ue001"), re.compile("\ue002\\d+\ue001")
_BLOCKS = re.compile(
    r"</?(?:p|div|table|tr|td|th|ul|ol|li|dl|dt|dd|pre|blockquote|h[1-6]|hr|center|gallery)\b", re.IGNORECASE
)


@dataclass
class WikiPage:
    """What a text becomes: ``html``, its ``categories``, the ``templates`` that stand in it as written, and whether it
    has formulas, which are code.
    """

    html: str = ""
    categories: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    has_formulas: bool = False


@dataclass
class Wikitext:
    """Reads the texts of one wiki; ``files`` and ``categories`` are what it calls these namespaces, in small letters,
    and ``address_of`` says where the page of a title is.
    """

    address_of: Callable[[str], str]
    files: frozenset[str] = frozenset({"file", "image"})
    categories: frozenset[str] = frozenset({"category"})

    def read(self, text: str, title: str) -> WikiPage:
        """The HTML of a page."""
        page = WikiPage()
        kept: list[str] = []
        notes: list[str] = []

        def keep(markup: str) -> str:
            kept.append(markup)
            mark = _BLOCK_MARK if _BLOCKS.match(markup) else _MARK
            return mark.format(len(kept) - 1)

        text = plain_lines(text.translate(NO_MARKS))
        text = _COMMENT.sub("", text)
        page.has_formulas = any(match[1].lower() in FORMULAS for match in _KEPT.finditer(text))
        text = _KEPT.sub(lambda match: keep(code_block(match)), text)
        text = (
            text.replace("{{PAGENAME}}", escape(title.translate(NO_MARKS))).replace("{{!}}", "|").replace("{{=}}", "=")
        )
        text = _REFERENCES.sub("", text)
        text = _REF.sub(lambda match: footnote(match, notes), text)
        for _ in range(20):  # from the inside out
            text, count = _TEMPLATE.subn(lambda match: self._template(match, page, keep), text)
            if not count:
                break
        text = _SWITCH.sub("", text)
        if notes:
            text += "\n\n" + "\n".join(f"# {one}" for one in notes)
        markup = self._blocks(text.split("\n"), page)
        for _ in range(20):
            markup, count = _MARKED.subn(lambda match: kept[int(match[1])], markup)
            if not count:
                break
        page.html = markup
        return page

    def _template(self, match: re.Match[str], page: WikiPage, keep: Callable[[str], str]) -> str:
        name, _, rest = match[1].partition("|")
        kind = _BOXES.get(name.strip().lower())
        if kind and rest:
            words = re.sub(r"^\s*(?:1|text|content)\s*=", "", rest)
            inner = self._blocks(words.strip().split("\n"), page)
            box = f'<div class="callout callout-{kind}">{inner}</div>'
            return f"\n{keep(box)}\n"
        if name.strip() and name.strip() not in page.templates:
            page.templates.append(name.strip())
        return keep(escape(match[0]))

    def _blocks(self, lines: list[str], page: WikiPage) -> str:
        found: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            if (heading := _HEADING.fullmatch(line)) and heading[2].strip("="):
                level = len(heading[1])
                found.append(f"<h{level}>{self._inline(heading[2], page)}</h{level}>")
            elif line.startswith("----"):
                found.append("<hr>")
            elif line.lstrip(" :").startswith("{|"):
                at = self._table(lines, at, found, page)
            elif line[:1] in ("*", "#", ":", ";"):
                at = self._list(lines, at, found, page)
            elif line.startswith(" ") and line.strip() and not _BLOCKS.search(line):
                end = next(
                    (n for n in range(at, len(lines)) if not lines[n].startswith(" ") or not lines[n].strip()),
                    len(lines),
                )
                inner = "\n".join(self._inline(one[1:], page) for one in lines[at:end])
                found.append(f"<pre>{inner}</pre>")
                at = end - 1
            elif line.strip():
                at = self._paragraph(lines, at, found, page)
            at += 1
        return "\n".join(found)

    def _paragraph(self, lines: list[str], at: int, found: list[str], page: WikiPage) -> int:
        end = at + 1
        while (
            end < len(lines)
            and lines[end].strip()
            and lines[end][:1] not in "*#:;{ "
            and not _HEADING.fullmatch(lines[end])
        ):
            end += 1
        inner = self._inline("\n".join(lines[at:end]), page)
        is_block = bool(_BLOCKS.match(inner.strip())) or bool(_MARKED_BLOCK.fullmatch(inner.strip()))
        found.append(inner if is_block or not inner.strip() else f"<p>{inner}</p>")
        return end - 1

    def _list(self, lines: list[str], at: int, found: list[str], page: WikiPage) -> int:
        end = next(
            (n for n in range(at, len(lines)) if lines[n][:1] not in ("*", "#", ":", ";") or not lines[n]), len(lines)
        )
        items = []
        for line in lines[at:end]:
            signs = line[: len(line) - len(line.lstrip("*#:;"))][:20]
            items.append((signs, line[len(signs) :].strip()))
        found.append(self._items(items, 0, page))
        return end - 1

    def _items(self, items: list[tuple[str, str]], depth: int, page: WikiPage) -> str:
        """A list of the items whose signs are longer than ``depth``; those that are longer still are lists within."""
        parts: list[str] = []
        opened = ""
        at = 0
        while at < len(items):
            signs, words = items[at]
            tag = {"*": "ul", "#": "ol"}.get(signs[depth], "dl")
            if tag != opened:
                parts += [f"</{opened}>"] if opened else []
                parts.append(f"<{tag}>")
                opened = tag
            inner: list[tuple[str, str]] = []
            is_deeper = len(signs) > depth + 1
            following = at if is_deeper else at + 1
            while following < len(items) and len(items[following][0]) > depth + 1:
                inner.append(items[following])
                following += 1
            own = "" if is_deeper else self._inline(words, page)
            parts.append(list_item(tag, signs[depth], own, self._items(inner, depth + 1, page) if inner else ""))
            at = following
        return "".join([*parts, f"</{opened}>" if opened else ""])

    def _table(self, lines: list[str], at: int, found: list[str], page: WikiPage) -> int:
        """The lines up to the end of the table, those of tables within it among them."""
        depth, end = 0, at
        for end in range(at, len(lines)):
            stripped = lines[end].lstrip(" :")
            depth += stripped.startswith("{|")
            depth -= stripped.startswith("|}")
            if depth == 0:
                break
        rows: list[list[tuple[str, list[str], str]]] = [[]]
        caption: list[str] = []
        for line in lines[at + 1 : end if depth == 0 else end + 1]:
            stripped = line.strip()
            if stripped.startswith("|+"):
                caption.append(stripped[2:])
            elif stripped.startswith("|-"):
                rows.append([])
            elif stripped[:1] in ("|", "!"):
                tag, signs = ("th", r"!!|\|\|") if stripped[0] == "!" else ("td", r"\|\|")
                rows[-1] += [table_cell(tag, one) for one in re.split(signs, stripped[1:])]
            elif rows[-1]:
                rows[-1][-1][1].append(line)
        parts = [f"<caption>{self._inline(' '.join(caption), page)}</caption>"] if caption else []
        for row in filter(None, rows):
            cells = "".join(f"<{tag}{spans}>{self._cell(words, page)}</{tag}>" for tag, words, spans in row)
            parts.append(f"<tr>{cells}</tr>")
        found.append(f"<table>{''.join(parts)}</table>")
        return end

    def _cell(self, lines: list[str], page: WikiPage) -> str:
        if len([line for line in lines if line.strip()]) < 2:
            return self._inline(" ".join(lines).strip(), page)
        return self._blocks([lines[0].strip(), *lines[1:]], page)

    def _inline(self, text: str, page: WikiPage) -> str:
        text = re.sub(r"&(?!#?\w{1,10};)", "&amp;", text)
        text = _LINK.sub(lambda match: self._link(match, page), text)
        text = _AWAY.sub(lambda match: f'<a href="{_quoted(match[1])}">{match[2] or _quoted(match[1])}</a>', text)
        text = _BARE.sub(lambda match: f'<a href="{match[1]}">{match[1]}</a>', text)
        text = _BOLD_ITALIC.sub(r"<b><i>\1</i></b>", text)
        return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", text))

    def _link(self, match: re.Match[str], page: WikiPage) -> str:
        target, words, tail = unescaped(match[1]).strip(), match[2], match[3]
        space, colon, name = target.lstrip(":").partition(":")
        if colon and not target.startswith(":") and space.strip().lower() in self.categories:
            page.categories.append(name.strip())
            return ""
        if colon and not target.startswith(":") and space.strip().lower() in self.files:
            return picture(name.strip(), words or "")
        shown = words if words else escape(target.lstrip(":"))
        title, _, section = target.lstrip(":").partition("#")
        address = self.address_of(title.strip()) if title.strip() else ""
        anchor = f"#{anchor_of(section)}" if section else ""
        return f'<a href="{escape(address + anchor)}">{shown}{tail}</a>'


def _quoted(address: str) -> str:
    """An address whose ``&`` are references already, as a value of an attribute."""
    return address.replace('"', "&quot;")
