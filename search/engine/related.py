"""Articles near in meaning to another, and those so near that they say the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences, Catalog
from search.engine.state import State
from search.index.interface import Index, Narrowing
from search.models.embedder import Matrix

NEAREST = 50
# Seen on the sample articles and two help centres: from here on two articles are about the same thing or task, below
# they share no more than that both are help ("Make tahdig" beside a kettle).
RELATED_FROM = 0.45
# Among fewer articles of a language it cannot be told what is usual, so the nearest are shown whatever they are.
ENOUGH_TO_TELL = 10
SAME_FROM = 0.88
MOST_DUPLICATES = 5


def related(state: State, catalog: Catalog, article: Article, audiences: Audiences, limit: int) -> list[Article]:
    """At most ``limit`` articles in the language of ``article`` that are about the like of it, the nearest first; none
    where there is none, and while there are no vectors.
    """
    around = _surroundings(state, catalog, article, audiences)
    if around is None:
        return []
    near = around.nearness(article.language)
    is_known = around.index.sizes.get(article.language, 0) >= ENOUGH_TO_TELL
    found = [(other, nearness) for other, nearness in near if nearness >= RELATED_FROM or not is_known]
    return [other for other, _ in sorted(found, key=lambda pair: (-pair[1], pair[0].id))[:limit]]


def near_duplicates(
    state: State, catalog: Catalog, article: Article, audiences: Audiences
) -> list[tuple[Article, float]]:
    """At most ``MOST_DUPLICATES`` articles in the language of ``article`` that say nearly the same, the nearest first.

    The nearness is how much of the way from what is usual between texts of this language and model (0) to the same
    text (1) two articles go: (cosine - usual) / (1 - usual), of the means of their passages. A bare cosine says
    nothing, since e5 puts everything above 0.8; this is the same measure for every model. Seen on the 143 sample
    articles: the nearest different ones, two about the air fryer, come at 0.83 with e5 and 0.855 with MiniLM, the next
    at 0.79, so none is shown. Copies of seven of them, in four languages, with every seventh word of a paragraph gone
    and a sentence more, come at 0.91 to 0.98; with a third of the paragraphs gone at 0.85 to 0.98. What is usual takes
    some articles to know: where a language has only three or four, a copy among them hides itself.
    """
    around = _surroundings(state, catalog, article, audiences)
    if around is None:
        return []
    near = around.nearness(article.language)
    same = [(other, min(nearness, 1.0)) for other, nearness in near if nearness >= SAME_FROM]
    return sorted(same, key=lambda pair: (-pair[1], pair[0].id))[:MOST_DUPLICATES]


@dataclass(frozen=True)
class _Surroundings:
    """The ``articles`` around one whose passages have the ``mean`` by one ``model``, by their nearest passage."""

    index: Index
    model: str
    mean: Matrix
    articles: list[Article]

    def nearness(self, language: str) -> list[tuple[Article, float]]:
        """How much of the way from what is usual in ``language`` (0) to the same text (1) each goes."""
        usual = self.usual(language)
        return [(other, (self.cosine(other) - usual) / max(1 - usual, 1e-9)) for other in self.articles]

    def cosine(self, other: Article) -> float:
        """How near the mean of another article is."""
        return float(self.mean @ _unit(self.index.vectors_of(other.id, self.model).mean(axis=0)))

    def usual(self, language: str) -> float:
        """How near any text in ``language`` is."""
        return self.index.usual({self.model: self.mean})[self.model].languages[language].mean


def _surroundings(state: State, catalog: Catalog, article: Article, audiences: Audiences) -> _Surroundings | None:
    """By the most special of the models that are ready and have read the article; None where there is none."""
    if state.snapshot is None:
        return None
    index = state.snapshot.seen_by(audiences)
    if not index.texts([article.id]):
        return None
    others = index.select(Narrowing(audiences, article.language)).without(article.id)
    for name in reversed([name for name in index.models if name in state.ready]):
        own = index.vectors_of(article.id, name)
        if len(own):
            mean = _unit(own.mean(axis=0))
            found = map(catalog.articles.get, others.nearest({name: mean}, {article.language: NEAREST}))
            shown = [a for a in found if a is not None and a.is_published and a.audience in audiences]
            return _Surroundings(index, name, mean, shown)
    return None


def _unit(vector: Matrix) -> Matrix:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
