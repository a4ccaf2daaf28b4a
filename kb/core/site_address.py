"""Where the site is found, for terminals, letters, calendars and print: places where no request tells it."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from kb.core.setting_groups import ServerSettings
from kb.core.settings import Settings

LISTENED_AT = "listened-at"
"""The file in the data folder that tells commands where ``kb serve`` listened last."""
_OF_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listened on, and no place to go to
"""Where a browser finds what listens on every address."""


def listening_address(settings: ServerSettings) -> str:
    """Where the server listens."""
    return _written(settings.host, settings.port)


def site_address(settings: Settings) -> str:
    """What links begin with: the public address, else the one at which this machine reaches the server.

    A command is seldom told the host and port that the site was started with; the data folder knows them.
    """
    return settings.base_url or _noted(settings.data_dir) or reached_address(settings)


def is_of_one_machine(address: str) -> bool:
    """Whether ``address`` means the machine on which it is opened, as ``localhost`` does: useless in print."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        found = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return found.is_loopback or found.is_unspecified


def _noted(data_dir: Path) -> str:
    try:
        text = (data_dir / LISTENED_AT).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if text.startswith("http://") and len(text.split()) == 1 else ""


def reached_address(settings: Settings) -> str:
    """Where this machine reaches the server."""
    return _written(_OF_THIS_MACHINE.get(settings.host, settings.host), settings.port)


def _written(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
