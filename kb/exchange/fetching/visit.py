"""Asks one address for one file: only out in the internet, along redirects that are each looked at, and no longer or
larger than is given.

The address comes out of somebody else's export. No cookie, no referrer and no name or password in it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

from kb.exchange.fetching.limits import NotFetchedError
from kb.language.marking import N_, MarkedSentence
from kb.web.deadline_transport import DeadlineTransport, VisitDeadline
from kb.web.outside import Resolve, UnreachableError

_MOVED = (301, 302, 303, 307, 308)


class NoAnswerError(NotFetchedError):
    """The host cannot be reached, is inside the network, or did not end in time."""


@dataclass(frozen=True, slots=True)
class WebFile:
    """What came: ``content`` is of a good answer alone, and one byte longer than was asked for where there is more.

    ``location`` is where a redirect leads, ``kind`` the content type without what follows it.
    """

    status: int
    kind: str = ""
    location: str = ""
    content: bytes = b""


def visit(address: str, agent: str, most: int, seconds: float, look_up: Resolve, wanted: str) -> WebFile:
    """What is at ``address``, without following where it leads; at most ``most`` bytes of it and one more.

    ``wanted`` are the content types that it is asked for.

    Raises:
        NoAnswerError: nobody answers in time, or none may be asked there.
        NotFetchedError: it is no address of the web.

    """
    try:
        place = httpx2.URL(address).copy_with(userinfo=b"", fragment=None)
    except (httpx2.InvalidURL, ValueError):
        raise NotFetchedError(MarkedSentence(N_("this is no address"))) from None
    if place.scheme not in ("http", "https") or not place.host:
        raise NotFetchedError(MarkedSentence(N_("this is no address of the web")))
    headers = {"User-Agent": agent, "Accept": wanted, "Accept-Encoding": "identity"}
    transport = DeadlineTransport(VisitDeadline(seconds), connect_to=look_up)
    try:
        with (
            httpx2.Client(transport=transport, timeout=seconds, trust_env=False, headers=headers) as client,
            client.stream("GET", place) as response,
        ):
            status = response.status_code
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if status in _MOVED:
                return WebFile(status, kind, _next(place, response.headers.get("Location", "")))
            return WebFile(status, kind, "", _body(response, most) if status == 200 else b"")
    except UnreachableError as error:
        raise NoAnswerError(str(error)) from None
    except httpx2.TimeoutException:
        raise NoAnswerError(MarkedSentence(N_("no answer within %(count)s seconds"), count=f"{seconds:g}")) from None
    except httpx2.HTTPError as error:
        raise NoAnswerError(
            MarkedSentence(
                N_("%(host)s cannot be reached: %(why)s"), host=place.host, why=error or type(error).__name__
            )
        ) from None


def _next(place: httpx2.URL, location: str) -> str:
    try:
        return str(place.join(location)) if location else ""
    except (httpx2.InvalidURL, ValueError):
        return ""


def _body(response: httpx2.Response, most: int) -> bytes:
    body = bytearray()
    for part in response.iter_bytes(64 * 1024):
        body += part
        if len(body) > most:
            break
    return bytes(body[: most + 1])
