"""The products that articles are about, as ``products.yml`` beside them says what each is called and looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from kb.brand.brand import EVERY_LANGUAGE, LocalisedText
from kb.catalog.article import Article
from kb.catalog.synonym_file import EVERY_LANGUAGE as IN_EVERY_LANGUAGE
from kb.catalog.synonym_file import SynonymFile, SynonymRule
from kb.core.errors import Problem

if TYPE_CHECKING:  # takes a tenth of a second to import, and most sites have no picture
    from kb.brand.picture_files import Picture

PRODUCTS_FILE = "products.yml"
_NOTHING = LocalisedText()


@dataclass(frozen=True, slots=True)
class Product:
    """One product.

    ``codes`` are what stands on its label, ``also_called`` by language (``""``: every one) its former names and other
    words for it; ``dark`` is shown instead of ``light`` on dark ground; ``line`` is its place in the file, from 1.
    """

    id: str
    name: LocalisedText
    line: int = 0
    description: LocalisedText = _NOTHING
    codes: tuple[str, ...] = ()
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    light: Picture | None = None
    dark: Picture | None = None

    def names(self, language: str) -> tuple[str, ...]:
        """All it is called in a language, or in every one for ``""``, its name first."""
        own = self.name.texts.get(language)
        return tuple(dict.fromkeys((*([own] if own else ()), *self.also_called.get(language, ()))))

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it has names in, ``""`` where it has some for every one."""
        return tuple(dict.fromkeys((*self.name.texts, *self.also_called)))

    def picture(self, theme: str) -> Picture | None:
        """The picture for ``light`` or ``dark`` pages."""
        return self.dark if theme == "dark" else self.light


@dataclass(frozen=True, eq=False)
class ProductFile:
    """What was read; the same object as long as nothing of it changes, so that it can be a cache's key.

    ``pictures`` are the paths that the file names, also of those that cannot be used.
    """

    products: tuple[Product, ...] = ()
    pictures: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.products)

    @cached_property
    def by_id(self) -> Mapping[str, Product]:
        """The products by their ids, in the order of the file."""
        return {product.id: product for product in self.products}

    def of(self, article: Article) -> list[Product]:
        """The products that an article names one by one; none where it is about all of them."""
        return [self.by_id[id_] for id_ in article.products if id_ in self.by_id]

    @cached_property
    def rules(self) -> tuple[SynonymRule, ...]:
        """Name, codes and other names of each product as words that find each other's articles."""
        return tuple(_rules(self.products))

    def beside(self, synonyms: SynonymFile) -> SynonymFile:
        """The editors' synonyms and those of the products."""
        return SynonymFile((*synonyms.rules, *self.rules), synonyms.problems) if self.rules else synonyms


NO_PRODUCTS = ProductFile()


def _rules(products: Iterable[Product]) -> Iterator[SynonymRule]:
    for product in products:
        for language in product.languages:
            words = tuple(dict.fromkeys((*product.names(language), *product.codes)))
            if len(words) > 1:
                yield SynonymRule(
                    language if language != EVERY_LANGUAGE else IN_EVERY_LANGUAGE, words, words, product.line
                )
