"""Forms that carry a whole article."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, request

from kb.catalog.article import ArticleId
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.site.site import Site

MAX_POST_BYTES = 3 * MAX_ARTICLE_BYTES + 64 * 1024  # a form writes each byte beyond ASCII in three


def carry_articles(pages: Blueprint, site: Site) -> None:
    """Let the forms of ``pages`` carry a whole article, and the pages speak the language of whoever writes: that of the
    address is the article's.
    """
    pages.url_value_preprocessor(partial(_before_the_form_is_read, site))


def keep_to_readers(pages: Blueprint, site: Site, *, in_all_languages: bool = False) -> None:
    """Let what ``pages`` have of an article be there for those alone who may read it, or with ``in_all_languages``
    every version of it. To be called behind ``protect``, which asks who they are.
    """
    pages.before_request(partial(_refuse_others, site, in_all_languages))


def _refuse_others(site: Site, in_all_languages: bool) -> None:
    values = request.view_args or {}
    asked, catalog = ArticleId(str(values.get("language")), str(values.get("key"))), site.catalog
    id_ = catalog.renamed(asked) or asked  # its form and history follow an article that moved
    versions = catalog.versions_by_key.get(id_.key, ()) if in_all_languages else ()
    if (id_ in catalog.articles and not site.readable(id_)) or any(not site.readable(one.id) for one in versions):
        abort(404)


def _before_the_form_is_read(site: Site, *_: object) -> None:
    site.leave_language_open()
    request.max_content_length = request.max_form_memory_size = MAX_POST_BYTES
