"""The whole collection at one moment: immutable, so a reader never sees half of a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TypeVar

from kb.brand.brand import NO_BRAND, Brand
from kb.catalog.article import PUBLIC_ONLY, STAFF, Article, ArticleId, Audience, AudienceSet, Status, narrowed
from kb.catalog.categories import Categories, Category, CategoryInfo
from kb.catalog.former_addresses import (
    articles_moved_away,
    keys_by_name,
    moved_articles,
    moved_categories,
    renamed_articles,
)
from kb.catalog.paths import with_parents
from kb.catalog.products import NO_PRODUCTS, ProductFile
from kb.catalog.synonym_file import NO_SYNONYMS, SynonymFile
from kb.catalog.vault import Vault, vault_of
from kb.core.errors import Problem

Audiences = AudienceSet
_K = TypeVar("_K")
_V = TypeVar("_V")
MOST_KEPT = 256
"""So many answers are kept of each kind: one for each language and each set of teams that somebody is in."""
MOVES_FOLLOWED = 10


@dataclass(frozen=True)
class TeamMention:
    """A file that says on ``line`` for which teams it is: an article's, or that of a whole category."""

    path: str
    line: int
    audience: Audience


@dataclass(frozen=True, eq=False)
class Catalog:
    """All articles that could be read, by id, with everything that is wrong with the others.

    ``mentions`` are the files that name teams, ``languages`` come in the order they are offered, the default
    first. ``version`` grows with every change.
    """

    articles: Mapping[ArticleId, Article]
    categories: Mapping[ArticleId, CategoryInfo]
    files: frozenset[str]
    problems: tuple[Problem, ...]
    default_language: str
    version: int = 0
    changed_at: datetime = field(default=datetime.fromtimestamp(0, UTC))
    synonyms: SynonymFile = NO_SYNONYMS
    brand: Brand = NO_BRAND
    products: ProductFile = NO_PRODUCTS
    has_vault_settings: bool = False
    mentions: tuple[TeamMention, ...] = ()

    @cached_property
    def vault(self) -> Vault | None:
        """Where notes and files are by name; None where the collection is not an Obsidian vault."""
        return vault_of(self.published, self.files, has_settings=self.has_vault_settings)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a published article, the default first, then by number of articles: of public ones,
        since readers see the order.
        """
        counts: dict[str, int] = {}
        for article in self.published:
            counts[article.language] = counts.get(article.language, 0) + article.audience.is_public
        rest = sorted(set(counts) - {self.default_language}, key=lambda code: (-counts[code], code))
        return (self.default_language, *rest)

    @cached_property
    def teams(self) -> frozenset[str]:
        """The slugs of all teams that an article or a category is for."""
        return frozenset(name for mention in self.mentions for name in mention.audience.teams)

    @cached_property
    def has_teams(self) -> bool:
        """Whether there is an article that not all staff may see."""
        return not all(article.audience in STAFF for article in self.articles.values())

    def audience_at(self, id_: ArticleId, written: Audience) -> Audience:
        """Who may see what stood in the file of ``id_`` once, where that is ``written`` and the article may be gone."""
        closed = [(place, info.audience) for place, info in self.categories.items() if not info.audience.is_public]
        return narrowed(written, id_, "", closed, self.default_language)

    @cached_property
    def published(self) -> tuple[Article, ...]:
        """Every published article of every audience, in a stable order."""
        return tuple(a for id_ in sorted(self.articles) if (a := self.articles[id_]).is_published)

    @cached_property
    def _by_key(self) -> dict[str, list[Article]]:
        found: dict[str, list[Article]] = {}
        for article in self.published:
            found.setdefault(article.key, []).append(article)
        return found

    @cached_property
    def versions_by_key(self) -> Mapping[str, Sequence[Article]]:
        """Every article that is not archived, by its key."""
        found: dict[str, list[Article]] = {}
        for article in self.articles.values():
            if article.status is not Status.ARCHIVED:
                found.setdefault(article.key, []).append(article)
        return found

    @cached_property
    def _moved(self) -> dict[str, ArticleId]:
        return moved_articles(self.published, self.articles.values())

    @cached_property
    def _away(self) -> dict[str, Article]:
        return articles_moved_away(self.articles.values())

    def get(self, language: str, key: str, audiences: Audiences = PUBLIC_ONLY) -> Article | None:
        """The published article, where ``audiences`` may see it."""
        article = self.articles.get(ArticleId(language, key))
        return article if article and article.is_published and article.audience in audiences else None

    def visible(self, language: str | None = None, audiences: Audiences = PUBLIC_ONLY) -> list[Article]:
        """Published articles that ``audiences`` may see, in one language or in all."""
        if language is not None and language not in self.languages:
            return []  # nor kept: readers choose what they ask for
        if (found := self._visible.get((language, audiences))) is None:
            found = tuple(
                article
                for article in self.published
                if article.audience in audiences and language in (None, article.language)
            )
            _keep(self._visible, (language, audiences), found)
        return list(found)

    @cached_property
    def _visible(self) -> dict[tuple[str | None, Audiences], tuple[Article, ...]]:
        """Answers kept: nothing here changes, and every page asks for them several times."""
        return {}

    def translations(self, key: str, audiences: Audiences = PUBLIC_ONLY) -> dict[str, Article]:
        """The versions of an article by language, in the order of ``languages``."""
        found = {a.language: a for a in self._by_key.get(key, ()) if a.audience in audiences}
        return {code: found[code] for code in self.languages if code in found}

    def moved_to(self, path: str, language: str, audiences: Audiences = PUBLIC_ONLY) -> Article | None:
        """The article that once had the address ``path`` (or has it in other letter case)."""
        wanted = path.strip("/").removesuffix(".html").casefold()
        for _ in range(MOVES_FOLLOWED):
            target = self._moved.get(f"{language}/{wanted}".casefold()) or self._moved.get(wanted)
            if target is None:
                return None
            if found := self.get(language, target.key, audiences) or self.get(*target, audiences):
                return found
            wanted = target.key.casefold()  # its successor may be archived in turn
        return None

    def renamed(self, id_: ArticleId) -> ArticleId | None:
        """What the article is called now, be it a draft, that once had the name ``id_`` and has it no more."""
        if id_ in self.articles:
            return None
        return self._renamed.get(ArticleId(id_.language, id_.key.casefold()))

    @cached_property
    def _renamed(self) -> dict[ArticleId, ArticleId]:
        return renamed_articles(self.articles.values())

    def moved_category(self, path: str, language: str, audiences: Audiences = PUBLIC_ONLY) -> str | None:
        """The path of the category that once was ``path``, where it has a page in ``language`` or another."""
        wanted = path.strip("/").casefold()
        for _ in range(MOVES_FOLLOWED):
            found = self._moved_categories.get(wanted)
            if found is None or any(self.has_category(one, found, audiences) for one in (language, *self.languages)):
                return found
            wanted = found.casefold()
        return None

    @cached_property
    def _moved_categories(self) -> dict[str, str]:
        named = {old: id_.key for id_, info in self.categories.items() for old in info.old_paths}
        return moved_categories(self.published, named)

    def moved_away(self, path: str, language: str, audiences: Audiences = PUBLIC_ONLY) -> str | None:
        """The address on another site that the archived article at ``path`` names, where ``audiences`` might see it."""
        wanted = path.strip("/").removesuffix(".html").casefold()
        article = self._away.get(f"{language}/{wanted}".casefold()) or self._away.get(wanted)
        return article.moved_to if article and article.audience in audiences else None

    def named(self, name: str, audiences: Audiences = PUBLIC_ONLY) -> str | None:
        """The key of the article whose last part is ``name``, where exactly one has it and ``audiences`` may see it."""
        keys = self._by_name.get(name.casefold(), set())
        visible = [key for key in keys if any(a.audience in audiences for a in self._by_key[key])]
        return visible[0] if len(visible) == 1 else None

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        return keys_by_name(self._by_key)

    def has_category(self, language: str, path: str, audiences: Audiences = PUBLIC_ONLY) -> bool:
        """Whether the category has a page for ``audiences``."""
        if (found := self._category_paths.get((language, audiences))) is None:
            found = frozenset(
                p for article in self.visible(language, audiences) for p in with_parents(article.category)
            )
            _keep(self._category_paths, (language, audiences), found)
        return path in found

    @cached_property
    def _category_paths(self) -> dict[tuple[str, Audiences], frozenset[str]]:
        return {}

    @cached_property
    def _named(self) -> Categories:
        return Categories(self.categories, self.published, self.default_language)

    def category_title(self, language: str, path: str) -> str:
        """The category's name in a language, at the least that of its folder."""
        return self._named.title(language, path)

    def owner_of(self, article: Article) -> str | None:
        """Who answers for the article: its own owner, else the nearest category's, here or in the original."""
        return article.owner or self.owner_of_category(article.language, article.category)

    def owner_of_category(self, language: str, path: str) -> str | None:
        """Who answers for a category: its owner, else that of the nearest above, here or in the original."""
        return self._named.owner(language, path)

    def asks_approval(self, language: str, path: str) -> bool:
        """Whether the owner of a category approves what others change in it: as it says, or the nearest above."""
        return self._named.asks_approval(language, path)

    def category_tree(self, language: str, audiences: Audiences = PUBLIC_ONLY) -> list[Category]:
        """Every category that holds a visible article in ``language``, in reading order, parents first."""
        return self.categories_of(language, self.visible(language, audiences))

    def categories_of(self, language: str, articles: Iterable[Article]) -> list[Category]:
        """Every category that holds one of ``articles``, as ``language`` calls it, in reading order, parents first."""
        return self._named.holding(language, articles)

    def category(self, language: str, path: str, audiences: Audiences = PUBLIC_ONLY) -> Category | None:
        """One category of the tree, None where nothing in it is visible."""
        return next((c for c in self.category_tree(language, audiences) if c.path == path), None)

    def in_category(self, language: str, path: str, audiences: Audiences = PUBLIC_ONLY) -> list[Article]:
        """The visible articles directly in a category, in reading order."""
        return [article for article in self._by_category.get((language, path), ()) if article.audience in audiences]

    @cached_property
    def _by_category(self) -> dict[tuple[str, str], list[Article]]:
        found: dict[tuple[str, str], list[Article]] = {}
        for article in sorted(self.published, key=lambda article: article.reading_place):
            found.setdefault((article.language, article.category), []).append(article)
        return found


def _keep(kept: dict[_K, _V], key: _K, value: _V) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = value


def recently_changed(articles: Iterable[Article], limit: int) -> list[Article]:
    """The articles changed last, newest first, undated ones left out."""
    dated = [article for article in articles if article.changed_on]
    return sorted(dated, key=lambda a: (a.changed_on or date.min, a.key), reverse=True)[:limit]
