"""Text as WordPress keeps it, as the HTML that it makes of it: paragraphs, captions, galleries, embedded films."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from kb.core.text import plain_lines

_BLOCK = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|dl|table|pre|blockquote|figure|hr|section|details|iframe|form|article)\b", re.IGNORECASE
)
_WHOLE = re.compile(r"(<pre\b.*?</pre>)", re.IGNORECASE | re.DOTALL)
_CAPTION = re.compile(r"\[caption[^\]]{0,500}\](.*?)\[/caption\]", re.DOTALL)
_EMBED = re.compile(
    r"\[(?:embed|video|youtube|vimeo)\b[^\]]{0,500}?(?:src=\"([^\"]{1,2000})\"[^\]]{0,500})?\](?:\s*(https?://[^\s\[]{1,2000})\s*\[/(?:embed|video|youtube|vimeo)\])?"
)
_LINE_EMBED = re.compile(
    r"^\s*(https?://(?:www\.)?(?:youtube\.com/watch|youtu\.be/|vimeo\.com/)[^\s<]{1,500})\s*$", re.MULTILINE
)
_SHORTCODE = re.compile(r"\[/?([a-z][\w-]{1,40})(?:\s[^\[\]]{0,500})?\](?!\()")
_GALLERY = re.compile(r"\[gallery\b([^\]]{0,500})\]")
_IDS = re.compile(r"""\bids=["']([\d,\s]{1,2000})["']""")


def without_shortcodes(text: str, gallery: Callable[[list[str] | None], str]) -> tuple[str, list[str]]:
    """The HTML that WordPress makes of ``text``, and the names of the shortcodes that stay as they are written, since a
    plugin makes them. ``gallery`` gives the pictures with some numbers as HTML; None are all that the article has.
    """
    text = _CAPTION.sub(r"<figure>\1</figure>", text)
    text = _EMBED.sub(lambda match: _frame(match[1] or match[2] or ""), text)
    text = _LINE_EMBED.sub(lambda match: _frame(match[1]), text)
    text = _GALLERY.sub(lambda match: gallery(_numbers(match[1])), text)
    left = list(dict.fromkeys(_SHORTCODE.findall(text)))
    return (text if "<!-- wp:" in text else with_paragraphs(text)), left


def picture_html(address: str, alt: str) -> str:
    """A picture in a paragraph of its own."""
    return f'<p><img src="{escape(address)}" alt="{escape(alt)}"></p>'


def with_paragraphs(text: str) -> str:
    """Text of the classic editor: blank lines part paragraphs, other line ends are new lines."""
    pieces = _WHOLE.split(plain_lines(text))
    found = []
    for at, piece in enumerate(pieces):
        if at % 2:
            found.append(piece)
            continue
        for block in re.split(r"\n\s*\n", piece):
            if block.strip():
                is_block = _BLOCK.match(block)
                found.append(block if is_block else f"<p>{block.strip().replace(chr(10), '<br>')}</p>")
    return "\n".join(found)


def _frame(address: str) -> str:
    return f'<p><a href="{address}">{address}</a></p>' if re.fullmatch(r"https?://[^\s\"<>]+", address) else ""


def _numbers(attributes: str) -> list[str] | None:
    found = _IDS.search(attributes)
    return re.findall(r"\d+", found[1]) if found else None
