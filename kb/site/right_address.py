"""The one right address of a page that was asked for with a slash too many or in other letters."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from flask import request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from kb.catalog.addresses import article_url, category_url
from kb.language.interface import interface_languages
from kb.site.site import Site

_FORMS = (".qr.svg", ".md", "")
"""What may stand after the key of an article."""
_NAMED_BY_CONTENT = ("kb.article", "kb.category", "kb.file", "links.follow", "links.picture")
"""Whether these are there is not known by their form alone."""


def right_address(site: Site, former: str | None = None) -> str | None:
    """Where the current request, which found nothing, should have gone: a path of this site; None where nowhere.

    ``former``: where the article is that had this address once. It comes before an article with nearly this address,
    but after a page of ours: no article may stand where people sign in or review.
    It is built of names that are known here and never of what was sent, so that it can lead to no other site.
    """
    parts = [part for part in request.path.split("/") if part]
    known = {*site.languages(), *interface_languages()}
    language = _same(parts[0], known) if parts else None
    found = None
    if language and len(parts) > 2 and (kind := parts[1].casefold()) in ("articles", "categories"):
        find = _article if kind == "articles" else _category
        found = former or find(site, language, "/".join(parts[2:]))
    elif parts:
        found = _page("/".join([language or parts[0], *parts[1:]])) or former
    if found is None or found == quote(request.path):
        return None
    return found


def with_query(path: str) -> str:
    """``path`` with the query of the current request."""
    query = request.query_string.decode("ascii", "ignore")
    return f"{path}?{query}" if query else path


def _same(written: str, known: Iterable[str]) -> str | None:
    return next((name for name in known if name.casefold() == written.casefold()), None)


def _article(site: Site, language: str, written: str) -> str | None:
    form = next(form for form in _FORMS if written.casefold().endswith(form))
    wanted = written[: len(written) - len(form)]
    key = _same(wanted, (article.key for article in site.catalog.visible(language, site.audiences())))
    return article_url(language, key) + form if key else None


def _category(site: Site, language: str, written: str) -> str | None:
    path = _same(written, (one.path for one in site.catalog.category_tree(language, site.audiences())))
    return category_url(language, path) if path else None


def _page(path: str) -> str | None:
    """The page at ``path`` or at the same in small letters, with or without the slash at its end."""
    first, *rest = path.split("/")
    for tried in (path, "/".join([first, *map(str.lower, rest)]), path.lower()):
        try:
            endpoint, _ = request_ctx.url_adapter.match(f"/{tried}", method="GET")  # type: ignore[union-attr]
        except RequestRedirect:
            return quote(f"/{tried}/")
        except HTTPException:
            continue
        return None if endpoint in _NAMED_BY_CONTENT else quote(f"/{tried}")
    return None
