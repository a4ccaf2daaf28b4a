"""The page of programs outside that tell us things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.callers.heard import Heard
    from kb.web.measure import Caller


class CallerParts(SiteParts, Protocol):
    """What the page shows."""

    @property
    def features(self) -> Sequence[Feature]:
        """All of the site's, once they are made."""

    @property
    def heard(self) -> Heard:
        """When each was last heard."""


def feature(parts: CallerParts) -> Feature:
    """Nothing without a database: then there are no administrators."""
    from kb.callers import pages

    if parts.database is None:
        return Feature("callers")

    def callers() -> list[Caller]:
        return [caller for one in parts.features for caller in one.callers]

    return Feature("callers", blueprints=(pages.create_blueprint(pages.CallersRoom(parts.site, parts.heard, callers)),))
