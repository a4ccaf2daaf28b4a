"""Which names a file in a backup may have: those that can only lead into the folder that is restored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MANIFEST, DATABASE, KEY, ARTICLES = "manifest.json", "kb.sqlite", "secret_key", "articles"
_IGNORED = re.compile(r"[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff]")
_GIT = re.compile(r"\.git|git~\d+")


def is_plain(name: str) -> bool:
    """Whether a name is one of ours; all others are those of an attack."""
    if name in (MANIFEST, DATABASE, KEY):
        return True
    parts = name.split("/")
    return parts[0] == ARTICLES and len(parts) > 1 and is_restorable(parts[1:])


def is_restorable(parts: Iterable[str]) -> bool:
    """Whether a path below the articles folder may be put back there."""
    return all(
        part not in ("", ".", "..") and "\\" not in part and "\0" not in part and not is_git_s(part) for part in parts
    )


def is_git_s(name: str) -> bool:
    """Whether some file system takes ``name`` for ``.git``, whose settings name programs.

    Some know no capitals; HFS+ sees no zero-width characters; NTFS drops dots and spaces at the end and what comes
    behind a colon, and has a short name for it.
    """
    seen = _IGNORED.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return _GIT.fullmatch(seen.partition(":")[0].rstrip(". ")) is not None
