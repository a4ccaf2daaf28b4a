"""What templates may call: dates and numbers for the language, names and directions, addresses."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from flask import Flask, current_app, g, request, url_for
from flask_babel import Babel

from kb.languages import base, direction, native_name
from kb.links import article_url
from kb.page_data import category_url
from kb.site import Site
from kb.translate import SourceDomain, interface_language

_PERSIAN_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")


def set_up(app: Flask, site: Site) -> None:
    """Install Flask-Babel and the templates' names on ``app``."""
    Babel(app, locale_selector=lambda: interface_language(_language(site)))
    domain = SourceDomain()

    def counted(singular: str, plural: str, count: int) -> str:
        text = domain.get_translations().ungettext(singular, plural, count)
        return str(text % {"num": number_text(count, interface_language(_language(site)))})

    app.jinja_env.globals.update(_=domain.gettext, ngettext=counted)

    @app.context_processor
    def names() -> dict[str, Any]:
        language = _language(site)
        return {
            "site": site.settings,
            "language": language,
            "interface": interface_language(language),
            "languages": site.languages(),
            "root": site.root(),
            "article_url": article_url,
            "category_url": category_url,
            "category_title": site.catalog.category_title,
            "native_name": native_name,
            "direction": direction,
            "asset": _asset,
            "day": lambda value: _day(value, language),
            "number": lambda value: number_text(value, interface_language(language)),
            "same_page": lambda other: _same_page(site, other),
        }


def _language(site: Site) -> str:
    return str(g.language) if "language" in g else site.preferred_language()


def _day(value: date | None, language: str) -> str:
    interface = interface_language(language)
    return _digits(format_date(value, "long", locale=interface.replace("-", "_")), interface) if value else ""


def short_day(value: date, interface: str) -> str:
    """A day without its year, for the axis of a chart."""
    return _digits(format_skeleton("MMMd", value, locale=interface.replace("-", "_")), interface)


def number_text(value: float, interface: str) -> str:
    """A number as people write it in the language of the interface."""
    return _digits(format_decimal(value, locale=interface.replace("-", "_")), interface)


def _digits(text: str, interface: str) -> str:
    """Persian is written with its own digits; our Arabic readers use the Latin ones, as the articles do."""
    return text.translate(_PERSIAN_DIGITS) if base(interface) == "fa" else text


def _asset(name: str, part: str = "kb") -> str:
    """The address of a static file of a part, with the hash of what is in it, so that it may be kept for ever."""
    folder = current_app.blueprints[part].static_folder
    return url_for(f"{part}.static", filename=name, v=_hash_of(Path(folder or ".") / name))


@lru_cache(maxsize=64)
def _hash_of(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()


def _same_page(site: Site, other: str) -> str:
    """Where the language switch leads: the same page in ``other``, where there is one, else its home."""
    arguments = dict(request.view_args or {})
    if request.endpoint == "kb.article" and site.catalog.get(other, arguments.get("key", ""), site.audiences()):
        return article_url(other, arguments["key"])
    if request.endpoint == "kb.category" and site.catalog.category(other, arguments.get("path", ""), site.audiences()):
        return category_url(other, arguments["path"])
    if request.endpoint == "search.results":
        return url_for("search.results", language=other, q=request.args.get("q", ""))
    return url_for("kb.home", language=other)
