"""The names of headings: ours, and those that other systems give, so that links written for them lead there too.

Each foreign one is what the system's own rules make of the words: GitHub (Docusaurus, mdBook, Hugo, GitBook), kramdown,
VuePress and VitePress, MkDocs. Our own come first; where two headings would have one name, it stays with the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")


def slug(text: str) -> str:
    """Words as an anchor: lower case, hyphens for spaces, letters of every script kept."""
    text = unicodedata.normalize("NFC", text).lower()
    kept = "".join(c for c in text if c in " -_\u200c" or unicodedata.category(c)[0] in "LMN")
    return re.sub(r"[\s-]+", "-", kept).strip("-")


def foreign_anchors(headings: Sequence[str], taken: Iterable[str]) -> list[list[str]]:
    """For the words of each heading of an article the further names it has; none is in ``taken`` or given twice."""
    used = set(taken)
    counts: dict[Callable[[str], str], Counter[str]] = {make: Counter() for make, _ in _SYSTEMS}
    found: list[list[str]] = []
    for heading in headings:
        names: list[str] = []
        for make, join in _SYSTEMS:
            name = make(heading)
            number = counts[make][name]
            counts[make][name] += 1
            anchor = f"{name}{join}{number}" if number else name
            if name and anchor not in used:
                used.add(anchor)
                names.append(anchor)
        found.append(names)
    return found


def _github(text: str) -> str:
    kept = (c for c in text.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).replace(" ", "-")


def _kramdown(text: str) -> str:
    text = re.sub(r"^[^a-zA-Z]+", "", text)
    return re.sub(r"[^a-zA-Z0-9 -]", "", text).replace(" ", "-").lower()


def _vuepress(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    name = _SPECIAL.sub("-", plain).strip("-").lower()
    return f"_{name}" if name[:1].isdigit() else name


def _mkdocs(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


_SYSTEMS = ((_github, "-"), (_kramdown, "-"), (_vuepress, "-"), (_mkdocs, "_"))
