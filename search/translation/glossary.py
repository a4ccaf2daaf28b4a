"""The bundled glossary: what usual things of help centres are called in several languages.

``glossary.tsv`` was written for this project; whoever misses a word in it adds it there, or for one collection to the
groups for ``all`` languages of its ``synonyms.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from search.text.folding import fold
from search.translation.dictionary import Dictionary, Listed
from search.translation.listed_rows import read_rows

_FILE = Path(__file__).with_name("glossary.tsv")
Thing = Mapping[str, Sequence[str]]
"""The names of one thing by language, the usual one first."""


@lru_cache(maxsize=1)
def glossary() -> tuple[Thing, ...]:
    """All things of the bundled glossary."""
    return tuple({language: cell.split(", ") for language, cell in row.items()} for row in read_rows(_FILE))


@lru_cache(maxsize=64)
def glossary_between(source: str, target: str) -> Dictionary:
    """What the glossary says from one language into another (base codes); nothing where it does not know both, and of
    American words for British articles.
    """
    known = [thing for thing in glossary() if source != target and {source, target} <= thing.keys()]
    things = (Listed(thing[source], thing[target]) for thing in known)
    return Dictionary(source, target, things)


@lru_cache(maxsize=1)
def things_by_word() -> Mapping[str, Sequence[Thing]]:
    """The things that have an English name of one word, by that word, folded."""
    found: dict[str, list[Thing]] = {}
    for thing in glossary():
        for name in thing.get("en", ()):
            found.setdefault(fold(name), []).append(thing)
    return found
