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
from search.index.query_terms import Wanted
from search.results.quoted import QUOTED_WORDS
from search.text.analysis import tokens

# What a perfect match of all words is worth in deviations of meaning.
WORDS = 5.0
# The text above the first heading names everything the article is about and tells little of it, and so does one too
# short to be quoted: a section that is worth this share of it goes before it.
LEAD = 0.75
# What a heading is worth whose every word the query says.
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
    said = {language: _terms_of(wanted, language) for language in evidence.languages}
    best = {}
    for place, id_ in enumerate(evidence.articles):
        mine = scores[evidence.passages(slice(place, place + 1))]
        skipped = int(texts[id_][0].is_summary and len(mine) > 1)
        passages = texts[id_][skipped:]
        best[id_] = _one_a_section(passages, _weighed(passages, mine[skipped:], said[id_.language]))
    return best


def section_around(passages: Sequence[Passage], one: Passage) -> tuple[Passage, ...]:
    """Those of an article's ``passages`` that stand in the same section as ``one``, in their order."""
    return tuple(p for p in passages if p.heading_path == one.heading_path and p.anchor == one.anchor)


def _terms_of(wanted: Wanted, language: str) -> Set[str]:
    """Every term by which a query can be answered in ``language``."""
    concepts = wanted.get(language, ())
    return {term for concept in concepts for alternative in concept.alternatives for term in alternative.terms}


def _weighed(passages: Sequence[Passage], scores: Floats, said: Set[str]) -> Floats:
    """The ``scores`` of an article's passages with what their place in it is worth; ``said`` are the query's terms."""
    headings = np.array([_said_of_heading(passage, said) for passage in passages], np.float32)
    weighed: Floats = scores + HEADING * headings
    tells_little = np.array([not passage.heading_path or _is_short(passage) for passage in passages])
    weighed[tells_little] *= LEAD
    links = np.array([passage.is_links for passage in passages])
    if not links.all():
        weighed[links] = min(0.0, float(weighed.min()))
    return weighed


def _is_short(passage: Passage) -> bool:
    """Whether a passage is too little to be quoted: beneath a title that says all of a query it would seem much."""
    return len(passage.text.split()) < QUOTED_WORDS


def _said_of_heading(passage: Passage, said: Set[str]) -> float:
    """The share of a heading's own words, without those of the title, that are ``said``."""
    own = _own_words(passage.heading, passage.title, passage.language)
    return sum(not word.isdisjoint(said) for word in own) / len(own) if own else 0.0


@lru_cache(_KEPT_HEADINGS)
def _own_words(heading: str, title: str, language: str) -> tuple[frozenset[str], ...]:
    """The terms of each word of a heading that the title does not say."""
    named = {term for token in tokens(title, language) for term in token.terms}
    words = dict.fromkeys(frozenset(token.terms) for token in tokens(heading, language))
    return tuple(word for word in words if word.isdisjoint(named))


def _one_a_section(passages: Sequence[Passage], scores: Floats) -> list[Passage]:
    """The best of ``passages``, and the best of each further section that is good enough."""
    least = ALSO * float(scores.max())
    found: dict[str, Passage] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        if found and not scores[place] >= least > 0:
            break
        found.setdefault(passages[place].anchor, passages[place])
    return list(found.values())[: 1 + FURTHER_SECTIONS]
