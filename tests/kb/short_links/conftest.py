"""Helpers."""

from __future__ import annotations

from kb.short_links.links import (
    Destination,
)

RESET = Destination("account/reset")
