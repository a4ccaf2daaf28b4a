"""Tables of the addresses that articles had once, and of the names they go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kb.catalog.article import Article, ArticleId


def moved_articles(published: Iterable[Article], everything: Iterable[Article]) -> dict[str, ArticleId]:
    """Which article a former address leads to, by address in small letters, with and without a language in front."""
    published = tuple(published)
    moved: dict[str, ArticleId] = {}
    for article in published:
        for old in article.old_paths:
            moved.setdefault(old.casefold(), article.id)
            moved.setdefault(f"{article.language}/{old}".casefold(), article.id)
    for article in published:
        moved.setdefault(article.key.casefold(), article.id)
    for article in everything:
        if article.moved_to and not article.is_published and not _is_away(article):
            for address in _addresses(article):
                moved.setdefault(address, ArticleId(article.language, article.moved_to))
    return moved


def articles_moved_away(everything: Iterable[Article]) -> dict[str, Article]:
    """The archived articles whose place another site took, by their addresses in small letters."""
    found: dict[str, Article] = {}
    for article in everything:
        if _is_away(article) and not article.is_published:
            for address in _addresses(article):
                found.setdefault(address, article)
    return found


def renamed_articles(everything: Iterable[Article]) -> dict[ArticleId, ArticleId]:
    """Which article, be it a draft, a former key in its language is now; keys in small letters."""
    found: dict[ArticleId, ArticleId] = {}
    for article in sorted(everything, key=lambda one: one.id):
        for old in article.old_paths:
            key = old.removeprefix(f"{article.language}/").casefold()
            found.setdefault(ArticleId(article.language, key), article.id)
    return found


def moved_categories(published: Iterable[Article], named: Mapping[str, str]) -> dict[str, str]:
    """Where categories went that there are no more, by their former paths in small letters: ``named`` says so, else it
    is where most of the articles are that were in them.
    """
    counts: dict[str, Counter[str]] = {}
    for article in published:
        for old in article.old_paths:
            above = old.removeprefix(f"{article.language}/").rpartition("/")[0].casefold()
            if above and article.category:
                counts.setdefault(above, Counter())[article.category] += 1
    most = {old: max(sorted(found), key=lambda path: found[path]) for old, found in counts.items()}
    return most | {old.casefold(): new for old, new in named.items()}


def keys_by_name(keys: Iterable[str]) -> dict[str, set[str]]:
    """The keys that end with the same name, by that in small letters."""
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(key.rpartition("/")[2].casefold(), set()).add(key)
    return found


def _addresses(article: Article) -> list[str]:
    olds = (article.key, *article.old_paths)
    return [address.casefold() for old in olds for address in (f"{article.language}/{old}", old)]


def _is_away(article: Article) -> bool:
    return "://" in (article.moved_to or "")
