"""Adds to a site what is made of the descriptions of all addresses: the page, the guard of requests with a key, and
what tells of deprecation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.api import deprecation, pages, repeat_guard
from kb.api.deprecation import DeprecationRoom
from kb.api.repeat_guard import RepeatRoom

if TYPE_CHECKING:
    from flask import Flask

    from kb.site.feature import SiteParts

USES = "kb.api.deprecated_uses"
"""Under which the feature hands its counts to what is set up after all features."""


def set_up(app: Flask, parts: SiteParts, paths: Mapping[str, Any]) -> None:
    """To be called after the features are added: who asks is looked at before."""
    site = parts.site
    app.register_blueprint(pages.create_blueprint(site, paths))
    told = DeprecationRoom(paths, site.settings.path, lambda: site.person_so_far().token, app.extensions[USES])
    deprecation.set_up(app, told)
    if parts.database is not None:
        repeat_guard.set_up(app, RepeatRoom(site, parts.database, parts.clock, paths))
