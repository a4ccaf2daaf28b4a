"""What articles are called among assistants: ``en/account/reset-password``, and the address of that as a resource."""

from __future__ import annotations

from kb.catalog.addresses import article_url
from kb.catalog.article import Article
from kb.site.site import Site

SCHEME = "kb://articles/"
MAX_NAME = 1_000
"""Characters of a name or address that anybody looks at."""


def name_of(article: Article) -> str:
    """The ``id`` of an article."""
    return f"{article.language}/{article.key}"


def address_of(article: Article) -> str:
    """The address of an article as a resource."""
    return SCHEME + name_of(article)


def page_of(site: Site, article: Article, anchor: str = "") -> str:
    """Where people read it."""
    return site.root() + article_url(article.language, article.key, anchor)


def find(site: Site, name: str) -> Article | None:
    """The article called ``name``, wherever it moved, for whoever asks on this request; what is for others is not
    there, as what never was.
    """
    language, _, key = name[:MAX_NAME].strip("/").partition("/")
    catalog, audiences = site.catalog, site.audiences()
    return catalog.get(language, key, audiences) or catalog.moved_to(key, language, audiences)
