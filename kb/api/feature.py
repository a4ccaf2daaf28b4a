"""How long answers to requests with a key are kept."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts


def feature(parts: SiteParts) -> Feature:
    """The rule alone: what needs the descriptions of all features is added after them (``kb.api.opening``)."""
    from kb.api import repeat_rows

    return Feature("api", retention=(repeat_rows.retention(),) if parts.database is not None else ())
