"""Text to index terms: stems word by word, both readings of compounds, codes however they are written, bigrams where no
spaces are written.

Bigrams for unsegmented scripts: Nie and Ren 1999.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from kb.language.languages import UNSPACED, base, script_of
from search.text.folding import JOINTS, MAX_WORD, ZWNJ, find_words, fold, whole_words
from search.text.stemming import Stems, bounded, stems_of
from search.text.stems import persian
from search.text.stopwords import stop_words

# Letters at a time: a "word" without end (Thai without spaces, encoded data) is read in pieces.
LONGEST = 4 * MAX_WORD
# What is read as one code though a space stands in it: ``E 4``, ``CB 200``.
_CODE_LETTERS, _CODE_DIGITS = 3, 4
_SHORT_CODE = re.compile(r"[a-z]\d{1,2}")
_LOOKALIKES = {ord(one): other for one, other in zip("авекмнорстух", "abekmhopctyx", strict=True)}
_LETTERS_AND_DIGITS = re.compile(r"[^\W\d_]{2,}|\d{2,}")


Ways = tuple[Stems, ...]
"""For each thing that a word says the index terms that stand for it."""


class Token(NamedTuple):
    """A word of a text: what it says and where it stands, as character offsets into the text given."""

    ways: Ways
    start: int
    end: int

    @property
    def terms(self) -> tuple[str, ...]:
        """All its index terms."""
        return _each_once(self.ways)


def terms(text: str, language: str) -> list[str]:
    """The index terms of a text in order; stop words of ``language`` are left out."""
    found, code = whole_words(text), base(language)
    if not _are_read_alone(found, code):
        return [term for token in tokens(text, language) for term in token.terms]
    listed: list[str] = []
    for ways in map(_ways_of, found, repeat(code)):
        if ways:
            listed += _each_once(ways)
    return listed


def _are_read_alone(found: Sequence[str], language: str) -> bool:
    """Whether each of the words of a text is read by itself and in one piece."""
    return max(map(len, found), default=0) <= LONGEST and not _may_have_codes(found, language)


def _may_have_codes(found: Sequence[str], language: str) -> bool:
    """Whether two of the words of a text stand like the parts of a code (``_code``), as far as these alone tell."""
    if not any(map(str.isdigit, [word[0] for word in found])):  # most texts: asked of each passage that is shown
        return False
    stops = stop_words(language)
    pairs = pairwise(found)
    return any(len(one) <= _CODE_LETTERS and two[0].isdigit() and fold(one) not in stops for one, two in pairs)


def _each_once(ways: Ways) -> Stems:
    """The index terms of all ``ways``; those of one are different from each other."""
    return ways[0] if len(ways) == 1 else tuple(dict.fromkeys(chain.from_iterable(ways)))


def surest_terms(text: str, language: str) -> list[str]:
    """The surest term for each thing that a text says, in order: what another text that says all of it has."""
    return [way[0] for token in tokens(text, language) for way in token.ways]


@lru_cache(maxsize=256)
def read(text: str, language: str) -> tuple[Token, ...]:
    """``tokens`` of a question or one of its words: many parts of search look at the same few, one after the other."""
    return tuple(tokens(text, language))


def tokens_with(text: str, language: str, wanted: Set[str], possible: Callable[[str], bool]) -> list[Token]:
    """Those of ``tokens`` that have one of the terms ``wanted``; each word is looked at once, however often it stands
    there.
    """
    found, code = whole_words(text), base(language)
    if not _are_read_alone(found, code):
        return [token for token in tokens(text, language, possible) if not wanted.isdisjoint(token.terms)]
    ways = {word: _ways_of(word, code) for word in set(found) if possible(word)}
    said = {word for word, own in ways.items() if not all(map(wanted.isdisjoint, own))}
    return [Token(ways[one[0]], *one.span()) for one in find_words(text) if one[0] in said] if said else []


def tokens(text: str, language: str, possible: Callable[[str], bool] | None = None) -> Iterator[Token]:
    """The words of a text with their terms; words that are only stop words have none and are skipped, as are
    those that are not ``possible``.
    """
    code = base(language)
    before: re.Match[str] | None = None
    for match, after in pairwise(chain(find_words(text), (None,))):
        if match is None:
            break
        last, before = before, match
        for start in range(match.start(), match.end(), LONGEST):
            end = min(start + LONGEST, match.end())
            if possible is not None and not possible(text[start:end]):
                continue
            if found := _ways_of(text[start:end], code):
                joined = _code(text, match, after, code) or _code(text, last, match, code)
                yield Token(tuple((joined, *way) for way in found) if joined else found, start, end)


@lru_cache(maxsize=200_000)
def _ways_of(word: str, language: str) -> Ways:
    stops = stop_words(language)
    parts = [part for part in JOINTS.split(word) if part]
    if language == "fa" and persian.says_little(fold("".join(parts)), fold):
        return ()
    if language == "fa" and ZWNJ in word and persian.is_verb(fold("".join(parts)), fold):
        return _stemmed("".join(parts), language)
    if len(parts) > 4 or len(parts) == 1:
        found = [_stemmed(part, language) for part in parts if fold(part) not in stops]
        return tuple(dict.fromkeys(way for ways in found for way in ways))
    if "'" in word or "’" in word:
        return _possessive(parts, language, stops)
    if language == "fa" and ZWNJ in word:
        parts = _without_endings(parts)
    joined = fold("".join(parts))
    if _SHORT_CODE.fullmatch(_in_latin(joined)):
        return _model_number(_in_latin(joined))
    whole = () if joined in stops else _stemmed("".join(parts), language)
    split = [way for part in parts if fold(part) not in stops for way in _stemmed(part, language)]
    return tuple(dict.fromkeys((*whole, *split)))


def _without_endings(parts: list[str]) -> list[str]:
    """The parts of a Persian word without plural, owner and the like, which are written behind half-spaces."""
    while len(parts) > 1 and fold(parts[-1]) in persian.ENDINGS:
        parts = parts[:-1]
    return parts


def _possessive(parts: list[str], language: str, stops: frozenset[str]) -> Ways:
    """``can't`` is one word, ``l'eau`` two, ``shop's`` is ``shop``."""
    if language in ("fr", "it", "ca"):
        kept = [part for part in parts if len(part) > 1 and fold(part) not in stops]
        return tuple(way for part in kept for way in _stemmed(part, language))
    if fold("".join(parts)) in stops:
        return ()
    whole = "'".join(parts) if parts[-1].lower() == "s" else "".join(parts)
    return _stemmed(whole, language)


def _stemmed(word: str, language: str) -> Ways:
    return tuple(way for run in _runs(unicodedata.normalize("NFKC", word)) for way in _stemmed_run(run, language))


def _runs(word: str) -> list[str]:
    """The word, cut where writing without spaces begins or ends: ``iPhone手机`` is two."""
    if word.isascii():
        return [word] if word else []
    runs: list[str] = []
    last = False
    for character in word:
        script = script_of(character)
        unspaced = script in UNSPACED if script else last and not character.isdigit()
        if runs and unspaced == last:
            runs[-1] += character
        else:
            runs.append(character)
        last = unspaced
    return runs


def _stemmed_run(word: str, language: str) -> Ways:
    script = script_of(word[0]) or next(filter(None, map(script_of, word)), None)
    if script in UNSPACED:
        folded = fold(word)
        return tuple((folded[i : i + 2],) for i in range(len(folded) - 1)) or ((folded,),)
    if any(map(str.isdigit, word)):
        return _model_number(_in_latin(fold(word)))
    return stems_of(word, script, language)


def _model_number(folded: str) -> Ways:
    """``CB200`` whole and as ``CB`` and ``200``, so that all ways of writing it meet; ``E4`` only whole."""
    parts = _LETTERS_AND_DIGITS.findall(folded)
    split = parts if len(parts) > 1 and "".join(parts) == folded else []
    return tuple(way for part in (folded, *split) if (way := bounded(part)))


def _in_latin(code: str) -> str:
    """A code in Latin letters where it was typed in the Cyrillic ones that look the same."""
    typed = [character for character in code if not character.isdigit()]
    return code.translate(_LOOKALIKES) if typed and _LOOKALIKES.keys() >= set(map(ord, typed)) else code


def _code(text: str, word: re.Match[str] | None, number: re.Match[str] | None, language: str) -> str:
    """The code that ``E 4`` is, read as one; nothing where the two are none."""
    if word is None or number is None or word.end() - word.start() > _CODE_LETTERS:
        return ""
    if not text[number.start()].isdigit():
        return ""
    letters, digits = _in_latin(fold(word[0])), fold(number[0])
    is_one = text[word.end() : number.start()] == " " and len(digits) <= _CODE_DIGITS and digits.isdecimal()
    if not is_one or not letters.isascii() or not letters.isalpha() or fold(word[0]) in stop_words(language):
        return ""
    return letters + digits
