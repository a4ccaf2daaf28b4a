"""How usual a word is in its language, known from outside the collection: the evidence that a word is no slip.

The lists come in the package ``wordfreq`` (Speer 2022; 45 languages, Wikipedia, subtitles, news, books and the web up
to 2021). Only membership and frequency are asked, so they are sorted tables of hashes, ten bytes a word, kept in the
data folder where a site has one: reading the lists of three languages takes two seconds and leaves 50 MB in pieces.
A word is a hash of 64 bits, the same in every process.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import importlib.util
import logging
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path

import msgpack
import numpy as np
from numpy.typing import NDArray

from kb.files.private import keep_whole
from kb.files.saving import fingerprint
from kb.language.languages import base
from search.text import folding
from search.text.folding import fold_text

logger = logging.getLogger(__name__)
UNLISTED = 0.0
"""The Zipf value of a word that no list has: rarer than one in a thousand million."""

_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh"}
_LARGE, _SMALL = "large", "small"

Hashes = NDArray[np.uint64]
_MAGIC = b"kbwords1"
_HEAD, _DIGEST = 16, 16
_AT_ONCE = 20_000
"""Words that are hashed together: all of them at once would take a quarter of a gigabyte for a moment."""

# Any odd number without a pattern: a hash is a polynomial in it, modulo 2⁶⁴ (Karp and Rabin 1987).
_BASE = 0x9E3779B97F4A7C15
_ALL_BITS = (1 << 64) - 1


class WordTable:
    """Which words are listed, and on which rank (0: the most usual)."""

    def __init__(self, content: bytes) -> None:
        """``content``: what ``packed`` gave.

        Raises:
            ValueError: it is something else, or not the whole of it.

        """
        whole = memoryview(content)
        count = int.from_bytes(content[8:_HEAD], "little")
        if not content.startswith(_MAGIC) or len(content) != _HEAD + 10 * count + _DIGEST:
            raise ValueError("this is no table of words")
        if whole[-_DIGEST:] != _digest(whole[:-_DIGEST]):
            raise ValueError("this table of words is damaged")
        self._hashes = whole[_HEAD : _HEAD + 8 * count].cast("Q")
        self._ranks = whole[_HEAD + 8 * count : -_DIGEST].cast("H")
        self._array: Hashes = np.frombuffer(self._hashes, np.uint64)

    def __len__(self) -> int:
        return len(self._ranks)

    def rank(self, word: str) -> int | None:
        """The rank of a word, None where it is not listed."""
        wanted = _hash(word)
        place = bisect_left(self._hashes, wanted)
        return self._ranks[place] if place < len(self) and self._hashes[place] == wanted else None

    def are_listed(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each of many words is listed."""
        if not len(self):
            return np.zeros(len(words), np.bool_)
        wanted = _hash_each(words)
        places = np.minimum(np.searchsorted(self._array, wanted), len(self) - 1)
        return np.asarray(self._array[places] == wanted)


def packed(groups: Iterable[Iterable[str]]) -> bytes:
    """A table of the words of ``groups``, the most usual ones first; a word that is twice in them has its first rank.

    Layout: eight letters, the number of words, their hashes, their ranks, a digest (BLAKE2b) of all that.
    """
    words = ((word, rank) for rank, group in enumerate(groups) for word in group)
    hashes, ranks = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint16)]
    for part in _parts(words):
        hashes.append(_hash_each([word for word, _ in part]))
        ranks.append(np.fromiter((rank for _, rank in part), np.uint16, len(part)))
    # The first of equal ones is the most usual: the groups come in that order.
    found, first = np.unique(np.concatenate(hashes), return_index=True)
    rows = np.concatenate(ranks)[first]
    content = _MAGIC + len(found).to_bytes(8, "little") + found.tobytes() + rows.tobytes()
    return content + _digest(content)


def _parts(words: Iterator[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    return iter(lambda: list(islice(words, _AT_ONCE)), [])


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


def _hash_each(words: Sequence[str]) -> Hashes:
    if not words:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer("\n".join((*words, "")).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(codes == ord("\n")) + 1
    starts = np.concatenate([np.zeros(1, np.intp), ends[:-1]])
    lengths = ends - starts
    powers = np.full(int(lengths.max()), _BASE, np.uint64)
    powers[0] = 1
    powers = np.multiply.accumulate(powers)
    places = np.arange(len(codes)) - np.repeat(starts, lengths)
    return np.asarray(np.add.reduceat(codes * powers[places], starts))


def _hash(word: str) -> int:
    """The same for one word (which has no line end)."""
    found, power = 0, 1
    for code in (*map(ord, word), ord("\n")):
        found += code * power
        power = power * _BASE & _ALL_BITS
    return found & _ALL_BITS


class WordList:
    """The words of a language, folded, with their frequency on the Zipf scale (log10 of uses in 10⁹ words; 3 rare)."""

    def __init__(self, table: WordTable) -> None:
        """``table``: the rank of a word is how many hundredths it is below 9 on the scale."""
        self._table = table

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> WordList:
        """``groups``: the words used once in 10^(n/100), for n from 0 on."""
        return cls(WordTable(_table(groups)))

    def __len__(self) -> int:
        return len(self._table)

    def usage(self, word: str) -> float:
        """The frequency of one (folded) word, ``UNLISTED`` where it is not listed."""
        rank = self._table.rank(word)
        return UNLISTED if rank is None else 9 - rank / 100

    def lists_each(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each of many (folded) words is listed."""
        return self._table.are_listed(words)


def _table(groups: Iterable[Sequence[str]]) -> bytes:
    return packed(_fold_together(group) for group in groups)


def _fold_together(words: Sequence[str]) -> list[str]:
    return fold_text("\n".join(words)).split("\n") if words else []


NO_WORDS = WordList.of([])
_kept_in: list[Path] = []


def keep_lists_in(folder: Path | None) -> None:
    """Keep lists that are read from now on as tables in ``folder``, and read them from there; None: in memory alone."""
    _kept_in[:] = [folder] if folder else []


@lru_cache(maxsize=64)
def word_list(language: str) -> WordList:
    """The list of a language, read when it is first wanted (up to two seconds); empty where there is none."""
    code = _LISTED_AS.get(base(language), base(language))
    source = _file(_LARGE, code) or _file(_SMALL, code)
    if source is None:
        return NO_WORDS
    if not _kept_in:
        return WordList.of(_groups(source))
    name = source.name.partition(".")[0]
    kept = _kept_in[0] / f"{name}-{_version()}"
    with suppress(OSError, ValueError):  # none, or not the whole of one: it is made again
        return WordList(WordTable(kept.read_bytes()))
    made = _table(_groups(source))
    try:
        keep_whole(kept, lambda stream: stream.write(made))
        for old in set(kept.parent.glob(f"{name}-*")) - {kept}:
            old.unlink(missing_ok=True)
    except OSError as error:
        logger.info("the word list of %s could not be kept: %s", language, error)
    return WordList(WordTable(made))


@lru_cache(maxsize=64)
def usual_list(language: str, least: float) -> WordList:
    """The words of a language that are at least so usual (Zipf scale): some ten thousand, read in some 50 ms."""
    return WordList.of(_usual_groups(language, least))


def usual_words(language: str, least: float) -> dict[str, float]:
    """The folded words of a language that are at least so usual (Zipf scale), with how usual they are."""
    found: dict[str, float] = {}
    for place, group in enumerate(_usual_groups(language, least)):
        for word in _fold_together(group):
            found.setdefault(word, 9 - place / 100)  # the most usual of those that are folded alike
    return found


def _usual_groups(language: str, least: float) -> Iterator[list[str]]:
    source = _file(_SMALL, _LISTED_AS.get(base(language), base(language)))
    return islice(_groups(source), round(100 * (9 - least)) + 1) if source else iter(())


def _groups(file: Path) -> Iterator[list[str]]:
    """Words by how many hundredths they are below 9 on the Zipf scale, from a file of the package ("cBpack").

    One group after the other: 700,000 words at once would leave the memory in pieces.
    """
    with gzip.open(file) as stream:
        content = msgpack.Unpacker(stream, raw=False)
        count = content.read_array_header()
        head = content.unpack()
        if head != {"format": "cB", "version": 1}:
            raise ValueError(f"{file.name} is no word list that is understood: {head!r}; install wordfreq 3.1")
        for _ in range(count - 1):
            yield content.unpack()


def _file(kind: str, code: str) -> Path | None:
    file = _data() / f"{kind}_{code}.msgpack.gz"
    return file if code.isalpha() and file.is_file() else None


@lru_cache(maxsize=1)
def _data() -> Path:
    """Where the package has its lists; it is not imported, which takes half a second for what is not used here."""
    found = importlib.util.find_spec("wordfreq")
    places = found.submodule_search_locations if found else None
    if not places:
        raise ModuleNotFoundError("wordfreq is not installed: install what pyproject.toml names")
    return Path(next(iter(places))) / "data"


@lru_cache(maxsize=1)
def _version() -> str:
    """What a kept table depends on: the lists and how letters are folded."""
    letters = Path(folding.__file__).read_bytes() + unicodedata.unidata_version.encode()
    return f"{importlib.metadata.version('wordfreq')}-{fingerprint(letters)[:16]}"
