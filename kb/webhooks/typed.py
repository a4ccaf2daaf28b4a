"""What administrators typed into the forms of webhooks: told apart from what cannot be one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from kb.core.errors import KbError
from kb.core.events import EventKind
from kb.webhooks.webhook_rows import MAX_URL


class SubscriptionError(KbError):
    """A subscription cannot be made; the text is a word of ``wording.WRONG``."""


def checked(url: str) -> str:
    """The address where it can be one.

    Raises:
        SubscriptionError: ``address``.

    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SubscriptionError("address") from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= MAX_URL
    is_whole = parts.scheme in ("https", "http") and parts.hostname and port != 0 and "@" not in parts.netloc
    if not (is_plain and is_whole):
        raise SubscriptionError("address")
    return url


def known(events: Iterable[str]) -> list[str]:
    """Those of ``events`` that there are.

    Raises:
        SubscriptionError: ``events``: there is none of them.

    """
    found = [str(kind) for kind in EventKind if kind in set(events)]
    if not found:
        raise SubscriptionError("events")
    return found
