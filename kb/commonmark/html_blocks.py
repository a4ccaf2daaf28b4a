"""Where HTML begins and ends among Markdown, by CommonMark 4.6, and which of its tags let Markdown in.

An HTML block ends at a blank line, so that Markdown between tags is Markdown. Tags that are no HTML (components of
MDX), those with ``markdown`` among their attributes (Markdown Extra), and a plain ``<aside>`` (Notion's callouts) end
with themselves.
"""

from __future__ import annotations

import re

from kb.commonmark.html_tags import CLOSING_TAG, KNOWN_TAGS, OPENING_TAG

UNTIL_BLANK = 6
ALONE = 7
_CLOSED = {
    1: re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    2: re.compile(r"-->"),
    3: re.compile(r"\?>"),
    4: re.compile(r">"),
    5: re.compile(r"\]\]>"),
}
_OPENED = [
    (1, re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)),
    (2, re.compile(r"<!--")),
    (3, re.compile(r"<\?")),
    (5, re.compile(r"<!\[CDATA\[")),
    (4, re.compile(r"<![A-Za-z]")),
]
_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|iframe|legend|li|link"
    "|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead"
    "|title|tr|track|ul"
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})(?=[\s>]|/>|$)", re.IGNORECASE)
_LETS_MARKDOWN_IN = re.compile(r"\smarkdown(?=[\s=>])")
_NAME = re.compile(r"</?([A-Za-z0-9.-]+)")
_SUMMARY = re.compile(r"<summary\b[^>]*>.*?</summary>", re.IGNORECASE)


class HtmlEnds:
    """Which ends of HTML blocks are still to come; what is never closed is text, else it would hide all after it."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._last: dict[int, int] = {}

    def condition(self, text: str, number: int, in_paragraph: bool) -> int:
        """The condition of CommonMark 4.6 by which ``text``, of line ``number``, begins an HTML block; 0: none."""
        for condition, opened in _OPENED:
            if opened.match(text):
                return condition if self._last_end(condition) >= number else 0
        if _BLOCK_TAG.match(text):
            return UNTIL_BLANK
        tag = OPENING_TAG.match(text) or CLOSING_TAG.match(text)
        return ALONE if tag and not in_paragraph and not text[tag.end() :].strip() else 0

    def _last_end(self, condition: int) -> int:
        if condition not in self._last:
            found = (number for number in range(len(self._lines) - 1, -1, -1) if ends(condition, self._lines[number]))
            self._last[condition] = next(found, -1)
        return self._last[condition]


def ends(condition: int, text: str) -> bool:
    """Whether a block that began by ``condition`` ends with this line of it."""
    return condition < UNTIL_BLANK and bool(_CLOSED[condition].search(text))


def ends_early(text: str) -> int:
    """How long the HTML at the start of ``text`` is where what follows it is Markdown at once; 0 where it is not."""
    if summary := _SUMMARY.match(text):
        return summary.end()
    tag = OPENING_TAG.match(text) or CLOSING_TAG.match(text)
    if tag is None:
        return 0
    name = _NAME.match(tag[0])
    is_html = name is not None and name[1].lower() in KNOWN_TAGS
    lets_in = _LETS_MARKDOWN_IN.search(tag[0]) or tag[0].lower() in ("<aside>", "</aside>")
    return 0 if is_html and not lets_in else tag.end()
