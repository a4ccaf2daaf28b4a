"""Hands messages to a webhook: as signed JSON, to an address out in the internet or in a network that is allowed.

The signature is that of Standard Webhooks in spirit: HMAC-SHA256 of ``<id>.<time>.<body>`` with the secret that both
sides know, in ``Webhook-Signature``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from kb.core.errors import KbError
from kb.core.networks import IPAddress
from kb.messages.attachments import Attachment
from kb.messages.inbox import KeptMessage
from kb.messages.reference import shown_reference
from kb.web.outside import InsideError, Resolve, UnreachableError, addresses_of
from kb.web.posting import post, signature

SECONDS = 30.0


class HandOverError(KbError):
    """The receiver did not take it over; the text names its host only: the rest of the address may be secret."""


def message_json(message: KeptMessage, files: list[Attachment], address: str) -> dict[str, Any]:
    """What is sent: the message, with its files in base64; ``address`` is where staff see it."""
    return {
        "type": "contact.message",
        "reference": shown_reference(message.reference),
        "at": message.at.isoformat(timespec="seconds") + "Z",
        "language": message.language,
        "email": message.email,
        "name": message.name,
        "order_number": message.order_number,
        "text": message.text,
        "url": address,
        "files": [
            {"name": file.name, "type": file.content_type, "content": base64.b64encode(file.content).decode()}
            for file in files
        ],
    }


def hand_over(
    url: str,
    secret: str,
    identity: str,
    content: dict[str, Any],
    now: datetime,
    may_visit: Callable[[IPAddress], bool],
    resolve: Resolve = addresses_of,
) -> None:
    """Post ``content``; when this returns, the receiver has it.

    Raises:
        HandOverError: it has not.

    """
    body = json.dumps(content, ensure_ascii=False).encode()
    at = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "selfservice-kb contact",
        "Webhook-Id": identity,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": signature(secret.encode(), identity, at, body),
    }
    try:
        answer = post(url, body, headers, may_visit, SECONDS, resolve)
    except InsideError as error:
        raise HandOverError(f"{error}; name its network in KB_CONTACT_WEBHOOK_NETWORKS") from None
    except UnreachableError as error:
        raise HandOverError(str(error)) from None
    if not answer.is_taken:
        raise HandOverError(f"{urlsplit(url).hostname} answers {answer.status} {answer.said}")
