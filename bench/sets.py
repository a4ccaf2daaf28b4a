"""The collections with judged questions on which search is measured: public ones, and customers' own words.

They lie outside the project. A folder of customers' words has a folder for each collection, with ``articles/`` and
``queries.jsonl`` (docs/guide-operators.md, Measure search) in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ALL = ("e5", "minilm")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Set:
    """A collection, questions over it, and the models that serve the language of the questions."""

    name: str
    articles: Path
    queries: Path
    models: tuple[str, ...] = ALL


def public_sets(root: Path) -> list[Set]:
    """StackFAQ and XQuAD as they lie below ``root``."""
    xquad = {"en": ALL, "ar": ("e5",), "ru": ("e5",)}
    alone = [_xquad(root, f"xquad {asked}", asked, asked, served) for asked, served in xquad.items()]
    across = [_xquad(root, f"xquad {asked} → en", asked, "en", ("e5",)) for asked in ("ar", "ru")]
    return [Set("stackfaq", root / "stackfaq/articles", root / "stackfaq/queries.jsonl"), *alone, *across]


def customers_sets(root: Path) -> list[Set]:
    """The collections below ``root``, by name."""
    files = sorted(root.glob("*/queries.jsonl"))
    return [Set(file.parent.name, file.parent / "articles", file) for file in files]


def unanswerable_set() -> Set:
    """Questions that no sample article answers: of a shop's customers, on what it does not sell, tell or do, and of
    people who are quite wrong here. Written without a search, 40 each in English, Arabic, Persian and Russian; what is
    asked of customers' sets leaves too few such questions to tell 1 % from 5 %.
    """
    return Set("unanswerable", ROOT / "articles", ROOT / "bench" / "unanswerable.jsonl")


def _xquad(root: Path, name: str, asked: str, told: str, models: tuple[str, ...]) -> Set:
    return Set(name, root / f"xquad/articles/{told}", root / f"xquad/queries.{asked}.jsonl", models)
