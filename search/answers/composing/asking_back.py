"""Asks back where the best hits part: by product, by category or by case. Nothing is made up: choices are names of
products, of categories, and titles of articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.catalog.catalog import Catalog
from search.answers.composing.composing import LEAST_LIKELY, MOST_ARTICLES, answering
from search.answers.composing.shape import AnswerChoice, ChoiceKind
from search.query.products import named_products
from search.results.results import Hit, Results

# Hits at least so good beside the best are what a question may be about.
LIKELY = 0.75
FEWEST, MOST = 2, 4
"""So many choices: one is none, and more are a list."""


def choices(found: Results, question: str, catalog: Catalog) -> list[AnswerChoice]:
    """What to ask back, where the answer to ``question`` depends on it; none where there is an answer to tell, or
    where nothing is likely. Where as many articles answer as could be told, hardly the first is the right one.
    """
    if found.mode != "hybrid" or found.relaxed or found.only_filter or found.confidence < LEAST_LIKELY:
        return []
    likely = [hit for hit in found.hits if hit.score >= LIKELY * found.hits[0].score and not hit.passage.is_links]
    told = answering(found)
    by_product = _products(told or likely, question, found.language, catalog)
    if told or by_product:
        return by_product or (titles_of(told) if len(told) == MOST_ARTICLES else [])
    titles = titles_of(likely)
    return titles if FEWEST <= len(titles) <= MOST else _categories(likely, catalog)


def _products(hits: Sequence[Hit], question: str, language: str, catalog: Catalog) -> list[AnswerChoice]:
    """The products that the hits are about, where each is about some and the question names none."""
    about = [catalog.products.of(hit.article) for hit in hits]
    named = list({product.id: product for products in about for product in products}.values())
    parts = len(hits) > 1 and all(about) and not set.intersection(*({one.id for one in some} for some in about))
    if not parts or not FEWEST <= len(named) <= MOST or named_products(catalog.products, question, language):
        return []
    return [AnswerChoice(ChoiceKind.PRODUCT, one.id, one.name.any(language), language) for one in named]


def titles_of(hits: Iterable[Hit]) -> list[AnswerChoice]:
    """Articles to choose from."""
    return [AnswerChoice(ChoiceKind.ARTICLE, hit.article.key, hit.article.title, hit.article.language) for hit in hits]


def _categories(hits: Sequence[Hit], catalog: Catalog) -> list[AnswerChoice]:
    """The categories that hits are of, where there are few."""
    found: dict[str, AnswerChoice] = {}
    for hit in hits:
        if path := hit.article.category:
            code = hit.article.language
            found.setdefault(path, AnswerChoice(ChoiceKind.CATEGORY, path, catalog.category_title(code, path), code))
    return list(found.values()) if FEWEST <= len(found) <= MOST else []
