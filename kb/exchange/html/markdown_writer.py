"""Writes cleaned HTML as Markdown that is read here as it was meant: the package ``markdownify``, told otherwise where
help centres write what it does not know.
"""

# ruff: noqa: ARG002 - the methods are called by the package, which hands each of them all there is
from __future__ import annotations

import re
from html import escape
from typing import Any

from lxml import html
from markdownify import MarkdownConverter

from kb.exchange.html.callouts import KIND, LANGUAGE
from kb.exchange.html.escaping import plain, written_address
from kb.exchange.html.tables import is_simple, kept_table
from kb.markdown.html_tree import serialise

_FENCE = re.compile(r"`{3,}")
_BANG = re.compile(r"(?<!\\)!$")
_CLOSING = re.compile(r"(?<=\s)#+$")
"""Signs at the end of a heading that would only close it."""
_TICKS, _PIPE, _ESCAPED_PIPE = re.compile(r"`+"), re.compile(r"\\?\|"), "\\|"
_APART = frozenset({"br", "p", "div", "ul", "ol", "dl", "blockquote", "details", "table", "pre", "hr", "img"})
_APART |= {f"h{level}" for level in range(1, 7)}
"""What the text behind it does not share a line with; pictures, since ``!`` behind them is harmless."""


def markdown_of(tree: html.HtmlElement) -> str:
    """The Markdown of a tree that ``cleaning`` made, and whose links lead where they shall."""
    tables: list[str] = []
    for table in list(tree.iter("table")):
        if any(one.tag == "table" for one in table.iterancestors()):
            continue
        if not is_simple(table):
            tables.append(kept_table(table))
            place = html.fromstring(f"<pre>kb-table-{len(tables) - 1}</pre>")
            place.set(LANGUAGE, "kb:table")
            place.tail = table.tail
            table.getparent().replace(table, place)
    writer = _MarkdownWriter(tables)
    text = writer.convert(f"<div>{serialise(tree)}</div>")
    return _tidied(text)


def _tidied(text: str) -> str:
    """One blank line where there are more, and none of spaces; code stays as it is."""
    found: list[str] = []
    fence = ""
    for line in text.strip("\n ").split("\n"):
        bare = line.lstrip(" >")
        if fence:
            found.append(line)
            fence = "" if bare.rstrip() == fence else fence
            continue
        if match := _FENCE.match(bare):
            fence = match[0]
        if line.strip() or (found and found[-1]):
            found.append(line if line.strip() else "")
    return "\n".join(found) + "\n"


class _MarkdownWriter(MarkdownConverter):
    """The package's converter; ``tables`` are those that stay HTML, by their number."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            bs4_options="lxml", heading_style="atx", bullets="-", sub_symbol="<sub>", sup_symbol="<sup>",
            keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "a", "strong", "em", "b", "i"],
        )  # fmt: skip
        self._tables = tables
        self._at_start = True
        self._numbers: dict[int, int] = {}

    def process_text(self, el: Any, parent_tags: Any = None) -> str:
        before = el.previous_sibling
        self._at_start = before is None or getattr(before, "name", "") in _APART
        text = str(super().process_text(el, parent_tags))  # type: ignore[misc]  # its stub lacks it
        is_before_link = bool(getattr(el.next_sibling, "name", "")) and "_noformat" not in parent_tags
        return _BANG.sub(r"\\!", text) if is_before_link else text

    def escape(self, text: str, parent_tags: Any) -> str:
        return plain(text, self._at_start) if text else ""

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        anchor = f'<a id="{el["id"]}"></a>' if el.get("id") else ""
        href, words = el.get("href") or "", " ".join(text.split())
        if not href or not words or "_noformat" in parent_tags:
            return anchor + text
        lead, tail = text[: len(text) - len(text.lstrip())] and " ", text[len(text.rstrip()) :] and " "
        if el.get_text() == href and re.fullmatch(r"https?://[^\s<>\\]+", href):
            return f"{lead}{anchor}<{href}>{tail}"
        return f"{lead}{anchor}[{words}]({written_address(href)}){tail}"

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        src, width = el.get("src") or "", (el.get("width") or "").removesuffix("px")
        alt = plain(" ".join((el.get("alt") or "").split()), at_start=False)
        size = f"{{width={width}}}" if width.isdecimal() and 0 < int(width) < 2000 else ""
        return f"![{alt}]({written_address(src)}){size}" if src else alt

    def convert_b(self, el: Any, text: str, parent_tags: Any) -> str:
        return text if {"b", "strong"} & set(parent_tags) else self._marked(el, text, parent_tags, "**", "strong")

    convert_strong = convert_b

    def convert_em(self, el: Any, text: str, parent_tags: Any) -> str:
        return text if {"i", "em"} & set(parent_tags) else self._marked(el, text, parent_tags, "*", "em")

    convert_i = convert_em

    def convert_del(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._marked(el, text, parent_tags, "~~", "del")

    convert_s = convert_strike = convert_del

    def convert_mark(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._marked(el, text, parent_tags, "", "mark")

    def convert_code(self, el: Any, text: str, parent_tags: Any) -> str:
        if "pre" in parent_tags:
            return text
        words = " ".join(el.get_text().split())
        if not words:
            return " " if text else ""
        if "tag" in (_touches(el.previous_sibling, -1), _touches(el.next_sibling, 0)) or "_noformat" in parent_tags:
            return f"<code>{plain(words, at_start=False)}</code>"
        ticks = "`" * max(1, *(len(run) + 1 for run in _TICKS.findall(words)), 1)
        gap = " " if "`" in words else ""
        return f"{ticks}{gap}{words}{gap}{ticks}"

    convert_samp = convert_tt = convert_code

    def convert_kbd(self, el: Any, text: str, parent_tags: Any) -> str:
        words = " ".join(el.get_text().split())
        return f"<kbd>{plain(words, at_start=False)}</kbd>" if words else ""

    def _marked(self, el: Any, text: str, parent_tags: Any, sign: str, tag: str) -> str:
        """Emphasis by signs where they are read as that, else by its element; none around paragraphs."""
        inner = text.strip()
        if "_noformat" in parent_tags or not inner or "\n\n" in inner:
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        touches = (not lead and _touches(el.previous_sibling, -1)) or (not tail and _touches(el.next_sibling, 0))
        is_plain = inner[0].isalnum() and inner[-1].isalnum()
        if sign and (is_plain or not touches) and touches != "tag":
            return f"{lead}{sign}{inner}{sign}{tail}"
        return f"{lead}<{tag}>{inner}</{tag}>{tail}"

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:
        if {"td", "th"} & set(parent_tags):
            return "<br>"
        return " " if "_inline" in parent_tags else "  \n"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802
        words = " ".join(text.split())
        if "_inline" in parent_tags or "li" in parent_tags:
            return f"\n\n**{words}**\n\n" if "li" in parent_tags and words else text
        words = _CLOSING.sub(r"\\\g<0>", words)
        anchor = f" {{#{el['id']}}}" if re.fullmatch(r"[\w.:-]+", el.get("id") or "") else ""
        return f"\n\n{'#' * max(1, min(6, n))} {words}{anchor}\n\n" if words else ""

    def convert_hr(self, el: Any, text: str, parent_tags: Any) -> str:
        return "\n\n***\n\n"

    def convert_blockquote(self, el: Any, text: str, parent_tags: Any) -> str:
        kind, inner = el.get(KIND), text.strip()
        if not inner or "_inline" in parent_tags:
            return f" {inner} "
        lines = ([f"[!{kind.upper()}]"] if kind else []) + inner.split("\n")
        return (
            "\n\n"
            + "\n".join(f"> {line}".rstrip() if not line.endswith("  ") else f"> {line}" for line in lines)
            + "\n\n"
        )

    def convert_details(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, el: Any, text: str, parent_tags: Any) -> str:
        words = escape(" ".join(el.get_text().split()), quote=False).replace("{", "&#123;")  # no Markdown is read in it
        return f"<summary>{words}</summary>\n\n"

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:
        above = el.parent
        sign = "-"
        if above is not None and above.name == "ol":
            start = above.get("start") or ""
            number = self._numbers.get(id(above), int(start) if start.isdecimal() and len(start) < 9 else 1)
            self._numbers[id(above)] = number + 1
            sign = f"{number}."
        indent = " " * (len(sign) + 1)
        lines = text.strip().split("\n")
        return f"{sign} " + "\n".join(line and (indent * (at > 0) + line) for at, line in enumerate(lines)) + "\n"

    def convert_list(self, el: Any, text: str, parent_tags: Any) -> str:
        """A list stands apart from the words above it, also within an item: else numbers other than 1 join them."""
        if "_inline" in parent_tags:
            return f" {text} "
        joins = el.name == "ul" or (el.get("start") or "1") == "1"
        gap = "\n" if "li" in parent_tags and joins else "\n\n"
        return gap + text.strip("\n") + "\n\n"

    convert_ul = convert_ol = convert_list

    def convert_dt(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n{' '.join(text.split())}\n" if text.strip() else ""

    def convert_dd(self, el: Any, text: str, parent_tags: Any) -> str:
        lines, before = text.strip().split("\n"), el.find_previous_sibling(["dt", "dd"])
        if not text.strip() or before is None or (before.name == "dt" and not before.get_text().strip()):
            return f"\n\n{text.strip()}\n\n"
        return ":   " + "\n".join(line and ("    " * (at > 0) + line) for at, line in enumerate(lines)) + "\n\n"

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        language = el.get(LANGUAGE) or ""
        if language == "kb:table":
            return f"\n\n{self._tables[int(text.strip().rpartition('-')[2])]}\n\n"
        inner = el.get_text().strip("\n").rstrip()
        if not inner:
            return ""
        fence = "`" * max(3, *(len(run) + 1 for run in _TICKS.findall(inner)), 3)
        return f"\n\n{fence}{language}\n{inner}\n{fence}\n\n"

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        cell = re.sub(r"\s*\n\s*\n\s*", "<br>", text.strip()).replace("\n", " ")
        return f" {_PIPE.sub('|', cell).replace('|', _ESCAPED_PIPE)} |"

    convert_th = convert_td

    def convert_tr(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"|{text.strip(chr(10))}\n"

    def convert_table(self, el: Any, text: str, parent_tags: Any) -> str:
        """Rows, the first of which is the head; where no row is one, an empty head goes before them."""
        rows = [row for row in text.split("\n") if row.strip()]
        first = el.find("tr")
        if not rows or first is None:
            return text
        columns = len(first.find_all(["td", "th"]))
        is_head = first.parent.name == "thead" or not first.find_all("td")
        line = f"|{' --- |' * columns}"
        head = [rows[0], line, *rows[1:]] if is_head else [f"|{'  |' * columns}", line, *rows]
        return "\n\n" + "\n".join(head) + "\n\n"

    def convert_p(self, el: Any, text: str, parent_tags: Any) -> str:
        anchor = f'<a id="{el["id"]}"></a>' if el.get("id") else ""
        inner = text.strip(" \t\r\n")
        gap = "\n\n" if "_inline" not in parent_tags or {"td", "th"} & set(parent_tags) else " "
        return f"{gap}{anchor}{inner}{gap}" if inner or anchor else ""

    convert_div = convert_section = convert_p
    convert_figcaption = convert_caption = convert_p


def _touches(sibling: Any, at: int) -> str:
    """Whether something stands next to an element without a space between: a letter or sign, or another element."""
    if sibling is None:
        return ""
    if getattr(sibling, "name", None):
        return "" if sibling.name in _APART else "tag"
    text = str(sibling)
    return "word" if text and not text[at].isspace() else ""
