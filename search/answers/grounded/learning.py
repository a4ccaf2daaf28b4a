"""What the verifier learns from a collection: what else words and products are called, and how near its texts are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from search.answers.grounded.nearness import Sample
from search.answers.grounded.quoting import sentences_of
from search.answers.grounded.wording import AnswerVocabulary
from search.index.passages import Passage

Item = TypeVar("Item")
PASSAGES = 48
"""Of each language so many passages are learned from, spread over all."""
TWINS = 48
"""And so many articles that have translations."""
_SENTENCES = 2
_FEWEST_WORDS = 4


def vocabulary_of(catalog: Catalog) -> AnswerVocabulary:
    """The editors' synonyms and the names of the products; codes of a product are names in every language."""
    alike: dict[str, list[tuple[str, ...]]] = {}
    for rule in catalog.synonyms.rules:
        if not rule.is_one_way:
            alike.setdefault(rule.language, []).append(rule.words)
    products = {
        product.id: frozenset(
            (*product.codes, *(name for language in product.languages for name in product.names(language)))
        )
        for product in catalog.products.products
    }
    return AnswerVocabulary(alike, products)


def sample_of(
    catalog: Catalog, texts: Callable[[Iterable[ArticleId]], Mapping[ArticleId, Sequence[Passage]]]
) -> Sample:
    """What nearness is learned from; the same each time. Only articles that everybody may read are looked at;
    ``texts`` gives their passages.
    """
    by_language: dict[str, list[Sequence[str]]] = {}
    for language in catalog.languages:
        some = _spread(sorted(article.id for article in catalog.visible(language)), PASSAGES)
        found = [sentences for passages in texts(some).values() for sentences in _beside_each_other(passages)]
        by_language[language] = _spread(found, PASSAGES)
    twins: dict[str, dict[str, str]] = {}
    for key in _spread(sorted({a.key for a in catalog.visible() if len(catalog.translations(a.key)) > 1}), TWINS):
        for language, article in catalog.translations(key).items():
            twins.setdefault(language, {})[key] = f"{article.title}. {article.description}"
    return Sample(by_language, twins)


def _beside_each_other(passages: Sequence[Passage]) -> Iterator[Sequence[str]]:
    """The first sentences of each passage that has some."""
    for passage in passages:
        if not (passage.is_summary or passage.is_links):
            sentences = [one for one in sentences_of("\n".join(passage.told)) if len(one.split()) >= _FEWEST_WORDS]
            if len(sentences) >= _SENTENCES:
                yield sentences[:_SENTENCES]


def _spread(all_of_them: Sequence[Item], most: int) -> list[Item]:
    step = max(len(all_of_them) / most, 1.0)
    return [all_of_them[int(place * step)] for place in range(min(most, len(all_of_them)))]
