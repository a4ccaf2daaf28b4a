"""What in an articles folder is no content, by its name: what tools put there, and what an ``ignore`` list names.

A list is written as in ``.gitignore``: a name matches at any depth, a path from the top, ``*`` and ``?`` within one
name, ``**`` any folders; ``!`` takes back what an earlier line, or we, leave out. Dot folders stay left out always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MAX_PATTERNS, MAX_PATTERN = 100, 200
TOOL_FOLDERS = frozenset({"node_modules", "bower_components", "site-packages", "venv", "virtualenv"})
PARTS_FOLDERS = frozenset(
    {"_includes", "_include", "_layouts", "_drafts", "_data", "_sass", "_site", "_plugins", "_replies", "_templates"}
    | {"_template", "_partials", "_partial", "_components", "_snippets", "_fragments", "_shared", "_common", "_macros"}
    | {"_reusables", "_import", "_imports", "_shortcodes", "_static", "_assets", "_images", "_media", "_build", "_book"}
    | {"_theme", "_css", "_js", "_scripts", "_src", "_config", "_test", "_tests", "__pycache__"}
)
"""Underscore folders that hold parts of pages or what is made from them."""
UNPUBLISHED_FOLDERS = frozenset(
    {"_internal", "_private", "_archive", "_archived", "_old", "_hidden", "_unpublished", "_trash", "_notes", "_wip"}
    | {"_todo", "_tmp", "_temp", "_backup", "_backups", "_work", "_staging", "_deleted", "_ignore", "_exclude"}
)
"""Underscore folders whose name says that they are not for readers."""
VENDORED = "vendor"
_COPY = re.compile(
    r"\((?:[^()]*\s)?(?:conflicted copy|case conflict|Konfliktkopie|copie en conflit|copia en conflicto)[^()]*\)"
    r"|\.sync-conflict-\d{8}|\((?:конфликтующая копия)[^()]*\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """The lines of an ``ignore`` list, in their order."""

    patterns: tuple[str, ...] = ()

    def says(self, path: str) -> bool | None:
        """True: left out; False: taken back with ``!``; None: no line speaks of ``path``. The last that does counts."""
        verdict: bool | None = None
        for pattern in self.patterns:
            wanted = pattern.removeprefix("!")
            if _pattern(wanted).fullmatch(path):
                verdict = wanted == pattern
        return verdict


NOTHING_IGNORED = Ignored()


def bad_pattern(pattern: str) -> str:
    """Why ``pattern`` cannot be used; empty where it can."""
    if len(pattern) > MAX_PATTERN:
        return f"a name or path of at most {MAX_PATTERN} characters"
    if not pattern.strip("!/* ") or "\\" in pattern or ".." in pattern.split("/") or pattern.count("*") > 8:
        return "a name or path like drafts, notes/*.md or !vendor"
    return ""


@lru_cache(maxsize=4 * MAX_PATTERNS)
def _pattern(written: str) -> re.Pattern[str]:
    """A line as an expression over whole paths."""
    path = written.strip().rstrip("/")
    start = "" if "/" in path else "(?:.*/)?"
    parts = re.split(r"(\*\*/?|\*|\?)", path.lstrip("/"))
    signs = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile(start + "".join(signs.get(part, re.escape(part)) for part in parts), re.DOTALL)


def is_sync_copy(name: str) -> bool:
    """Whether a file is the copy that Dropbox, Nextcloud or Syncthing make of two versions that disagree."""
    return bool(_COPY.search(name))


def vendored(names: Iterable[str]) -> bool:
    """Whether a folder ``vendor`` with these entries holds packages of others rather than articles for vendors."""
    return not any(
        name.lower().endswith((".md", ".mdx", ".markdown")) and "readme" not in name.lower() for name in names
    )
