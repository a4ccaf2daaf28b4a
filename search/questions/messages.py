"""Customers' messages as text: mail as it is sent, HTML, quoted history and signatures taken away."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from typing import Any

from lxml import etree, html

from kb.core.text import plain_lines
from search.questions.courtesy_patterns import DISCLAIMER, FORWARDED, HISTORY, LABELLED, OTHER_HEADER, SENDER
from search.questions.signatures import LONGEST_LINE, end_of_words, says_something
from search.text.folding import clean

MAX_MESSAGE = 200_000
"""Characters of a message that are read at all."""

_MARKUP = re.compile(r"<!--|<(?:html|body|div|p|br|table|span|blockquote|font|b|strong)\b[^<>]{0,1000}>", re.IGNORECASE)
_BLOCKS = frozenset(
    (
        *("address", "article", "br", "div", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
        *("pre", "section", "table", "td", "th", "tr", "ul"),
    )
)
_NO_TEXT = "//script|//style|//head|//title|//template|//comment()|//processing-instruction()"
_QUOTES = (
    "//blockquote|//*[contains(@class,'gmail_quote') or contains(@class,'moz-cite-prefix')"
    " or contains(@class,'yahoo_quoted') or @id='appendonsend' or @id='divRplyFwdMsg']"
    "|//*[@id='divRplyFwdMsg']/following-sibling::*"
    "|//*[contains(@class,'gmail_signature') or contains(@class,'moz-signature') or @id='Signature']"
)
_HEADERS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class MessageParts:
    """A message: what is new in it, and what it answers; both without signatures, line by line."""

    new: Sequence[str]
    history: Sequence[str]


def read_mail(raw: bytes) -> tuple[str, str]:
    """Subject and text of a mail as it was sent (RFC 5322), in whatever encoding; broken signs are replaced.

    Raises:
        ValueError: no text can be found in it.

    """
    try:
        message = email.message_from_bytes(raw, policy=policy.default)
        part = message.get_body(("plain", "html"))
        if part is None:
            raise ValueError("the mail has no text")
        text, subject = part.get_content(), message.get("subject", "")
    except (LookupError, MessageError, AttributeError, TypeError) as error:  # charsets and structures nobody knows
        raise ValueError("the mail cannot be read") from error
    return str(subject), str(text)


def read_letter(message: str) -> MessageParts:
    """Take ``message``, plain text or HTML, apart."""
    text = clean(plain_lines(message[:MAX_MESSAGE]))
    quoted = ""
    if _MARKUP.search(text):
        text, quoted = _without_markup(text)
    lines = [line.strip() for line in text.replace("\u00a0", " ").split("\n")]
    new, history = _without_history(lines)
    return MessageParts(_own_words(new), _own_words([*history, *quoted.split("\n")]))


def _without_markup(markup: str) -> tuple[str, str]:
    """The text of HTML, and that of what it quotes."""
    try:
        tree: Any = html.document_fromstring(markup)
    except (etree.ParserError, ValueError):
        return "", ""
    for element in tree.xpath(_NO_TEXT):
        element.drop_tree()
    quoted = []
    for element in tree.xpath(_QUOTES):
        if element.getroottree().getroot() is tree:  # not within another that is gone
            quoted.append(_text(element))
            element.drop_tree()
    text = _text(tree)
    return (text, "\n".join(quoted)) if text.strip() else ("\n".join(quoted), "")


def _text(tree: Any) -> str:
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_block = element.tag in _BLOCKS
        if is_block and (event == "start" or element.tag != "br"):
            parts.append("\n")
        written = element.text if event == "start" else element.tail if element is not tree else None
        parts.append(" ".join((written or "").split("\n")))
    return "".join(parts)


def _without_history(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands above the first mark of history, and the rest; where nothing does, what is not quoted below it.

    What is passed on is as new as the words above it.
    """
    start = next((row for row in range(len(lines)) if _begins_history(lines, row)), len(lines))
    new = [line for line in lines[:start] if not _is_quoted(line)]
    history = [line.lstrip("> |") for row, line in enumerate(lines) if row > start or _is_quoted(line)]
    is_passed_on = start < len(lines) and bool(FORWARDED.match(lines[start]))
    if start < len(lines) and (is_passed_on or not any(map(says_something, new))):
        below = list(lines[start + 1 :])
        while below and (SENDER.match(below[0]) or OTHER_HEADER.match(below[0]) or not below[0]):
            below.pop(0)
        later = next((row for row in range(len(below)) if _begins_history(below, row)), len(below))
        above = [*new[: end_of_words(new)], ""] if is_passed_on else []
        return [*above, *(line for line in below[:later] if not _is_quoted(line))], below[later + 1 :]
    return new, history


def _begins_history(lines: Sequence[str], row: int) -> bool:
    line = lines[row]
    if not line or len(line) > LONGEST_LINE:
        return False
    if FORWARDED.match(line):
        return True
    if SENDER.match(line):
        return any(OTHER_HEADER.match(other) for other in lines[row + 1 : row + _HEADERS_AHEAD])
    following = lines[row + 1] if row + 1 < len(lines) else ""
    wrapped = f"{line} {following}" if following.endswith(":") and len(following) < LONGEST_LINE else line
    return bool(HISTORY.match(line) or HISTORY.match(wrapped))


def _is_quoted(line: str) -> bool:
    return line.startswith((">", "|"))


def _own_words(lines: Sequence[str]) -> list[str]:
    """The lines up to the signature, without lines that fill in a form and paragraphs that no person wrote."""
    end = end_of_words(lines)
    kept: list[str] = []
    for paragraph in _paragraphs(lines[:end]):
        if not DISCLAIMER.search(" ".join(paragraph)[:2_000]):
            kept += [*(line for line in paragraph if not LABELLED.match(line[:LONGEST_LINE])), ""]
    return kept


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    held: list[str] = []
    for line in (*lines, ""):
        if line:
            held.append(line)
        elif held:
            yield held
            held = []
