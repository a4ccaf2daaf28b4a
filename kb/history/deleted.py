"""Articles that git has and nobody else any more: their files were deleted without ever being saved on the site."""

from __future__ import annotations

import logging

from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.paths import is_article_file, is_hidden, is_partial, place_of
from kb.git.folder import GitError, GitFolder

logger = logging.getLogger(__name__)
MOST_COMMITS = 300
"""So many of the newest commits that delete anything are looked at."""


def deleted_articles(git: GitFolder | None, catalog: Catalog) -> dict[ArticleId, str]:
    """The articles that are nowhere in ``catalog``, nor moved, by the path that their file had; none without git."""
    try:
        paths = git.deleted(MOST_COMMITS) if git else []
    except GitError as error:
        logger.warning("git cannot tell which articles were deleted: %s", error)
        return {}
    languages = frozenset(one.language for one in catalog.articles.values())
    found: dict[ArticleId, str] = {}
    for path in paths:
        *folders, name = path.split("/")
        if not is_article_file(path) or is_partial(name) or any(map(is_hidden, folders)) or path in catalog.files:
            continue
        place = place_of(path, languages & set(folders[:1]), catalog.default_language)
        id_ = ArticleId(place.language, place.key)
        if not place.is_category and id_ not in catalog.articles and catalog.renamed(id_) is None:
            found.setdefault(id_, path)
    return found
