"""Digests to a webhook, as JSON that Slack shows (https://docs.slack.dev/reference/block-kit/blocks).

Others that take Slack's JSON (Mattermost, Rocket.Chat) read ``text`` only, so it holds the same lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from kb.core.errors import KbError
from kb.core.networks import IPAddress
from kb.web.outside import InsideError, UnreachableError
from kb.web.posting import post as post_outside
from review.notices.letter import Letter, LetterLine

TEXT_CHARACTERS = 3000
BLOCKS = 50
TIMEOUT_SECONDS = 10.0
RETRIES = 2
LONGEST_WAIT_SECONDS = 60.0
_TOO_MANY_REQUESTS, _BROKEN = 429, 500
_HEADERS = {"Content-Type": "application/json", "User-Agent": "selfservice-kb review"}


class WebhookError(KbError):
    """The receiver did not accept; the text names its host only, since the rest of the address is a secret."""


def payload(letter: Letter) -> dict[str, Any]:
    """The JSON of a letter, within Slack's limits; lines beyond them are left to the link to the queue."""
    parts = [[f"*{_escaped(heading)}*", *map(_listed, lines)] for heading, lines in letter.groups]
    if letter.soon:
        parts.append([f"*{_escaped(letter.soon_heading)}*", *map(_listed, letter.soon)])
    first = f"*{_escaped(letter.subject)}*"
    last = f"{_escaped(letter.others_line)} {_link(letter.queue_url, letter.queue_label)}".strip()
    sections = [first, *(text for lines in parts for text in _packed(lines))]
    text = next(_packed([first, *(line for lines in parts for line in lines)], TEXT_CHARACTERS - len(last) - 1))
    return {
        "text": f"{text}\n{last}",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": section}}
            for section in (*sections[: BLOCKS - 1], last)
        ],
    }


def post(
    url: str,
    body: dict[str, Any],
    sleep: Callable[[float], object],
    may_visit: Callable[[IPAddress], bool],
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> None:
    """Send ``body``; a receiver that is busy or broken is asked ``RETRIES`` more times, when it says or a little later.
    One that is inside, where ``may_visit`` lets nobody go, is sent nothing.

    Raises:
        WebhookError: it did not accept.

    """
    host, content = urlsplit(url).hostname, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    for attempt in range(RETRIES + 1):
        try:
            answer = post_outside(url, content, _HEADERS, may_visit, timeout_seconds)
        except InsideError as error:
            raise WebhookError(
                f"the webhook cannot be reached: {error}; name its network in KB_REVIEW_WEBHOOK_NETWORKS"
            ) from None
        except UnreachableError as error:
            raise WebhookError(f"the webhook at {host} cannot be reached: {error}") from None
        if answer.is_taken:
            return
        if not _may_ask_again(answer.status) or attempt == RETRIES:
            raise WebhookError(f"the webhook at {host} answers {answer.status} {answer.said}")
        sleep(_seconds(answer.retry_after, attempt))


def _may_ask_again(status: int) -> bool:
    return status == _TOO_MANY_REQUESTS or status >= _BROKEN


def _seconds(retry_after: str, attempt: int) -> float:
    asked = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 2.0**attempt
    return min(asked, LONGEST_WAIT_SECONDS)


def _packed(lines: Iterable[str], limit: int = TEXT_CHARACTERS) -> Iterator[str]:
    """As many lines together as fit into one text."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > limit:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    yield text


def _listed(line: LetterLine) -> str:
    text = f"• {_link(line.url, line.title)} – {_escaped(line.why)}"
    return text if len(text) <= TEXT_CHARACTERS else f"• {_escaped(line.title)}"  # a very long address


def _link(url: str, text: str) -> str:
    return f"<{_escaped(url)}|{_escaped(text)}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
