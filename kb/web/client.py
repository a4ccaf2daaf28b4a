"""Who the client is: the one place that decides from which address a request comes.

Every limit and every mark asks here. The address of the connection counts, unless that is a proxy whose word is
believed: one on this machine, or one of ``KB_TRUSTED_NETWORKS`` or ``KB_TRUSTED_PROXY``. A proxy tells whom it speaks
for in ``X-Forwarded-For``, or in ``Forwarded`` (RFC 7239) where there is no such header. Each proxy on the way adds one
address at the right and whoever asks may have written the rest, so they are read from the right, as long as they are
those of proxies. What else is forwarded (scheme, host, prefix) is never read: proxies let a client's own headers of
these names pass, and ``KB_BASE_URL`` says it better.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from flask import Request, request

from kb.core.networks import IPAddress, Network, household, is_loopback, parse_address
from kb.core.settings import Settings

logger = logging.getLogger(__name__)
PASSED_ON = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-User",
    "X-Real-Ip",
)
"""Headers that a request has only where something passed it on."""
MAX_HOPS = 32
_FORWARDED_FOR = re.compile(r'(?:^|;)\s*for\s*=\s*"?([^";\s]*)', re.IGNORECASE)


def client_address(settings: Settings) -> str | None:
    """The address of whoever sent the current request; None where a proxy does not tell whom it speaks for."""
    return address_of(request, settings)


def client_network(settings: Settings) -> str | None:
    """The same for limits and marks, see ``household``."""
    address = client_address(settings)
    return household(address) if address else None


def peer_address(asked: Request) -> str | None:
    """The other end of the connection itself: the client, or the nearest proxy."""
    return asked.remote_addr


def address_of(asked: Request, settings: Settings) -> str | None:
    """From which address a request comes; None where a proxy does not tell."""
    proxies = (*settings.trusted_networks, *settings.trusted_proxy)
    direct = parse_address(peer_address(asked) or "")
    if direct is None:
        return None
    if not _is_proxy(direct, proxies):
        _say_once(asked, direct)
        return str(direct)
    if _is_direct(asked, settings.base_url):
        return str(direct)
    return rightmost(_told(asked), proxies)


def rightmost(told: Sequence[str], proxies: Collection[Network]) -> str | None:
    """The rightmost of the addresses ``told`` that is none of a proxy; None where the nearest is no address.

    Where the way back is lost at something that is no address, it is the last proxy before that, which is at least no
    invention of the client's; the same where there is nothing but proxies.
    """
    last = None
    for hop in reversed(told[-MAX_HOPS:]):
        if (address := parse_address(hop)) is None:
            break
        last = str(address)
        if not _is_proxy(address, proxies):
            break
    return last


def _is_proxy(address: IPAddress, proxies: Collection[Network]) -> bool:
    return address.is_loopback or any(address in network for network in proxies)


def _is_direct(asked: Request, base_url: str) -> bool:
    """Whether a request from this machine looks as if nothing had passed it on. It is no proof: never for access."""
    if any(name in asked.headers for name in PASSED_ON):
        return False
    public = urlsplit(base_url).hostname or "localhost"
    return is_loopback(urlsplit(f"//{asked.host}").hostname) and is_loopback(public)


def _told(asked: Request) -> list[str]:
    """The addresses in the headers, the nearest last.

    A comma in quotes parts two hops as well: no address has one, and an open quote of the client's must not take in
    what a proxy adds.
    """
    if "X-Forwarded-For" in asked.headers:
        return asked.headers["X-Forwarded-For"].split(",")
    hops = asked.headers.get("Forwarded", "").split(",")
    found = [_FORWARDED_FOR.search(hop) for hop in hops[-MAX_HOPS:]]
    return [match[1] if match else "" for match in found]


_said: set[str] = set()


def _say_once(asked: Request, direct: IPAddress) -> None:
    """A proxy that is not trusted makes one of all its readers: say so, once, since who sends it may be anybody."""
    if "X-Forwarded-For" in asked.headers and not _said:
        _said.add(str(direct))
        logger.warning(
            "%s passes on requests of others (X-Forwarded-For) and is not believed, so all of them count as one "
            "client; if it is your proxy, name it in KB_TRUSTED_NETWORKS",
            direct,
        )
