"""The reader's language: the one of the address, else the one chosen in this browser, else what the browser asks for.

An article that the reader's language lacks is read in another with the interface as it was: ``?ui=`` after its address
names the language of everything around the text. The page itself stays the same for all who ask for that address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, redirect, request, url_for
from markupsafe import escape
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.addresses import article_url, category_url
from kb.catalog.readers import categories_for
from kb.language.interface import interface_languages
from kb.language.languages import native_name
from kb.site.same_site import place_on_site
from kb.site.site import CHOICE, Site
from kb.web.routes import Routes

AROUND = "ui"
_KEPT_FOR = timedelta(days=365)
_OF_A_SEARCH = ("q", "category", "product", "tag", "in")
_LINK = re.compile(r'(?<= href=")/(?P<language>[A-Za-z-]+)/articles/(?P<key>[^"?#]*)[^"]*')


def set_up(app: Flask, site: Site) -> None:
    """Read the language around an article, keep what a reader chose, and tell caches what depends on it."""
    app.before_request(partial(read_language_around, site))
    app.after_request(partial(name_what_counts, site))
    Routes(app, site).get("/language/<language:language>", "choose_language", choose_language)


def read_language_around(site: Site) -> None:
    """The language around an article, where its address names one."""
    asked = request.args.get(AROUND)
    if request.endpoint == "kb.article" and asked in (*site.languages(), *interface_languages()):
        site.set_language(asked)


def choose_language(site: Site, language: str) -> AnyResponse:
    """For pages without a language in their address; on all others a script keeps the choice (languages.js)."""
    response = redirect(place_on_site(request.args.get("next", "")))
    secure = site.settings.base_url.startswith("https:")
    response.set_cookie(CHOICE, language, max_age=_KEPT_FOR, secure=secure, samesite="Lax")
    return response


def name_what_counts(site: Site, response: Response) -> Response:
    """Tell caches where a page depends on what the browser asks for."""
    if site.depends_on_browser():
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def reading_url(language: str, url: str, reader: str) -> str:
    """The address ``url`` of an article in ``language``, with the interface of ``reader`` where that differs."""
    path, hash_, anchor = url.partition("#")
    return url if language == reader else f"{path}?{AROUND}={reader}{hash_}{anchor}"


def keep_around(body: str, language: str, reader: str, has_own: Callable[[str], bool]) -> str:
    """The links to articles in the HTML ``body`` of one in ``language``: to the version of ``reader`` where the article
    of the key ``has_own``, else with the interface as it is and with the name of a language that is neither.
    """

    def kept(link: re.Match[str]) -> str:
        there = link["language"]
        key = unquote(unescape(link["key"]))
        if there != reader and has_own(key):
            return article_url(reader, key)  # sections are called otherwise there
        url = reading_url(there, link[0], reader)
        named = there not in (language, reader)
        return f'{url}" hreflang="{there}" data-language="{escape(native_name(there))}' if named else url

    return _LINK.sub(kept, body)


def same_page(site: Site, other: str) -> str:
    """Where the language switch leads: the same page with the interface of ``other``, or the nearest there is."""
    arguments = dict(request.view_args or {})
    if request.endpoint is None or request.method not in ("GET", "HEAD"):
        return url_for("kb.home", language=other)
    if not request.path.startswith(f"/{arguments.get('language')}/"):
        return url_for("choose_language", language=other, next=request.full_path.rstrip("?"))
    if request.endpoint == "kb.article":
        return _same_article(site, other, arguments["language"], arguments["key"])
    if request.endpoint == "kb.category":
        return _nearest_category(site, other, arguments["path"])
    kept: dict[str, Any] = {name: request.args[name] for name in _OF_A_SEARCH if name in request.args}
    return url_for(request.endpoint, **{**kept, **arguments, "language": other})


def _same_article(site: Site, other: str, language: str, key: str) -> str:
    """In ``other`` where it is, else in the language it is being read in."""
    versions = site.catalog.translations(key, site.audiences())
    if language in versions and other not in versions:
        return reading_url(language, article_url(language, key), other)
    return article_url(other, key) if versions else url_for("kb.home", language=other)


def _nearest_category(site: Site, other: str, path: str) -> str:
    """The category as readers of ``other`` see it, else the nearest one above it that is there, else the home page."""
    known = {category.path for category in categories_for(site.catalog, other, site.audiences())}
    while path:
        if path in known:
            return category_url(other, path)
        path = path.rpartition("/")[0]
    return url_for("kb.home", language=other)
