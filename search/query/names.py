"""What a query may be the name of: a title, a keyword, or one of them said with another word that means the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.index.names import name_keys
from search.query.synonyms import Synonyms


def names_asked(texts: Iterable[str], language: str, synonyms: Synonyms) -> frozenset[str]:
    """The keys of every name that one of ``texts``, which are ways to read one query in ``language``, may be."""
    readings = {reading for text in texts for reading in _readings(text, language, synonyms)}
    return frozenset(key for reading in readings for key in name_keys(reading, language))


def _readings(text: str, language: str, synonyms: Synonyms) -> Iterator[str]:
    """``text``, and what it is with one of its words or phrases said in another way."""
    yield text
    for found in synonyms.expand(text, language):
        for other in found.alternatives:
            yield f"{text[: found.start]}{other.text}{text[found.end :]}"
