"""The servers that an address of PostgreSQL names: one, or a primary and its standbys with commas between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

DRIVER = "postgresql+psycopg"


class Host(NamedTuple):
    """One server; ``port`` may be empty, ``host`` a folder of sockets."""

    host: str
    port: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host

    def told(self) -> dict[str, str]:
        """As the driver is told of it."""
        return {"host": self.host, "port": self.port} if self.port else {"host": self.host}


def names_several(url: str) -> bool:
    """Whether ``url`` is of PostgreSQL and names more than one server, as its own programs read it."""
    if not url.startswith((f"{DRIVER}://", "postgresql://", "postgres://")):
        return False
    parts = urlsplit(url)
    return any("," in one for one in (parts.netloc.rpartition("@")[2], *_hosts_asked_for(parts.query)))


def _hosts_asked_for(query: str) -> Iterator[str]:
    return (value for name, _, value in (one.partition("=") for one in query.split("&")) if name == "host")


def read_address(url: str) -> tuple[list[Host], dict[str, str]]:
    """The servers that ``url`` names, and what else it says, but for who of them may be connected to.

    Raises:
        ValueError: it is no address of PostgreSQL.

    """
    import psycopg  # which is there with the extra alone
    from psycopg.conninfo import conninfo_to_dict

    try:
        said = {name: str(value) for name, value in conninfo_to_dict(url.replace(DRIVER, "postgresql", 1)).items()}
    except psycopg.ProgrammingError as error:
        raise ValueError(f"it is no address of PostgreSQL: {error}") from error
    said.pop("target_session_attrs", None)  # each connection asks for its own
    hosts, ports = said.pop("host", "").split(","), said.pop("port", "").split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    if len(ports) != len(hosts) or "" in hosts:
        raise ValueError(f"it names {len([one for one in hosts if one])} servers and {len(ports)} ports")
    return [Host(*one) for one in zip(hosts, ports, strict=True)], said
