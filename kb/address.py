"""Where the site is found, for terminals, letters and calendars: places where no request tells it."""

from __future__ import annotations

from kb.settings import Settings

_OF_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listened on, and no place to go to
"""Where a browser finds what listens on every address."""


def listening_address(settings: Settings) -> str:
    """Where the server listens."""
    return _written(settings.host, settings.port)


def site_address(settings: Settings) -> str:
    """What links begin with: the public address, else the one at which this machine reaches the server."""
    return settings.base_url or _written(_OF_THIS_MACHINE.get(settings.host, settings.host), settings.port)


def _written(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
