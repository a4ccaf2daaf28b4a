"""Reads a query as it was meant: typed on the wrong keyboard, mistyped, or with a space lost.

A correction is *sure* where it is ten times likelier than what stands there: search with it and offer the original.
Else it is only worth a question. Words that the collection has, in any form, are never changed, nor are those of a
question in a language that it has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

from kb.language.languages import UNSPACED, base, guess, main_script, script_of, scripts
from search.index.deadline import Begin, Deadline, forever
from search.index.vocabulary import LanguageWords
from search.query.another_language import is_in_another_language
from search.query.latin_letters import in_own_letters, words_by_sound
from search.query.lexicon import FAMILIAR, Lexicon
from search.query.spelling import Speller
from search.query.written_words import WrittenWord, as_typed, written_words
from search.query.wrong_keyboard import on_another_keyboard
from search.text.folding import fold
from search.text.keyboards import SECOND_LAYOUTS
from search.text.latinised import Latinised

MIN_LENGTH = 4
# Longer ones are no slips but names, addresses and noise; and nobody mistypes so many words of one query.
MAX_LENGTH = 32
MAX_UNKNOWN = 16
# log10 of how much likelier the correction is than what stands there.
SURE, LIKELY = 1.0, 0.0
# What a lost space costs, and how usual both words must be; short ones are words by chance.
SPACE = 2.0
SHORTEST_PART, SHORT_PART = 2, 3
PART_USUAL, SHORT_PART_USUAL = 3.0, 5.0
ASKED = 0.5
"""The odds of two words of the collection where it has not got the word that they make: worth a question."""
# Their compounds are one word; taking them apart is the index's business.
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "fi", "hu", "is", "et"})
Kind = Literal["layout", "spelling", "spaces"]


Allowed = Callable[[Any, str], bool]
"""Whether the reader may see this word of these."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a query was probably meant to be.

    ``sure``: search with it at once and offer what was typed; else only ask whether it was meant. ``guesses`` are, by
    folded word that still stands there, what it may have been meant to be.
    """

    text: str
    kind: Kind
    sure: bool
    guesses: Mapping[str, str] = field(default_factory=dict)


class _Change(NamedTuple):
    """A word and what it was meant to be; ``odds`` as in ``SURE``."""

    odds: float
    text: str
    kind: Kind
    word: WrittenWord


def read_as(
    text: str,
    language: str,
    partitions: Sequence[LanguageWords],
    allowed: Allowed,
    page: str | None = None,
    begin: Begin = forever,
) -> Correction | None:
    """What ``text`` was probably meant to be, None where it stands as it was meant.

    ``language`` is the query's; ``allowed`` tells which of the collection's words this reader may see: others change
    nothing, as if the collection had not got them. The keyboards tried are those of the collection's languages and of
    ``page``, the reader's language. ``begin`` gives the deadline, once the lists of words are there.

    Raises:
        DeadlineError: it takes too long.

    """
    return _reader(tuple(partitions)).read(text, language, allowed, page, begin)


@lru_cache(maxsize=2)  # the public's and the staff's
def _reader(partitions: tuple[LanguageWords, ...]) -> Reader:
    return Reader(partitions)


class Reader:
    """Reads queries to one state of the collection; keeps what it found out about words."""

    def __init__(self, partitions: Sequence[LanguageWords]) -> None:
        self._partitions = {part.language: part for part in partitions}
        self._spellers = {
            part.language: Speller(Lexicon(part.language, part.words, part.articles)) for part in partitions
        }
        self._sounding: dict[str, Latinised] = {}
        self._is_known = lru_cache(maxsize=16384)(self._known)

    def read(
        self, text: str, language: str, allowed: Allowed, page: str | None = None, begin: Begin = forever
    ) -> Correction | None:
        """See ``read_as``.

        Raises:
            DeadlineError: it takes too long.

        """
        unknown = [word for word in written_words(text) if not self._is_known(word.text, language)]
        if not unknown:
            return None
        here = list(dict.fromkeys((page or language, language, *self._partitions)))
        for code in here:
            self._speller(code).lexicon.prepare()
        deadline = begin()

        def likelihood(code: str, word: str) -> float:
            deadline.check()
            return self._likelihood(code, word, allowed)

        def by_sound(code: str) -> Latinised:
            nonlocal deadline
            if code not in self._sounding:
                self._sounding[code] = words_by_sound(code, self._partitions.get(code))
                deadline = begin()  # to read a list is no thinking, as above
            return self._sounding[code]

        if meant := on_another_keyboard(text, here, likelihood):
            return Correction(meant, "layout", sure=True)
        distinct = list(dict.fromkeys(word.text for word in unknown))[:MAX_UNKNOWN]
        latin = next((code for code in here if "latin" in scripts(code)), "en")
        meant = in_own_letters(text, here, latin, by_sound, partial(self._shows, allowed), likelihood)
        if not meant and self._is_foreign(text, language):
            return None
        deadline = begin()  # as after any list
        found = self._corrected(text, [w for w in unknown if w.text in distinct], language, allowed, deadline)
        is_spelt = found and all(self._is_known(word.text, language) for word in written_words(found.text))
        return Correction(meant, "layout", sure=True) if meant and not is_spelt else found

    def _shows(self, allowed: Allowed, word: str, language: str) -> bool:
        """Whether the collection has a word of a language that the reader may see."""
        part = self._partitions.get(language)
        return part is not None and self._speller(language).lexicon.has(word) and allowed(part, word)

    def _known(self, word: str, language: str) -> bool:
        """Whether the collection has it, or it is so usual that it can be no slip."""
        folded = fold(word)
        if any(self._spellers[code].lexicon.knows(word, folded) for code in self._partitions):
            return True
        return self._speller(self._language_of(word, language)).lexicon.usage(folded) >= FAMILIAR

    def _is_foreign(self, text: str, language: str) -> bool:
        """Whether the question is in a language of which the collection has no article."""
        written = [word.text for word in written_words(text)]
        return is_in_another_language(written, self._partitions, lambda word: self._is_known(word, language))

    def _speller(self, language: str) -> Speller:
        """That of a language; readers choose what they write in, and reading a list takes a second."""
        found = self._spellers.get(language)
        if found is None:
            is_listed = base(language) in ("en", *SECOND_LAYOUTS)  # which keyboards are told apart by
            found = self._spellers.setdefault(language, Speller(Lexicon(language, is_listed=is_listed)))
        return found

    def _language_of(self, word: str, language: str) -> str:
        """The reader's language where it has the script of the word, else one of the collection's."""
        script = main_script(word)
        if script is None or (script in scripts(language) and script != "arabic"):
            return language
        return guess(word, language, tuple(self._partitions))

    def _likelihood(self, language: str, word: str, allowed: Allowed) -> float:
        lexicon, part = self._speller(language).lexicon, self._partitions.get(language)
        hidden = part is not None and lexicon.has(word) and not allowed(part, word)
        return lexicon.likelihood(word, collection=not hidden)

    def _corrected(
        self, text: str, unknown: Sequence[WrittenWord], language: str, allowed: Allowed, deadline: Deadline
    ) -> Correction | None:
        """Only the sure changes where there are any: a question about the rest can be asked next time."""
        changes = []
        for word in unknown:
            deadline.check()
            if change := self._change(word, language, allowed):
                changes.append(change)
        sure = [change for change in changes if change.odds >= SURE]
        kept = sure or changes
        for change in reversed(kept):
            text = text[: change.word.start] + change.text + text[change.word.end :]
        kinds = {change.kind for change in kept}
        guesses = {fold(change.word.text): change.text for change in changes if change.odds < SURE}
        return Correction(text, "spelling" if "spelling" in kinds else "spaces", bool(sure), guesses) if kept else None

    def _change(self, word: WrittenWord, language: str, allowed: Allowed) -> _Change | None:
        folded = fold(word.text)
        scripts_ = set(map(script_of, folded[: MAX_LENGTH + 1]))
        is_a_word = MIN_LENGTH <= len(folded) <= MAX_LENGTH and folded.isalpha()
        if not is_a_word or len(scripts_) > 1 or scripts_ & UNSPACED:
            return None
        speller = self._speller(self._language_of(word.text, language))
        code = speller.lexicon.language
        found: list[tuple[float, str, Kind]] = [
            (self._likelihood(code, name, allowed) - cost, name, "spelling")
            for name, cost in speller.candidates(folded)
        ]
        splits = list(self._splits(folded, code, allowed))
        found += [(odds, name, "spaces") for odds, name in splits]
        likelihood, meant, kind = max(found, default=(float("-inf"), "", "spelling"))
        odds = likelihood - speller.meant_as_typed(folded)
        if odds <= LIKELY and (halves := [split for split in splits if self._has_both(split[1], code, allowed)]):
            odds, meant, kind = ASKED, max(halves)[1], "spaces"
        return _Change(odds, as_typed(word.text, meant, code), kind, word) if odds > LIKELY else None

    def _has_both(self, halves: str, language: str, allowed: Allowed) -> bool:
        """Whether the collection has both words, which are too long to be words by chance."""
        return all(len(part) > SHORT_PART and self._shows(allowed, part, language) for part in halves.split())

    def _splits(self, folded: str, language: str, allowed: Allowed) -> Iterator[tuple[float, str]]:
        """The word as two between which a space was lost, and how likely those are side by side."""
        if language in _COMPOUNDING:
            return
        for at in range(SHORTEST_PART, len(folded) - SHORTEST_PART + 1):
            parts = folded[:at], folded[at:]
            likely = [self._likelihood(language, part, allowed) for part in parts]
            least = [SHORT_PART_USUAL if len(part) <= SHORT_PART else PART_USUAL for part in parts]
            if likely[0] >= least[0] and likely[1] >= least[1]:
                yield sum(likely) - 9 - SPACE, " ".join(parts)
