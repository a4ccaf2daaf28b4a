"""Whether an address that somebody asks to be led to stays on this site."""

from __future__ import annotations

from urllib.parse import unquote

from flask import url_for


def place_on_site(address: str) -> str:
    """Where to go on, if it is a path of this site; the start page otherwise."""
    return address if is_own_path(address) else url_for("kb.start")


def is_own_path(address: str) -> bool:
    """Whether a browser stays on this site where it is sent to ``address``.

    Browsers drop control characters and take a backslash for a slash, so neither is let through; dot segments would
    lead out of the path of this site.
    """
    own = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    climbs = not {".", ".."}.isdisjoint(unquote(address.partition("?")[0]).split("/"))
    return own and not climbs
