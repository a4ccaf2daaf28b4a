"""Categories: what each is called, who answers for it, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.catalog.article import Article, ArticleId, Audience
from kb.catalog.paths import with_parents, words_of


@dataclass(frozen=True)
class CategoryInfo:
    """What a ``_index.md`` says of its folder in one language."""

    title: str
    description: str = ""
    owner: str | None = None
    weight: float | None = None
    icon: str = ""
    audience: Audience = Audience.PUBLIC
    asks_approval: bool | None = None
    """Whether its owner approves what others change; None where it does as the category above."""
    old_paths: tuple[str, ...] = ()
    path: str = ""
    """The file, relative to the articles folder; empty where no ``_index.md`` says it."""


@dataclass(frozen=True)
class Category:
    """A category as a page lists it: ``count`` articles in it and below it, for one audience and language."""

    path: str
    title: str
    description: str
    icon: str
    count: int
    parent: str


@dataclass(frozen=True, eq=False)
class Categories:
    """The categories of a collection at one moment.

    ``infos`` is what their files say, by language and path, ``published`` every published article in a stable order,
    ``original`` the language whose files stand in for those that a translation has not.
    """

    infos: Mapping[ArticleId, CategoryInfo]
    published: Sequence[Article]
    original: str

    def title(self, language: str, path: str) -> str:
        """The category's name in a language: its ``_index.md``, else what articles call it, else the collection's own
        name for it, else its folder.
        """
        for code in (language, self.original):
            info = self.infos.get(ArticleId(code, path))
            if name := (info.title if info else "") or self._written_names.get((code, path)):
                return name
        return words_of(path)

    @cached_property
    def _written_names(self) -> dict[tuple[str, str], str]:
        return {(a.language, a.category): a.category_name for a in reversed(self.published) if a.category_name}

    def owner(self, language: str, path: str) -> str | None:
        """Who answers for a category: its owner, else that of the nearest above, here or in the original."""
        return next((info.owner for info in self._upwards(language, path) if info.owner), None)

    def asks_approval(self, language: str, path: str) -> bool:
        """Whether the owner of a category approves what others change in it: as it says, or the nearest above."""
        said = (info.asks_approval for info in self._upwards(language, path))
        return next((one for one in said if one is not None), False)

    def _upwards(self, language: str, path: str) -> Iterator[CategoryInfo]:
        """What is said of a category and of each above it, in the language before the original."""
        while path:
            for code in dict.fromkeys((language, self.original)):
                if info := self.infos.get(ArticleId(code, path)):
                    yield info
            path = path.rpartition("/")[0]

    def holding(self, language: str, articles: Iterable[Article]) -> list[Category]:
        """Every category that holds one of ``articles``, as ``language`` calls it, in reading order, parents first."""
        counts: dict[str, int] = {}
        for article in articles:
            for path in with_parents(article.category):
                counts[path] = counts.get(path, 0) + 1
        found = [self._listed(language, path, count) for path, count in counts.items()]
        return sorted(found, key=lambda category: self._order(language, category.path))

    def _listed(self, language: str, path: str, count: int) -> Category:
        info = self.infos.get(ArticleId(language, path)) or CategoryInfo("")
        original = self.infos.get(ArticleId(self.original, path))
        icon = info.icon or (original.icon if original else "")
        parent = path.rpartition("/")[0]
        return Category(path, self.title(language, path), info.description, icon, count, parent)

    def _order(self, language: str, path: str) -> tuple[tuple[float, str], ...]:
        keys = []
        for part in with_parents(path):
            info = self.infos.get(ArticleId(language, part))
            original = self.infos.get(ArticleId(self.original, part))
            weights = (i.weight for i in (info, original) if i and i.weight is not None)
            keys.append((next(weights, 1e9), part))
        return tuple(keys)
