"""Posts to an address that somebody wrote down: to the very addresses that were looked at, and nowhere else.

Redirects are answers, not ways; what comes back is read up to a bound, and all of it is over after a time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from kb.core.networks import IPAddress
from kb.core.text import one_line
from kb.web.deadline_transport import DeadlineTransport, VisitDeadline
from kb.web.outside import UNKNOWN, Resolve, UnreachableError, addresses_of, looking_up

SECONDS = 30.0
_MOST_SAID = 4_000


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """What the other side said: ``said`` is the first of its text, on one line."""

    status: int
    content_type: str
    retry_after: str
    said: str

    @property
    def is_taken(self) -> bool:
        """Whether it says that it has what was posted."""
        return 200 <= self.status < 300


def asked_pause(retry_after: str, now: datetime) -> timedelta | None:
    """How long whoever answers so wants to be left alone: ``Retry-After`` has seconds or a date (RFC 9110, 10.2.3).

    None where it says nothing of the kind.
    """
    if retry_after.isascii() and retry_after.isdecimal():
        return timedelta(seconds=int(retry_after[:6]))
    try:
        until = parsedate_to_datetime(retry_after)
        return max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta())
    except (ValueError, OverflowError):  # this for years and zones without end
        return None


def signature(key: bytes, id_: str, at: int, body: bytes) -> str:
    """What the receiver compares, as Standard Webhooks has it: ``v1,`` and the HMAC-SHA256 over the id, the time ``at``
    (seconds) and ``body`` in base64.
    """
    signed = hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    may_visit: Callable[[IPAddress], bool],
    seconds: float = SECONDS,
    resolve: Resolve = addresses_of,
) -> PostAnswer:
    """What whoever is at ``url`` answers to ``body``.

    Raises:
        InsideError: it is inside, where nothing is to be posted.
        UnreachableError: there is no answer within ``seconds``.

    """
    try:
        place = httpx2.URL(url).copy_with(userinfo=b"", fragment=None)
    except httpx2.InvalidURL:
        raise UnreachableError(UNKNOWN) from None

    transport = DeadlineTransport(VisitDeadline(seconds), connect_to=looking_up(may_visit, resolve))
    try:
        with (
            httpx2.Client(transport=transport, timeout=seconds, trust_env=False) as client,
            client.stream("POST", place, content=body, headers=headers) as response,
        ):
            said = next(response.iter_bytes(_MOST_SAID), b"")[:_MOST_SAID].decode("utf-8", "replace")
            kind, again = response.headers.get("Content-Type", ""), response.headers.get("Retry-After", "")
            return PostAnswer(response.status_code, kind, again, one_line(said, 200))
    except httpx2.HTTPError as error:
        raise UnreachableError(f"{place.host} cannot be reached: {error or type(error).__name__}") from None
