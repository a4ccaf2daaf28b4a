"""Products in the answer to a query: those it names come first, and how many hits are about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from kb.catalog.catalog import Catalog
from search.engine.ranking import Ranked, Ranking


def named_first(ranking: Ranking, named: Collection[str], catalog: Catalog) -> Ranking:
    """``ranking`` with hits that are about other products than the ``named`` ones after all others.

    Who asks about the CB-200 has no use for the kettle, however alike the articles are. What is about no product, like
    a parcel, keeps its place.
    """
    if not named:
        return ranking
    return ranking.with_last(lambda hit: _is_of_others(hit, named, catalog))


def products_of(hits: Sequence[Ranked], catalog: Catalog) -> Mapping[str, int]:
    """How many of the ``hits`` name each product."""
    return Counter(product.id for hit in hits for product in catalog.products.of(catalog.articles[hit.article]))


def _is_of_others(hit: Ranked, named: Collection[str], catalog: Catalog) -> bool:
    article = catalog.articles[hit.article]
    return bool(catalog.products.of(article)) and not any(map(article.is_about, named))
