"""What readers ask of the sample articles, in the shares in which they do: home, articles, searches, suggestions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from kb.library.library import Library

SHARES = {"home": 15, "article": 40, "search": 20, "suggestions": 25}
"""Percent. Whoever types has suggestions after every few letters."""


def mixed_paths(articles: Path, count: int, seed: int = 1) -> list[str]:
    """Addresses by chance, the same ones for the same seed."""
    shown = [one for one in Library(articles).catalog.published if one.audience.is_public]
    return list(_paths([(one.language, one.key, one.title) for one in shown], count, random.Random(seed)))


def kind_of(path: str) -> str:
    """Which of the ``SHARES`` an address belongs to."""
    if path.startswith("/api/"):
        return "suggestions"
    return "article" if "/articles/" in path else "search" if "/search?" in path else "home"


def _paths(articles: Sequence[tuple[str, str, str]], count: int, dice: random.Random) -> Iterator[str]:
    for kind in dice.choices([*SHARES], [*SHARES.values()], k=count):
        language, key, title = dice.choice(articles)
        words = title.split()
        if kind == "home":
            yield f"/{language}/"
        elif kind == "article":
            yield f"/{language}/articles/{quote(key)}"
        elif kind == "search":
            asked = dice.sample(words, max(1, len(words) * 2 // 3))
            yield f"/{language}/search?" + urlencode({"q": " ".join(asked)})
        else:
            typed = title[: dice.randint(3, 20)]
            yield "/api/v1/search?" + urlencode({"q": typed, "lang": language, "mode": "instant", "limit": "6"})
