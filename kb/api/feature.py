"""How long answers to requests with a key are kept, and who uses what is deprecated."""

from __future__ import annotations

from kb.site.feature import Feature, SiteParts


def feature(parts: SiteParts) -> Feature:
    """The rule and the figure; what needs the descriptions of all features is added after them (``kb.api.opening``)."""
    from kb.api import repeat_rows
    from kb.api.deprecation import DeprecatedUses
    from kb.api.opening import USES

    uses = DeprecatedUses()
    return Feature(
        "api",
        set_up=lambda app: app.extensions.__setitem__(USES, uses),
        retention=(repeat_rows.retention(),) if parts.database is not None else (),
        measures=(uses.measure(),),
    )
