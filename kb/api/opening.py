"""Adds to a site what is made of the descriptions of all addresses: the page, and the guard of requests with a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.api import pages, repeat_guard
from kb.api.repeat_guard import RepeatRoom

if TYPE_CHECKING:
    from flask import Flask

    from kb.site.feature import SiteParts


def set_up(app: Flask, parts: SiteParts, paths: Mapping[str, Any]) -> None:
    """To be called after the features are added: who asks is looked at before."""
    app.register_blueprint(pages.create_blueprint(parts.site, paths))
    if parts.database is not None:
        repeat_guard.set_up(app, RepeatRoom(parts.site, parts.database, parts.clock, paths))
