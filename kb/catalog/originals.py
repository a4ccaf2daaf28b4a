"""Which article a translation was made of, and whether it still says what that says: by the files alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.catalog.article import Article, ArticleId, Status
from kb.catalog.catalog import Catalog

BY_MODEL = "model"
"""What ``translated_by`` says while nobody has read what a language model wrote."""


class TranslationState(StrEnum):
    """How one language version of an article stands to its original."""

    ORIGINAL = "original"
    CURRENT = "current"
    BEHIND = "behind"
    UNKNOWN = "unknown"
    """Neither a version nor days tell."""
    ORPHAN = "orphan"
    """It names an original that is not there, or one that was made of it."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TranslationStand:
    """A state, and the original that it is about; ``by_days`` where the file names no version and days are compared."""

    state: TranslationState
    original: Article | None = None
    by_days: bool = False


def original_of(catalog: Catalog, article: Article) -> Article | None:
    """What ``article`` was translated from: in the language that its file names, else in the collection's own, unless
    that was made of it. None for an original, and where there is none, as in a circle.
    """
    named = article.translated_from or catalog.default_language
    source = _version(catalog, article, named)
    above, seen = source, {article.language}
    while above is not None:
        if above.language in seen:
            return None
        seen.add(above.language)
        above = _version(catalog, above, above.translated_from)
    return source


def _version(catalog: Catalog, article: Article, language: str) -> Article | None:
    found = catalog.articles.get(ArticleId(language, article.key)) if language else None
    return found if found and found.id != article.id and found.status is not Status.ARCHIVED else None


def stand_of(catalog: Catalog, article: Article) -> TranslationStand:
    """How ``article`` stands to what it was made of."""
    original = original_of(catalog, article)
    if original is None:
        return TranslationStand(TranslationState.ORPHAN if article.translated_from else TranslationState.ORIGINAL)
    if article.original_version:
        is_same = article.original_version == original.text_version
        return TranslationStand(TranslationState.CURRENT if is_same else TranslationState.BEHIND, original)
    return TranslationStand(_by_days(seen_on(article), original.changed_on), original, by_days=True)


def seen_on(article: Article) -> date | None:
    """The last day on which somebody is known to have stood for a translation."""
    return article.last_reviewed_on or article.changed_on


def _by_days(seen: date | None, changed: date | None) -> TranslationState:
    if seen is None or changed is None:
        return TranslationState.UNKNOWN
    return TranslationState.BEHIND if changed > seen else TranslationState.CURRENT


def versions_of(catalog: Catalog, key: str) -> list[Article]:
    """Every version of an article that is not archived, drafts too, in the order in which languages are offered."""
    found = catalog.versions_by_key.get(key, ())
    order = {code: place for place, code in enumerate(catalog.languages)}
    return sorted(found, key=lambda one: (order.get(one.language, len(order)), one.language))


def original_for(catalog: Catalog, key: str, language: str) -> Article | None:
    """What a translation into ``language`` that is still to be made would be made of."""
    others = [one for one in versions_of(catalog, key) if one.language != language]
    return next((one for one in others if original_of(catalog, one) is None), None) or next(iter(others), None)


def translations_of(catalog: Catalog, original: Article) -> list[Article]:
    """The versions that are made of ``original``."""
    return [one for one in versions_of(catalog, original.key) if original_of(catalog, one) is original]


def current_translations(catalog: Catalog, original: Article) -> list[Article]:
    """Those of them whose files name the very version that ``original`` is now."""
    return [one for one in translations_of(catalog, original) if one.original_version == original.text_version]
