"""Which of the hits answer, and what of them is told: the lead, the steps, the rows, each under its article.

How sure one must be was chosen on customers' questions (docs/decisions/0045).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from search.answers.composing.shape import AnswerOutcome, AnswerPart, AskedQuestion, ComposedAnswer
from search.answers.grounded.answer import AnswerSentence, Citation
from search.answers.grounded.sources import row_told, source_of
from search.results.results import FITS, Hit, Results
from search.text.folding import find_words

# From so much confidence there is an answer where the first article says all of the question, and the more of it the
# article does not say, the surer one must be. Of an article in another language few words can be counted, and where the
# question denies something an article with all of its words may say the opposite: from there on confidence decides.
ALL_SAID, UNSAID, OTHERWISE = 0.55, 0.6, 0.7
# Where the asker chose what it is about, what fits is an answer.
LEAST_CHOSEN = FITS
# Below this confidence what is found is no better than chance, and nobody chooses among it.
LEAST_LIKELY = 0.4
# Another article is told as well where it is nearly as good as the first: who reads both has the right one more often.
NEARLY = 0.85
MOST_ARTICLES = 3

# Nobody writes sentences about one or two words, nor about what the articles hardly touch.
FEWEST_WORDS, LEAST_TO_WRITE = 3, 0.3

NEAREST, HITS_NEAR = 3, 6
"""So many articles are named where there is no answer, of so many that were found."""


@dataclass(frozen=True, slots=True)
class FoundFor:
    """A question with what a search found for it, and which of the hits answer it; ``either`` are those of which the
    asker has to say what the question is about.
    """

    question: str
    results: Results
    hits: Sequence[Hit]
    either: Sequence[Hit] = ()

    @property
    def best(self) -> str:
        """What tells it from others: the article that is found first."""
        return self.results.hits[0].article.key if self.results.hits else self.question


def composed_of(asked: AskedQuestion, found: Sequence[FoundFor], language: str) -> ComposedAnswer:
    """The answer to somebody who asked in ``language``, to each question that was ``found`` something for."""
    is_several = len(found) > 1
    parts = [part for one in found for part in parts_of(one.hits, language, one.question if is_several else "")]
    told = {part.hit.article.key for part in parts}
    rounds = (hit for row in zip_longest(*(one.results.hits[:HITS_NEAR] for one in found)) for hit in row if hit)
    nearest = list({hit.article.key: hit for hit in rounds if hit.article.key not in told}.values())[:NEAREST]
    is_late = not parts and any(one.results.is_to_come for one in found)
    return ComposedAnswer(
        asked,
        AnswerOutcome.ANSWERED if parts else AnswerOutcome.LATE if is_late else AnswerOutcome.REFUSED,
        language,
        meant=" ".join(one.question for one in found),
        parts=parts,
        unanswered=[one.question for one in found if not one.hits] if is_several and parts else (),
        nearest=nearest,
        confidence=max(one.results.confidence for one in found),
    )


def answering(found: Results, stricter: float = 0.0) -> list[Hit]:
    """The hits that answer, the best first; none where it is not sure that any does. ``stricter``: by so much more
    confidence than is asked for.
    """
    return _told(found, least_of(found) + stricter)


def answering_chosen(found: Results) -> list[Hit]:
    """The same where the asker has chosen what it is about: what fits answers, in whatever words it says so."""
    return _told(found, LEAST_CHOSEN)


def least_of(found: Results) -> float:
    """From which confidence the best of what was found answers, by how much of the question it says."""
    if found.is_best_foreign:
        return OTHERWISE
    return max(ALL_SAID + UNSAID * (1.0 - found.said), OTHERWISE if found.denies else 0.0)


def _told(found: Results, least: float) -> list[Hit]:
    """By their scores: that the asker's language comes first in a list is no reason to tell a weaker article first."""
    best = found.told_from(least)
    if best is None:
        return []
    others = (hit for hit in found.hits[1:] if hit.score >= NEARLY * best.score and hit.can_be_quoted)
    return sorted((best, *others), key=lambda hit: -hit.score)[:MOST_ARTICLES]


def the_chosen(found: Results, key: str) -> list[Hit]:
    """The hit of the article with ``key``, that the asker chose; none where it cannot be told."""
    return [hit for hit in found.hits if hit.article.key == key and hit.can_be_quoted][:1]


def is_worth_writing(question: str, confidence: float) -> bool:
    """Whether somebody may be asked to write an answer to ``question``, for which articles were found so surely."""
    return confidence >= LEAST_TO_WRITE and sum(1 for _ in find_words(question)) >= FEWEST_WORDS


def parts_of(hits: Sequence[Hit], language: str, question: str = "") -> list[AnswerPart]:
    """What ``hits`` tell to somebody who asked in ``language``."""
    return [_part(hit, language, question) for hit in hits]


def _part(hit: Hit, language: str, question: str) -> AnswerPart:
    return AnswerPart(hit, list(_sentences(hit)), hit.article.language != language, question)


def _sentences(hit: Hit) -> Iterator[AnswerSentence]:
    source, quoted = source_of(hit), hit.quoted
    for text in quoted.blocks or (row_told(quoted.heads, row) for row in quoted.rows):
        yield AnswerSentence(text, hit.article.language, (Citation(source, text),))
