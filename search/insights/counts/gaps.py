"""Groups searches that found no good answer into topics, by meaning where a model can tell it, else by words.

Greedy: the most frequent question begins a topic. Each further one joins the topic in which another says the same, else
the one whose first question asks the same and is nearest (``search.insights.counts.topics``), or begins its own. That
is one pass, gives the same topics for the same searches, and names each by what is asked most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np

from kb.catalog.article import ArticleId
from kb.catalog.synonym_file import SynonymRule
from search.insights.counts.topics import QuestionReading
from search.log.searches import Search
from search.models.embedder import Matrix

Embed = Callable[[Sequence[str]], Matrix | None]
"""Vectors of questions, of length 1; None where no model is ready."""
MOST_QUESTIONS = 200
NAME_SORTED = 100
"""So many characters of its name sort a gap among those as big."""


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question without a good answer: how often it was asked, and of that in the second half of the time."""

    query: str
    folded: str
    language: str
    count: int
    recent: int


@dataclass(frozen=True)
class Gap:
    """A topic that the articles do not answer; the questions with the most asked first.

    ``nearest`` is the article that was shown or opened most often all the same.
    """

    questions: tuple[UnansweredQuestion, ...]
    nearest: ArticleId | None

    @property
    def name(self) -> str:
        """What is asked most."""
        return self.questions[0].query

    @property
    def language(self) -> str:
        """The language it is asked in most."""
        counts: Counter[str] = Counter()
        for one in self.questions:
            counts[one.language] += one.count
        return counts.most_common(1)[0][0]

    @property
    def place(self) -> tuple[int, str, str]:
        """By what gaps are sorted, the biggest first; no other has the same, however long its questions are."""
        first = self.questions[0]
        own = sha256(f"{first.language} {first.folded}".encode("utf-8", "replace")).hexdigest()
        return -self.count, first.query[:NAME_SORTED], own[:16]

    @property
    def count(self) -> int:
        """How often it was asked."""
        return sum(one.count for one in self.questions)

    @property
    def recent(self) -> int:
        """How often in the second half of the time."""
        return sum(one.recent for one in self.questions)

    @property
    def earlier(self) -> int:
        """How often in the first half."""
        return self.count - self.recent


def find_gaps(
    searches: Iterable[Search],
    middle: datetime,
    covered: Collection[tuple[str, str]],
    embed: Embed,
    rules: Iterable[SynonymRule] = (),
) -> list[Gap]:
    """The topics of ``searches`` that failed, the biggest first; ``covered`` are (language, folded) left out, ``rules``
    the editors' synonyms.

    Where there are more than ``MOST_QUESTIONS`` questions, those asked least are left out.
    """
    failed = [one for one in searches if one.failed and (one.language, one.folded) not in covered]
    asked = _asked(failed, middle)[:MOST_QUESTIONS]
    nearest: dict[tuple[str, str], Counter[ArticleId]] = {}
    for search in failed:
        ends = [click.article for click in search.clicks] or search.first[:1]
        nearest.setdefault((search.language, search.folded), Counter()).update(ends)
    gaps = []
    for group in _groups(asked, embed, rules):
        near: Counter[ArticleId] = Counter()
        for one in group:
            near.update(nearest[one.language, one.folded])
        gaps.append(Gap(tuple(group), near.most_common(1)[0][0] if near else None))
    return sorted(gaps, key=lambda gap: gap.place)


def _asked(failed: Iterable[Search], middle: datetime) -> list[UnansweredQuestion]:
    written: dict[tuple[str, str], str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    recent: Counter[tuple[str, str]] = Counter()
    for one in failed:
        entry = (one.language, one.folded)
        written[entry] = one.query
        counts[entry] += 1
        recent[entry] += one.at >= middle
    made = [UnansweredQuestion(written[entry], entry[1], entry[0], n, recent[entry]) for entry, n in counts.items()]
    return sorted(made, key=lambda one: (-one.count, one.language, one.folded))


def _groups(
    asked: Sequence[UnansweredQuestion], embed: Embed, rules: Iterable[SynonymRule]
) -> list[list[UnansweredQuestion]]:
    vectors = embed([one.query for one in asked]) if asked else None
    nearness = None if vectors is None else np.asarray(vectors @ vectors.T, np.float32)
    reading = QuestionReading(rules)
    words = [reading.read(one.query, one.folded, one.language) for one in asked]

    def cosine(one: int, other: int) -> float | None:
        return None if nearness is None else float(nearness[one, other])

    groups: list[list[int]] = []
    for number, said in enumerate(words):
        near = [one for one in groups if said.asks_the_same(words[one[0]], cosine(number, one[0]))]
        same = [one for one in groups if any(said.says_the_same(words[other]) for other in one)]
        if same:
            same[0].append(number)
        elif near:
            max(near, key=lambda one: cosine(number, one[0]) or said.overlap(words[one[0]])).append(number)
        else:
            groups.append([number])
    return [[asked[number] for number in one] for one in groups]
