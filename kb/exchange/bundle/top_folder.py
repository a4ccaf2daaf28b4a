"""The one folder that packing puts around everything: of a forge's archive, or whoever zips a folder instead of what is
in it. It is no part of the export, unless its name says something.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kb.language.languages import is_language_code

OURS = b"kb export markdown"
"""The comment of archives that ``kb export markdown`` wrote: all of their folders are folders of articles."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?:\+\d{1,5})?", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")
_TRACES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def is_trace(name: str) -> bool:
    """Whether a file was left by the machine that packed it, and is nothing that anybody wrote."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in _TRACES


def top_folder(names: Collection[str]) -> str:
    """The folder around all of ``names``, with the slash behind it; empty where there is none, or it says something:
    the language of what is in it, the host of saved pages, a folder of a tool (``_posts``, ``.gitbook``).
    """
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or not all("/" in name for name in names):
        return ""
    top = next(iter(tops))
    if top.startswith(("_", ".")) or is_language_code(top.replace("_", "-")):
        return ""
    if _HOST.fullmatch(top) and any(name.lower().endswith(_PAGES) for name in names):
        return ""
    return f"{top}/"
