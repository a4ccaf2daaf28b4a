"""What templates may call: dates and numbers for the language, names and directions, addresses."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask
from flask_babel import Babel
from markupsafe import Markup, escape

from kb.catalog.addresses import article_url, category_url
from kb.core.text import MAX_QUERY_CHARACTERS
from kb.language.bidi import isolated_title, text_in_lines
from kb.language.interface import SourceDomain, interface_language
from kb.language.languages import CALENDAR_NAMES, CALENDARS, base, direction, native_name
from kb.site import language_choice
from kb.site.language_choice import reading_url, same_page
from kb.site.site import Site
from kb.site.static_files import asset


def set_up(app: Flask, site: Site) -> None:
    """Install Flask-Babel and the templates' names on ``app``."""
    Babel(app, locale_selector=lambda: interface_language(site.preferred_language()))
    domain = SourceDomain()
    app.jinja_env.globals.update(_=partial(_said, domain), ngettext=partial(_counted, site, domain))
    app.jinja_env.globals.update(max_query=MAX_QUERY_CHARACTERS)
    app.jinja_env.filters["in_order"] = text_in_lines
    language_choice.set_up(app, site)
    app.context_processor(partial(page_names, site))


def _counted(site: Site, domain: SourceDomain, singular: str, plural: str, count: int) -> str:
    """A message that counts, with its number as the language writes it."""
    text = domain.get_translations().ungettext(singular, plural, count)
    return str(text % {"num": site.writing.number(count, interface_language(site.preferred_language()))})


def _said(domain: SourceDomain, message: str, /, **values: object) -> str:
    """The message in the language of the page; with markup among the values it is markup, the others escaped."""
    text = str(domain.get_translations().ugettext(message))
    if any(isinstance(value, Markup) for value in values.values()):
        return escape(text) % values
    return text % values if values else text


def page_names(site: Site) -> dict[str, Any]:
    """What every template knows of the page and may call."""
    language = site.preferred_language()
    interface = interface_language(language)
    return {
        "site": site,
        "face": site.face(language),
        "language": language,
        "interface": interface,
        "languages": site.languages(),
        "root": site.root(),
        "opens_elsewhere": site.opens_elsewhere(),
        "article_url": article_url,
        "category_url": category_url,
        "category_title": site.catalog.category_title,
        "audience_words": site.audience_words,
        "native_name": native_name,
        "isolated": Markup("<bdi>{}</bdi>").format,
        "in_title": lambda text, code: isolated_title(text, code, interface),
        "direction": direction,
        "asset": asset,
        "day": lambda value: site.writing.day_element(value, interface),
        "month_name": lambda value: site.writing.month(value, interface),
        "wall_time": lambda at: site.wall_time(at, interface),
        "number": lambda value: site.writing.number(value, interface),
        "calendar_names": CALENDAR_NAMES,
        "calendars": CALENDARS.get(base(interface), ()),
        "calendar": site.writing.calendar(interface),
        "same_page": lambda other: same_page(site, other),
        "reading_url": lambda code, url: reading_url(code, url, language),
    }
