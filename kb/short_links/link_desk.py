"""Short links as staff see and make them, on pages and by program: what there is, to what they lead, how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from flask import current_app, request
from sqlalchemy import Engine
from werkzeug.exceptions import HTTPException

from kb.catalog.addresses import article_url, product_url
from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.catalog.catalog import Audiences, Catalog
from kb.catalog.products import Product
from kb.markdown.sections import Section
from kb.short_links.destination import PRODUCT, anchor_in, article_of, product_of
from kb.short_links.links import (
    MAX_ANCHOR,
    Clicks,
    Destination,
    ShortLink,
    clicks_of,
    count,
    find,
    make,
    newest,
)
from kb.site.site import Site
from kb.storage.database import naive_utc
from kb.web import below_path

RECENT_DAYS = 30
MAX_WORDS = 200


@dataclass(frozen=True)
class Shown:
    """A link as pages show it, with the ``url`` of what it leads to; empty where that is gone."""

    link: ShortLink
    article: Article | None
    section: str
    address: str
    clicks: list[Clicks]
    url: str = ""
    product: str = ""

    @property
    def title(self) -> str:
        """What to call it."""
        found = self.article.title if self.article else self.product
        return found or self.link.title or self.link.target.key

    @property
    def language(self) -> str:
        """The language of ``title``, as far as it is known."""
        return self.article.language if self.article else self.link.target.language

    @property
    def is_internal(self) -> bool:
        """Whether the public is told that there is nothing."""
        return self.article is not None and not self.article.audience.is_public

    @property
    def total(self) -> int:
        """How often it was ever followed."""
        return sum(clicks.total for clicks in self.clicks)

    @property
    def recent(self) -> int:
        """How often it was followed lately."""
        return sum(clicks.recent for clicks in self.clicks)


@dataclass(frozen=True)
class Choice:
    """An article or product to make a link for: its languages and sections to choose from.

    ``key`` is that of the link, ``language`` that of the ``title``, ``url`` its page here.
    """

    key: str
    title: str
    language: str
    url: str
    languages: list[str]
    sections: list[Section]
    anchor: str = ""
    is_internal: bool = False


@dataclass(frozen=True)
class LinkStaffRoom:
    """What the staff's pages of short links work with; ``clock`` tells UTC."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]


def shown_links(room: LinkStaffRoom, links: list[ShortLink]) -> list[Shown]:
    """Links as pages show them, with how often each was followed."""
    since = room.clock().date() - timedelta(days=RECENT_DAYS - 1)
    with room.database.connect() as connection:
        clicks = clicks_of(connection, [link.code for link in links], since)
    return [shown_link(room.site, link, clicks[link.code]) for link in links]


def links_window(room: LinkStaffRoom, words: str, window: Callable[[int], slice]) -> tuple[list[ShortLink], int]:
    """Of the links that have ``words`` and that who asks may know of, the newest first, those that ``window`` chooses
    of so many; and how many there are.
    """
    with room.database.connect() as connection:
        if room.site.audiences() == EVERYONE or not room.site.catalog.has_teams:
            total = count(connection, words)
            chosen = window(total)
            return newest(connection, words, chosen.stop - chosen.start, chosen.start), total
        everything = newest(connection, words, count(connection, words))
    there = [link for link in everything if not is_for_others(room.site, link.target)]
    return there[window(len(there))], len(there)


def known_links(room: LinkStaffRoom, words: str) -> list[ShortLink]:
    """All links that have ``words`` and that who asks may know of, the newest first."""
    return links_window(room, words, lambda total: slice(0, total))[0]


def made_link(room: LinkStaffRoom, article: str, section: str, language: str) -> ShortLink | str:
    """A link to what is named, made or found; else which of the three is not there."""
    chosen = choose(room.site, article)
    if chosen is None:
        return "article"
    if section not in ("", *(one.anchor for one in chosen.sections)):
        return "section"
    if language not in ("", *chosen.languages):
        return "language"
    title = "" if chosen.is_internal else chosen.title
    target = Destination(chosen.key, section, language)
    try:
        with room.database.begin() as connection:
            code = make(connection, target, title, room.site.person().name, naive_utc(room.clock()))
            return find(connection, [code])[0]
    except ValueError:
        return "article"


def short_address(site: Site, code: str) -> str:
    """The whole address of a short link."""
    return f"{site.root()}/go/{code}"


def without_scheme(address: str) -> str:
    """An address as it is printed and typed."""
    return address.partition("://")[2]


def choose(site: Site, text: str) -> Choice | None:
    """What ``text`` names: an article by its address here, with a section or without, or by its key; or a product's
    page.
    """
    try:
        parts = urlsplit(text.strip().replace("\0", ""))
    except ValueError:
        return None
    if parts.netloc not in ("", request.host, urlsplit(site.root()).netloc):
        return None
    language, key = _named(unquote(below_path.taken_off(parts.path, site.settings.path)))
    language = language or site.preferred_language()
    target = Destination(key, language=language)
    if product := product_of(target, site.catalog, site.audiences()):
        url = product_url(language, product.id)
        return Choice(key, _called(product, language), language, url, site.languages(), [])
    article = article_of(target, site.catalog, site.audiences(), language)
    if article is None:
        return None
    return Choice(
        *(article.key, article.title, article.language, article_url(*article.id)),
        languages=list(site.catalog.translations(article.key, site.audiences())),
        sections=[section for section in site.rendered(article).contents if len(section.anchor) <= MAX_ANCHOR],
        anchor=unquote(parts.fragment),
        is_internal=not article.audience.is_public,
    )


def is_for_others(site: Site, target: Destination) -> bool:
    """Whether a link leads to what is there, in the archive too, and not for who asks."""
    catalog, audiences = site.catalog, site.audiences()
    if audiences == EVERYONE or _end(target, catalog, audiences):
        return False
    there = (catalog.articles.get(ArticleId(code, target.key)) for code in {target.language, *catalog.languages})
    return any(one and one.audience not in audiences for one in there) or bool(_end(target, catalog, EVERYONE))


def _end(target: Destination, catalog: Catalog, audiences: Audiences) -> Article | Product | None:
    return product_of(target, catalog, audiences) or article_of(target, catalog, audiences, catalog.default_language)


def _called(product: Product, language: str) -> str:
    """The product's name with its first code."""
    return " ".join((product.name.any(language), *product.codes[:1]))


def _named(path: str) -> tuple[str, str]:
    """Language and key of the path of a page of an article or product; no language where it is only a key."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return "", path.strip("/")
    if endpoint == "kb.product":
        return str(values["language"]), f"{PRODUCT}{values['product']}"
    if endpoint != "kb.article":
        return "", path.strip("/")
    return str(values["language"]), str(values["key"]).removesuffix(".md")


def shown_link(site: Site, link: ShortLink, clicks: list[Clicks]) -> Shown:
    """A link as it is shown to who asks."""
    preferred, address = site.preferred_language(), short_address(site, link.code)
    if product := product_of(link.target, site.catalog, site.audiences()):
        language = link.target.language or preferred
        return Shown(link, None, "", address, clicks, product_url(language, product.id), _called(product, language))
    article = article_of(link.target, site.catalog, site.audiences(), preferred)
    section = _heading(site, article, link.target.anchor) if article else ""
    return Shown(link, article, section, address, clicks, article_url(*article.id) if article else "")


def _heading(site: Site, article: Article, anchor: str) -> str:
    there = anchor_in(article, anchor, site.catalog, site.audiences(), site.rendered)
    contents = site.rendered(article).contents if there else []
    return next((section.heading for section in contents if section.anchor == there), "")
