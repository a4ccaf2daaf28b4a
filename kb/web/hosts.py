"""Under which names the site answers: a request that names another is none of ours.

``Host`` is written by whoever asks. Pages that repeat it in links would lead wherever a stranger wants, and a page of
another site whose name suddenly leads to this machine (DNS rebinding) would read what only this machine may.
"""

from __future__ import annotations

import re
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, request

from kb.core.networks import is_loopback
from kb.core.settings import Settings

WATCHED = ("/healthz", "/readyz", "/metrics")
"""Load balancers ask these by an address, and the answers repeat no name."""
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


def set_up(app: Flask, settings: Settings, own_name: str) -> None:
    """Refuse what names another site; ``own_name`` is that of this machine."""
    app.before_request(partial(_refuse, settings, own_name))


def _refuse(settings: Settings, own_name: str) -> Response | None:
    if request.path in WATCHED or is_ours(request.headers.get("Host", ""), settings, own_name):
        return None
    text = "This address leads to a help centre that does not answer under this name.\n"
    hint = "Whoever runs it: name it in KB_BASE_URL or KB_ALLOWED_HOSTS.\n"
    return Response(text + hint, 400, content_type="text/plain; charset=utf-8")


def is_ours(host: str, settings: Settings, own_name: str = "") -> bool:
    """Whether the header ``Host`` names this site; one without any (HTTP 1.0) names nobody else.

    Names of this machine itself always do. Where neither a public address nor names are set, a site that listens on the
    network answers by its addresses and by the name of its machine as well, and by no name that others can make up.
    """
    if not host:
        return True
    known = _HOST.fullmatch(host)
    if not known:
        return False
    name = known[1].strip("[]").lower()
    named = {one.lower() for one in (urlsplit(settings.base_url).hostname, *settings.allowed_hosts) if one}
    if is_loopback(name) or name in named:
        return True
    if named or is_loopback(settings.host):
        return False
    return is_address(name) or name in {own_name.lower(), f"{own_name.lower()}.local"}


def is_address(name: str) -> bool:
    """Whether a host is an IP address, and no name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
