"""Addresses and networks of the Internet, as texts and as things to compare."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


IPAddress = IPv4Address | IPv6Address


_WITH_PORT = re.compile(r"\[([^]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5}")


_HOUSEHOLD = 64


def parse_address(text: str) -> IPAddress | None:
    """An address as headers have it, with a port, brackets and quotes, or none of them; an IPv4 address is one however
    it is written.
    """
    text = text.strip().strip('"').strip()
    if with_port := _WITH_PORT.fullmatch(text):
        text = with_port[1] or with_port[2]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return unwrapped(address)


def unwrapped(address: IPAddress) -> IPAddress:
    """The address of version 4 that one of version 6 stands for, else itself."""
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def household(address: str) -> str:
    """What is counted as one: an IPv4 address, or the IPv6 network of the size one household gets."""
    known = ip_address(address)
    return str(ip_network((known, _HOUSEHOLD), strict=False)) if isinstance(known, IPv6Address) else address


def is_in(address: str | None, networks: Collection[Network]) -> bool:
    """Whether ``address`` is one of ``networks``."""
    known = parse_address(address or "")
    return known is not None and any(known in network for network in networks)


def is_loopback(name: str | None) -> bool:
    """Whether ``name``, an address or a host name, means this machine."""
    known = parse_address(name or "")
    return name == "localhost" or (known is not None and known.is_loopback)
