"""Which sentences of an answer may be shown: those of which everything holds against the passage they name.

Nobody is asked: a second model would be wrong where the first one is. Every check is a rule that can be read here and
in the modules beside it, so that whoever is told "dropped: number" finds out why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kb.language.languages import base
from search.answers.grounded import conduct, denials
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Citation
from search.answers.grounded.facts import Facts, are_among, facts_of
from search.answers.grounded.nearness import Nearness
from search.answers.grounded.quoting import QuotePlace, places_of
from search.answers.grounded.wording import AnswerVocabulary, foreign_words, of_another_product, words_held
from search.text.detection import detect

LONGEST_SENTENCE = 600
"""Characters; more is no sentence."""
LEAST_WORDS = 0.45
"""Share of a sentence's words that its source must have, where both are of one language."""
ENOUGH_WORDS = 0.8
"""With this share nothing is asked of the meaning: the words are the source's."""
FEWEST_WORDS = 2


class DropReason(StrEnum):
    """Why a sentence is not shown."""

    SOURCE = "source"
    """It names a passage that was not given."""
    QUOTE = "quote"
    """What it quotes does not stand there."""
    LINK = "link"
    MARKUP = "markup"
    HIDDEN = "hidden"
    """It has signs that nobody sees."""
    ELSEWHERE = "elsewhere"
    """It sends the reader to a place that the source does not speak of."""
    CLAIM = "claim"
    """It says that something was done."""
    ITSELF = "itself"
    """It speaks of models and orders."""
    LENGTH = "length"
    LANGUAGE = "language"
    """It is not in the asker's language."""
    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    ADDRESS = "address"
    PRODUCT = "product"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    WORDS = "words"
    """Too few of its words are the source's."""
    MEANING = "meaning"
    """It is not near enough to what it quotes, or nothing can tell."""
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A sentence as a model gave it: with the number of its source, from 1, and what it says it quotes."""

    text: str
    source: int
    quote: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What holds, and why so many others do not."""

    sentences: tuple[AnswerSentence, ...]
    dropped: Mapping[DropReason, int]

    @property
    def is_enough(self) -> bool:
        """Whether what is left may stand for the answer: most of what was said, and something."""
        lost = sum(count for reason, count in self.dropped.items() if reason is not DropReason.REPEATED)
        return bool(self.sentences) and lost <= len(self.sentences)


@dataclass
class Verifier:
    """Holds the sentences of one answer in ``language`` against its ``sources``, one after the other.

    ``languages`` are those of the collection, ``nearness`` what tells of meaning; without it only what is worded like
    its source holds.
    """

    language: str
    sources: Sequence[AnswerSource]
    vocabulary: AnswerVocabulary
    languages: Sequence[str] = ()
    nearness: Nearness | None = None
    dropped: Counter[DropReason] = field(default_factory=Counter)
    _told: set[str] = field(default_factory=set)

    def check(self, claimed: Claimed) -> AnswerSentence | None:
        """The sentence as it may be shown; None where it may not, which is counted."""
        held = self._held(claimed)
        if isinstance(held, DropReason):
            self.dropped[held] += 1
            return None
        return held

    def _held(self, claimed: Claimed) -> AnswerSentence | DropReason:
        if not 1 <= claimed.source <= len(self.sources):
            return DropReason.SOURCE
        source = self.sources[claimed.source - 1]
        text = conduct.as_plain(claimed.text)
        if reason := self._language(text) or self._misconduct(text, source):
            return reason
        found: AnswerSentence | DropReason = DropReason.QUOTE
        for place in places_of(claimed.quote, source.text):
            reason = self._unsupported(text, place, source)
            if reason is None:
                if text.casefold() in self._told:
                    return DropReason.REPEATED
                self._told.add(text.casefold())
                return AnswerSentence(text, self.language, (Citation(source, place.quote),))
            found = reason
        return found

    def _misconduct(self, text: str, source: AnswerSource) -> DropReason | None:
        told = conduct.Told(text, self.language, f"{source.article.title}\n{source.text}", source.article.language)
        if not len(text.split()) >= FEWEST_WORDS or len(text) > LONGEST_SENTENCE:
            return DropReason.LENGTH
        checks = (
            (DropReason.HIDDEN, conduct.hides(text)),
            (DropReason.LINK, conduct.has_link(text)),
            (DropReason.MARKUP, conduct.has_markup(text)),
            (DropReason.CLAIM, told.claims_done),
            (DropReason.ITSELF, told.speaks_of_itself),
            (DropReason.ELSEWHERE, told.leads_elsewhere),
        )
        return next((reason for reason, is_so in checks if is_so), None)

    def _language(self, text: str) -> DropReason | None:
        known = list(dict.fromkeys((self.language, *self.languages, "en")))
        told = detect(text, self.language, self.language, known, lambda *_: False).language
        return None if base(told) == base(self.language) else DropReason.LANGUAGE

    def _unsupported(self, text: str, place: QuotePlace, source: AnswerSource) -> DropReason | None:
        """Why a sentence does not hold against the sentences around its quote and the headings above them."""
        headings = "\n".join((source.article.title, *source.passage.heading_path))
        mine, theirs = facts_of(text), facts_of(f"{place.around}\n{headings}")
        if reason := _other_facts(mine, theirs, facts_of(source.text)):
            return reason
        if of_another_product(text, place.around, source, self.vocabulary):
            return DropReason.PRODUCT
        if foreign_words(text, self.language, source):
            return DropReason.WORDS
        if base(self.language) == base(source.article.language):
            return self._other_words(text, place, source)
        if not denials.denies_as_often(text, self.language, place.around, source.article.language):
            return DropReason.NEGATION
        return self._far(text, place, source)

    def _other_words(self, text: str, place: QuotePlace, source: AnswerSource) -> DropReason | None:
        if not denials.denies_alike(text, place.around, self.language):
            return DropReason.NEGATION
        if denials.turns_round(text, place.around, self.language):
            return DropReason.OPPOSITE
        share = words_held(text, place.around, source, self.vocabulary)
        if share < LEAST_WORDS:
            return DropReason.WORDS
        return None if share >= ENOUGH_WORDS else self._far(text, place, source)

    def _far(self, text: str, place: QuotePlace, source: AnswerSource) -> DropReason | None:
        excess = None
        if self.nearness is not None:
            above = source.passage.heading or source.article.title
            near = (place.around, f"{above}. {place.around}")
            excess = self.nearness.excess(text, self.language, near, source.article.language)
        return None if excess is not None and excess >= 0 else DropReason.MEANING


def _other_facts(mine: Facts, theirs: Facts, of_source: Facts) -> DropReason | None:
    """Which fact of a sentence its support does not state; an address may stand anywhere in the source."""
    if not mine.addresses <= of_source.addresses:
        return DropReason.ADDRESS
    if Counter(mine.codes) - Counter(theirs.codes):
        return DropReason.CODE
    if not mine.days <= theirs.days:
        return DropReason.DATE
    if not are_among(mine.amounts, theirs.amounts):
        return DropReason.NUMBER
    return None
