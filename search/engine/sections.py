"""Which section of an article answers: the best passage by words and meaning, with an eye to what headings promise.

Chosen on customers' questions of which the section that answers was noted (docs/decisions/0039).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

import numpy as np

from kb.catalog.article import ArticleId
from search.engine.candidates import Meaning
from search.index.arrays import Floats
from search.index.interface import Index
from search.index.passages import Passage
from search.index.query_terms import Concept, Wanted
from search.results.quoted import QUOTED_WORDS
from search.text.analysis import terms, tokens

# What a perfect match of all words is worth in deviations of meaning.
WORDS = 5.0
# The text above the first heading names everything the article is about and tells little of it, and so does one too
# short to be quoted, or one that lists what the steps below it need: a section that is worth this share of it goes
# before it.
LEAD = 0.75
# What a heading is worth whose every word the query says, or that says all of the query.
HEADING = 1.0
# Another section of the article is shown beneath where it answers at least this share as well as the best.
ALSO = 0.6
FURTHER_SECTIONS = 2
_KEPT_HEADINGS = 20_000


def best_passages(
    index: Index, wanted: Wanted, query: Meaning, texts: Mapping[ArticleId, Sequence[Passage]]
) -> dict[ArticleId, list[Passage]]:
    """Which passages of each article to show: the best, then those of other sections that answer nearly as well.

    ``texts`` are all passages of the articles. A summary is shown only where the article has nothing else.
    """
    evidence = index.passage_evidence(texts, wanted, query.vectors)
    scores: Floats = WORDS * evidence.words
    if query:
        scores = scores + query.surprise(evidence)
    best = {}
    for place, id_ in enumerate(evidence.articles):
        mine = scores[evidence.passages(slice(place, place + 1))]
        skipped = int(texts[id_][0].is_summary and len(mine) > 1)
        passages = texts[id_][skipped:]
        best[id_] = _one_a_section(passages, _weighed(passages, mine[skipped:], wanted.get(id_.language, ())))
    return best


def section_around(passages: Sequence[Passage], one: Passage) -> tuple[Passage, ...]:
    """Those of an article's ``passages`` that stand in the same section as ``one``, in their order; beside a lead not
    the summary, which says the same.
    """
    here = (p for p in passages if p.heading_path == one.heading_path and p.anchor == one.anchor)
    return tuple(p for p in here if p.is_summary == one.is_summary)


def _weighed(passages: Sequence[Passage], scores: Floats, asked: Sequence[Concept]) -> Floats:
    """The ``scores`` of an article's passages with what their place in it is worth for what is ``asked``."""
    said = {term for concept in asked for way in concept.alternatives for term in way.terms}
    headings = np.array([_promised(passage, asked, said) for passage in passages], np.float32)
    weighed: Floats = scores + HEADING * headings
    tells_little = np.array([_tells_little(passage) for passage in passages])
    weighed[tells_little] *= LEAD
    silent = np.array([passage.is_links or not passage.told for passage in passages])
    if not silent.all():
        weighed[silent] = min(0.0, float(weighed.min())) - 1.0  # below all others, also where none has a score
    return weighed


def _tells_little(passage: Passage) -> bool:
    """Whether a passage is a lead, what steps need, or too little to be quoted: beneath a title that says all of a
    query it would seem much.
    """
    if not passage.heading_path or passage.is_before_steps:
        return True
    return len(" ".join(passage.told).split(maxsplit=QUOTED_WORDS)) < QUOTED_WORDS


def _promised(passage: Passage, asked: Sequence[Concept], said: Set[str]) -> float:
    """How far a heading and a query are of one thing, by the heading's own words, without those of the title: the share
    of them that the query says, or that of the query which they say, whichever is more. ``said`` are all terms of
    what is ``asked``.
    """
    own = _own_words(passage.heading, passage.title, passage.language)
    promised = frozenset().union(*own)
    if promised.isdisjoint(said):
        return 0.0
    answered = sum(any(promised.issuperset(way.terms) for way in concept.alternatives) for concept in asked)
    return max(sum(not word.isdisjoint(said) for word in own) / len(own), answered / len(asked))


@lru_cache(_KEPT_HEADINGS)
def _own_words(heading: str, title: str, language: str) -> tuple[frozenset[str], ...]:
    """The terms of each word of a heading that the title does not say."""
    named = words_of(title, language)
    words = dict.fromkeys(frozenset(token.terms) for token in tokens(heading, language))
    return tuple(word for word in words if word.isdisjoint(named))


@lru_cache(_KEPT_HEADINGS)
def words_of(title: str, language: str) -> frozenset[str]:
    """The index terms of a title."""
    return frozenset(terms(title, language))


def _one_a_section(passages: Sequence[Passage], scores: Floats) -> list[Passage]:
    """The best of ``passages``, and the best of each further section that is good enough."""
    least = ALSO * float(scores.max())
    found: dict[str, Passage] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        if found and not scores[place] >= least > 0:
            break
        found.setdefault(passages[place].anchor, passages[place])
    return list(found.values())[: 1 + FURTHER_SECTIONS]
