"""Reads the blocks of ReadMe's older editor: ``[block:callout]``, JSON, ``[/block]``.

Callouts, headings, pictures, tables, code, HTML and embedded pages become Markdown. What is not known, or holds no
JSON, stays as it is written.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kb.dialects.parts.boxes import closing, opening
from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.parts.meanings import meaning, picture
from kb.dialects.parts.players import is_video_page, link_line, player

_START = re.compile(r"\[block:([a-z-]++)\][ \t]*+\n?")
_BREAK = re.compile(r"[ \t]*\n\s*")
_END = "[/block]"
_OF = "[block]"
_MOST_CELLS = 20_000


def read_readme(text: str, code: HiddenCode) -> str:
    """``text``, whose code is hidden, with Markdown for these blocks."""
    if _END not in text:
        return text
    out: list[str] = []
    at = 0
    while match := _START.search(text, at):
        end = text.find(_END, match.end())
        if end < 0:
            break
        shown = _markdown(match[1], code.show(text[match.end() : end]), code)
        written = text[match.start() : end + len(_END)]
        out += [text[at : match.start()], written if shown is None else f"\n\n{shown}\n\n"]
        at = end + len(_END)
    return "".join([*out, text[at:]])


def _markdown(name: str, written: str, code: HiddenCode) -> str | None:
    """What a block is in Markdown, its code hidden; None where that cannot be told."""
    try:
        values = json.loads(written, strict=False)
    except (ValueError, RecursionError):
        return None
    way = _WAYS.get(name)
    if way is None or not isinstance(values, dict):
        return None
    return way(values, code)


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""


def _callout(values: dict[str, Any], code: HiddenCode) -> str:
    found = meaning("callout", {"type": _text(values, "type"), "title": _text(values, "title")}, [])
    kind, title = (found.kind, found.title) if found else ("note", "")
    return "\n".join([opening(kind, title, _OF), code.hide(_text(values, "body")), closing(_OF)])


def _heading(values: dict[str, Any], code: HiddenCode) -> str | None:
    level = values.get("level")
    marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 2)
    title = " ".join(_text(values, "title").split())
    return f"{marks} {code.hide(title)}" if title else None


def _image(values: dict[str, Any], code: HiddenCode) -> str | None:
    images = values.get("images")
    shown = [_one_image(one, code) for one in images if isinstance(one, dict)] if isinstance(images, list) else []
    return "\n\n".join(filter(None, shown)) or None


def _one_image(values: dict[str, Any], code: HiddenCode) -> str:
    image = values.get("image")
    parts = [part for part in image if isinstance(part, str)] if isinstance(image, list) else []
    source = next((part for part in (*parts, _text(values, "src")) if part), "")
    alt = _text(values, "alt") or (parts[2] if len(parts) > 2 and not parts[2].startswith("#") else "")
    caption = code.hide(_text(values, "caption"))
    return picture(source, {"alt": alt}) + (f"\n{caption}\n" if caption else "") if source else ""


def _table(values: dict[str, Any], code: HiddenCode) -> str | None:
    data, cols, rows = (values.get(key) for key in ("data", "cols", "rows"))
    if not (isinstance(data, dict) and isinstance(cols, int) and isinstance(rows, int)):
        return None
    if not (cols > 0 and rows >= 0 and cols * (rows + 1) <= _MOST_CELLS):
        return None
    align = values.get("align")
    sides = [*(align if isinstance(align, list) else []), *[None] * cols][:cols]
    rules = [{"center": ":---:", "right": "---:", "left": ":---"}.get(str(side), "---") for side in sides]
    lines = [_row(data, "h", cols), f"| {' | '.join(rules)} |", *(_row(data, str(row), cols) for row in range(rows))]
    return code.hide("\n".join(lines))


def _row(data: dict[str, Any], row: str, cols: int) -> str:
    cells = (_BREAK.sub("<br>", _text(data, f"{row}-{col}")).replace("|", "\\|") for col in range(cols))
    return f"| {' | '.join(cells)} |"


def _code(values: dict[str, Any], code: HiddenCode) -> str | None:
    codes = values.get("codes")
    blocks = [_fence(one) for one in codes if isinstance(one, dict)] if isinstance(codes, list) else []
    if not blocks:
        return None
    hidden = code.hide("\n\n".join(blocks))
    return hidden if len(blocks) == 1 else "\n".join([opening("code-group", of=_OF), hidden, closing(_OF)])


def _fence(values: dict[str, Any]) -> str:
    text = values.get("code")
    text = text if isinstance(text, str) else ""
    marks = "`" * (max((len(run) for run in re.findall("`{3,}", text)), default=2) + 1)
    title = " ".join(_text(values, "name").replace('"', "”").split())
    language = re.sub(r"[^\w+#-]", "", _text(values, "language"))
    return f"{marks}{language}" + (f' title="{title}"' if title else "") + f"\n{text}\n{marks}"


def _html(values: dict[str, Any], code: HiddenCode) -> str | None:
    return code.hide(_text(values, "html")) or None


def _embed(values: dict[str, Any], _: HiddenCode) -> str | None:
    url, title = _text(values, "url"), _text(values, "title")
    if not url:
        return None
    return player("video", {"src": url, "title": title}, []) if is_video_page(url) else link_line(url, title)


_WAYS = {
    "callout": _callout,
    "api-header": _heading,
    "image": _image,
    "parameters": _table,
    "code": _code,
    "html": _html,
    "embed": _embed,
}
