"""How near in meaning an article is to its own title: the measure of how near is near, which differs by collection.

In a help centre for one program all articles are about the same and questions are near to many; in one for all of a
household few are near to anything. So a surprise says how likely an article answers only beside what this collection
is used to. Nobody tells which question belongs to which article, but every article answers its own title: of real
questions, in collections as different as were measured, the right article is half to two thirds as near as that, the
nearest wrong one four to five tenths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.engine import fusion
from search.engine.candidates import Meaning
from search.index.interface import Index, Narrowing
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel

# Titles of each language that are asked, spread over all of them.
ASKED = 64
# A few titles tell nothing of how a collection is.
FEWEST = 5
Embed = Callable[[Sequence[str]], Sequence[Matrix]]


def yardsticks(index: Index, catalog: Catalog, loaded: LoadedModel, embed: Embed) -> dict[str, float]:
    """By language the median nearness of articles to their own titles, in deviations; none where there are few.

    ``embed`` gives the vectors of titles as questions, each of shape (dimension,).
    """
    found = {}
    for language in index.sizes:
        if loaded.model.reads(language) and (near := list(_nearness(index, catalog, loaded, embed, language))):
            found[language] = float(np.median(near))
    return {language: value for language, value in found.items() if value > 0}


def _nearness(index: Index, catalog: Catalog, loaded: LoadedModel, embed: Embed, language: str) -> Iterator[float]:
    name, everyday = loaded.model.name, loaded.everyday.mean(language)
    titles = _titles(index, catalog, loaded, language)
    if len(titles) < FEWEST:
        return
    for (id_, _), vector in zip(titles, embed([title for _, title in titles]), strict=True):
        asked = {name: fusion.centred(vector, everyday)}
        passages = index.passage_evidence([id_], {}, asked)
        surprises = Meaning(index, asked, {name: 1.0}).surprise(passages)
        best, mean = (of(surprises, passages.own, 1) for of in (fusion.best_of, fusion.mean_of))
        yield float(fusion.nearness(best, mean)[0])


def _titles(index: Index, catalog: Catalog, loaded: LoadedModel, language: str) -> list[tuple[ArticleId, str]]:
    """Some articles with their titles, spread over all that the model reads; the same ones each time."""
    every = index.select(Narrowing(language=language)).everything()
    known = [(id_, catalog.articles[id_].title) for id_ in every if id_ in catalog.articles]
    served = [(id_, title) for id_, title in known if loaded.model.serves(title, language)]
    places = np.linspace(0, len(served) - 1, min(ASKED, len(served))).astype(int)
    return [served[place] for place in places.tolist()]
