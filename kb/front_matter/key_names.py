"""What keys of front matter are called, in our files and in those of other systems."""

from __future__ import annotations

TITLE = ("title",)


DESCRIPTION = ("description", "summary", "excerpt")


PUBLISHED = ("published_on", "date", "published")


TAKEN_AWAY = ("unpublish_on", "expirydate", "unpublishdate")
"""The first is ours, the others Hugo's."""


UPDATED = ("updated_on", "lastmod", "last_updated", "last_update", "last_modified_at", "updated")


REVIEWED = ("last_reviewed_on", "last_reviewed", "reviewed_on")


WEIGHT = ("weight", "sidebar_position", "nav_order", "order")


OLD_PATHS = ("old_paths", "aliases", "redirect_from", "permalink", "slug", "url")


LANGUAGE = ("lang", "language", "locale")


MOVED_TO = ("moved_to", "redirect_to", "redirect_url")


STUB_MOVED_TO = ("redirect", "redirect_link", "target", "destination")
"""Names that mean another address where the file is nothing but a redirect."""


TRANSLATED_FROM, ORIGINAL_VERSION, TRANSLATED_BY = "translated_from", "original_version", "translated_by"
"""What a translation says of its original, and of who made it."""
