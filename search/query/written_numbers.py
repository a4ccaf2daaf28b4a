"""Numbers and codes of a question, written as the articles write them: ``30days`` in two words, ``E04`` as ``E4``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from search.index.vocabulary import LanguageWords
from search.text.analysis import terms
from search.text.folding import find_words

_GLUED = re.compile(r"(\d+)-?([^\W\d_]{2,})")
_CODE = re.compile(r"([^\W\d_]{1,4}-?)(\d{1,4})")


def as_articles_write(text: str, vocabularies: Iterable[LanguageWords]) -> str:
    """``text`` with those numbers otherwise written that no article has as they stand and one has in that way."""
    parts = list(vocabularies)
    out, end = [], 0
    for match in find_words(text):
        written = match[0]
        if any(map(str.isdigit, written)) and not _is_there(written, parts):
            found = next(_ways(written, parts), written)
            out += [text[end : match.start()], found]
            end = match.end()
    return "".join((*out, text[end:]))


def _ways(written: str, parts: Sequence[LanguageWords]) -> Iterator[str]:
    if (glued := _GLUED.fullmatch(written)) and _is_there(glued[2], parts):
        yield f"{glued[1]} {glued[2]}"
    if code := _CODE.fullmatch(written):
        number = str(int(code[2]))
        yield from (way for way in (code[1] + number, f"{code[1]}0{number}") if _is_there(way, parts))


def _is_there(word: str, parts: Iterable[LanguageWords]) -> bool:
    """Whether an article has the word as a whole, which is the first of its terms."""
    return any(part.articles.frequency(term) for part in parts for term in terms(word, part.language)[:1])
