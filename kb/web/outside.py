"""What is out in the internet and what is not, for whoever connects to an address that somebody else wrote down.

Names are resolved here and the connection is made to the very address that was looked at: a name that answers
otherwise a moment later leads nowhere else.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from kb.core.errors import KbError
from kb.core.networks import IPAddress, Network, unwrapped

Resolve = Callable[[str], list[str]]
UNKNOWN = "the name in the address is not known"
_INSIDE_CLOUDS = tuple(map(ip_network, ("192.0.0.0/24", "168.63.129.16/32")))
"""For Python they are global; there machines at Oracle and at Azure ask about themselves and for their keys."""


class UnreachableError(KbError):
    """Nobody answered; the text names the host only, since the rest of an address may be secret."""


class InsideError(UnreachableError):
    """It is inside the network, where nothing is sent or asked for unless that is allowed."""


def is_public(address: IPAddress) -> bool:
    """Whether an address is out in the internet: not of this machine, this network, a group, or one in disguise."""
    if isinstance(address, IPv6Address) and (address.sixtofour or address.teredo or address.is_site_local):
        return False
    is_of_cloud = any(address in network for network in _INSIDE_CLOUDS)
    return address.is_global and not (address.is_multicast or address.is_reserved or is_of_cloud)


def may_be_public(address: IPAddress) -> bool:
    """The same where nobody is to be sent anything in the clear: what may lead out of this network, in disguise too."""
    inner = unwrapped(address)
    leads_out = isinstance(inner, IPv6Address) and (inner.sixtofour or inner.teredo)
    return bool(leads_out) or inner.is_global


def addresses_of(host: str) -> list[str]:
    """The IP addresses of a host name, as the machine knows them, best first.

    Raises:
        OSError: the name is not known.

    """
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def may_reach(networks: tuple[Network, ...]) -> Callable[[IPAddress], bool]:
    """Whether an address is out in the internet, or in one of ``networks``."""
    return lambda address: is_public(address) or any(address in network for network in networks)


def looking_up(may_visit: Callable[[IPAddress], bool], resolve: Resolve = addresses_of) -> Resolve:
    """What finds the addresses of a host that may be connected to (``DeadlineTransport`` asks it for each connection).

    It raises ``InsideError`` where one of them may not be, and ``UnreachableError`` where the name is not known.
    """

    def look_up(host: str) -> list[str]:
        try:
            addresses = resolve(host)
        except (OSError, UnicodeError):
            raise UnreachableError(UNKNOWN) from None
        if not addresses or not all(may_visit(ip_address(address)) for address in addresses):
            raise InsideError(f"{host} is inside the network")
        return addresses

    return look_up
