"""Which paths of this site are pages of ours; a test holds them together with the addresses that the app answers."""

from __future__ import annotations

import re
from urllib.parse import unquote

from kb.catalog.article import EVERYONE
from kb.catalog.catalog import Catalog
from kb.folder.file_types import is_served
from kb.language.languages import is_language_code

_PAGES = frozenset(
    {
        "account",
        "desk",
        "insights",
        "links",
        "messages",
        "notices",
        "products",
        "login",
        "logout",
        "password",
        "review",
        "first",
        "here",
        "widget",
        "brand",
        "api",
    }
    | {
        "feedback",
        "followup",
        "comments",
        "here",
        "search-progress",
        "work",
        "editor",
        "admin",
        "mcp",
        "static",
        "og",
        "language",
        "go",
        "metrics",
    }
)
_FILES = frozenset(
    {
        "apple-touch-icon.png",
        "brand.css",
        "favicon.ico",
        "favicon.svg",
        "feed.xml",
        "healthz",
        "llms.txt",
        "readyz",
        "llms-full.txt",
    }
    | {"opensearch.xml", "review.ics", "robots.txt", "site.webmanifest", "sitemap.xml", "sw.js", "widget.js"}
)
_IN_A_LANGUAGE = frozenset(
    {"", "index.md", "llms-full.txt", "search", "feed.xml", "offline", "ask", "contact", "products", "accessibility"}
)
_WELL_KNOWN = ".well-known"


def is_own_page(path: str, catalog: Catalog) -> bool:
    """Whether the site answers at ``path``, which begins with a slash; articles are looked up elsewhere."""
    parts = [unquote(part) for part in re.split(r"[?#]", path, maxsplit=1)[0].strip("/").split("/")]
    first, rest = parts[0], parts[1:]
    if first == "files":
        file = "/".join(rest)
        return file in catalog.files and is_served(file)
    if first in _PAGES or first == _WELL_KNOWN:
        return True
    if not rest and (not first or first in _FILES):
        return True
    if not is_language_code(first):
        return False
    if rest[:1] == ["categories"]:
        return any(catalog.has_category(code, "/".join(rest[1:]), EVERYONE) for code in catalog.languages)
    return not rest or rest[0] in _IN_A_LANGUAGE
