"""Where a short link leads today: a product, or the article under its key or wherever that moved, in its language."""

from __future__ import annotations

from collections.abc import Callable

from kb.catalog.article import Article
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.products import Product
from kb.catalog.readers import product_for
from kb.markdown.render import Rendered
from kb.short_links.links import Destination

PRODUCT = "/products/"
"""What the key of a link to a product's page begins with; no article's begins with a slash."""


def product_of(target: Destination, catalog: Catalog, audiences: Audiences) -> Product | None:
    """The product whose page a link leads to; None where it leads to an article, or ``audiences`` may not see it."""
    if not target.key.startswith(PRODUCT):
        return None
    return product_for(catalog, target.key.removeprefix(PRODUCT), catalog.default_language, audiences)


def article_of(target: Destination, catalog: Catalog, audiences: Audiences, preferred: str) -> Article | None:
    """The version of the article to show; None where ``audiences`` may see none.

    That of the link's language, else of the ``preferred`` one, else any. One language may have moved on its own.
    """
    versions = catalog.translations(target.key, audiences)
    for language in filter(None, (target.language, preferred)):
        if language in versions:
            return versions[language]
        moved = catalog.moved_to(target.key, language, audiences)
        if moved and moved.language == language:
            return moved
    return next(iter(versions.values()), None) or catalog.moved_to(target.key, preferred, audiences)


def anchor_in(
    article: Article, anchor: str, catalog: Catalog, audiences: Audiences, rendered: Callable[[Article], Rendered]
) -> str:
    """``anchor`` as it is called in ``article``; empty where the section is gone.

    Headings are named in their own language, so a section is found again by its place where a translation with as
    many sections has it.
    """
    here = rendered(article)
    if not anchor or anchor in here.anchors:
        return anchor
    names = [section.anchor for section in here.contents]
    for other in catalog.translations(article.key, audiences).values():
        theirs = [section.anchor for section in rendered(other).contents]
        if anchor in theirs and len(theirs) == len(names):
            return names[theirs.index(anchor)]
    return ""
