"""Hands messages to a webhook: as signed JSON, to an address out in the internet or in a network that is allowed.

The signature is that of Standard Webhooks in spirit: HMAC-SHA256 of ``<id>.<time>.<body>`` with the secret that both
sides know, in ``Webhook-Signature``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import httpx2

from kb.core.errors import KbError
from kb.core.networks import IPAddress, Network
from kb.core.text import one_line
from kb.messages.attachments import Attachment
from kb.messages.inbox import KeptMessage
from kb.messages.reference import shown_reference
from kb.web.deadline_transport import DeadlineTransport, VisitDeadline
from kb.web.outside import Resolve, addresses_of, is_public

SECONDS = 30.0
_MOST_SAID = 4_000


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


def signature(secret: str, identity: str, at: int, body: bytes) -> str:
    """What the receiver compares: ``v1,`` and the HMAC in base64."""
    signed = hmac.new(secret.encode(), f"{identity}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def may_reach(networks: tuple[Network, ...]) -> Callable[[IPAddress], bool]:
    """Whether an address is out in the internet, or in one of ``networks``."""
    return lambda address: is_public(address) or any(address in network for network in networks)


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
    place = httpx2.URL(url)
    body = json.dumps(content, ensure_ascii=False).encode()
    at = int(now.timestamp())
    headers = {
        "Host": place.netloc.decode(),
        "Content-Type": "application/json",
        "User-Agent": "selfservice-kb contact",
        "Webhook-Id": identity,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": signature(secret, identity, at, body),
    }
    try:
        addresses = resolve(place.raw_host.decode())
    except OSError:
        raise HandOverError(f"the name {place.host} is not known") from None
    inside = [address for address in addresses if not may_visit(ip_address(address))]
    if inside:
        raise HandOverError(f"{place.host} is inside the network; name its network in KB_CONTACT_WEBHOOK_NETWORKS")
    try:
        _post(place, addresses, body, headers)
    except httpx2.HTTPError as error:
        raise HandOverError(f"{place.host} cannot be reached: {error or type(error).__name__}") from None


def _post(place: httpx2.URL, addresses: list[str], body: bytes, headers: dict[str, str]) -> None:
    """To the first of ``addresses`` that answers; it leads nowhere else, so a redirect is a refusal."""
    deadline = VisitDeadline(SECONDS)
    deadline.begin()
    named = {"sni_hostname": place.raw_host.decode()}
    with httpx2.Client(transport=DeadlineTransport(deadline), timeout=SECONDS, trust_env=False) as client:
        for number, address in enumerate(addresses, start=1):
            try:
                target = place.copy_with(host=address, userinfo=b"", fragment=None)
                with client.stream("POST", target, content=body, headers=headers, extensions=named) as response:
                    if response.is_success:
                        return
                    said = next(response.iter_bytes(_MOST_SAID), b"").decode("utf-8", "replace")
                    raise HandOverError(f"{place.host} answers {response.status_code} {one_line(said)}")
            except httpx2.ConnectError:
                if number == len(addresses):
                    raise
