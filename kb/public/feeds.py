"""What machines read: site map, robots, OpenSearch, Atom feed, llms.txt, security.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, abort, render_template

from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import recently_changed
from kb.catalog.products import Product
from kb.core.clock import Clock, utc_now
from kb.public.full_text import full_text
from kb.site.site import Site
from kb.web.routes import Routes

FEED_ENTRIES = 30
SECURITY_DAYS = 30
"""How long a copy of security.txt holds (RFC 9116 wants less than a year)."""


@dataclass(frozen=True)
class FeedsRoom:
    """What the machine-readable addresses work with."""

    site: Site
    clock: Clock


def create_blueprint(site: Site, clock: Clock = utc_now) -> Blueprint:
    """The machine-readable addresses of ``site``; only what the public may see is in them,
    whoever asks: they are copied and kept elsewhere.
    """
    feeds = Blueprint("feeds", __name__, template_folder="templates")
    routes = Routes(feeds, FeedsRoom(site, clock))
    routes.get("/sitemap.xml", "sitemap", list_pages)
    routes.get("/robots.txt", "robots", tell_robots)
    routes.get("/opensearch.xml", "opensearch", describe_search)
    routes.get("/feed.xml", "feed", feed_of_all)
    routes.get("/<language:language>/feed.xml", "language_feed", feed_of_language)
    routes.get("/llms.txt", "llms", list_for_models)
    routes.get("/llms-full.txt", "llms_full", tell_all)
    routes.get("/<language:language>/llms-full.txt", "llms_full_of_language", tell_all_of_language)
    routes.get("/.well-known/security.txt", "security", tell_contact)
    return feeds


def list_pages(room: FeedsRoom) -> Response:
    """The site map: every article with its translations, and the page of every product that is written of."""
    site = room.site
    articles = site.catalog.visible(audiences=PUBLIC_ONLY)
    versions = {article.key: site.catalog.translations(article.key, PUBLIC_ONLY) for article in articles}
    languages = _languages(site)
    products = {code: _products(site, code) for code in languages}
    return _xml(
        render_template(
            "public/sitemap.xml", articles=articles, versions=versions, languages=languages, products=products
        )
    )


def tell_robots(room: FeedsRoom) -> Response:
    """What crawlers leave alone."""
    below = room.site.settings.path
    hidden = [f"Disallow: {below}/api/", f"Disallow: {below}/*/search", f"Disallow: {below}/*/ask?"]
    lines = ["User-agent: *", *hidden, f"Sitemap: {room.site.root()}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def describe_search(room: FeedsRoom) -> Response:
    """How a browser searches here from its address line (OpenSearch)."""
    site = room.site
    site.set_language(site.preferred_language())
    text = render_template("public/opensearch.xml", language=site.preferred_language())
    response = Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")
    response.vary.add("Accept-Language")
    return response


def feed_of_all(room: FeedsRoom) -> Response:
    """What changed lately, in all languages."""
    return _feed(room.site, None)


def feed_of_language(room: FeedsRoom, language: str) -> Response:
    """What changed lately in ``language``."""
    return _feed(room.site, language)


def list_for_models(room: FeedsRoom) -> Response:
    """The articles by category as Markdown, for programs that read with a language model."""
    groups = [(code, _by_category(room.site, code)) for code in _languages(room.site)]
    text = render_template("public/llms.txt", groups=groups)
    return Response(text, content_type="text/plain; charset=utf-8")


def tell_all(room: FeedsRoom) -> Response:
    """The articles themselves, in the collection's own language."""
    return full_text(room.site, room.site.catalog.default_language)


def tell_all_of_language(room: FeedsRoom, language: str) -> Response:
    """The same in ``language``."""
    return full_text(room.site, language)


def tell_contact(room: FeedsRoom) -> Response:
    """RFC 9116: whom to tell of a weakness; made for each request, so that it never expires unnoticed."""
    site = room.site
    contact = site.settings.security_contact or abort(404)
    midnight = datetime.combine(room.clock().astimezone(UTC).date(), time(), UTC)
    lines = {
        "Contact": contact,
        "Expires": (midnight + timedelta(days=SECURITY_DAYS)).isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": ", ".join(_languages(site)) or site.catalog.default_language,
        "Canonical": f"{site.root()}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return Response(text, content_type="text/plain; charset=utf-8")


def _languages(site: Site) -> list[str]:
    return [code for code in site.catalog.languages if site.catalog.visible(code, PUBLIC_ONLY)]


def _products(site: Site, language: str) -> list[Product]:
    """The products with something of their own to read in ``language``."""
    named = {id_ for article in site.catalog.visible(language, PUBLIC_ONLY) for id_ in article.products}
    return [product for product in site.catalog.products.products if product.id in named]


def _by_category(site: Site, language: str) -> list[tuple[str, list[Article]]]:
    catalog, audiences = site.catalog, PUBLIC_ONLY
    tree = [(category.title, category.path) for category in catalog.category_tree(language, audiences)]
    paths = [*tree, ("", "")]
    found = [(title, catalog.in_category(language, path, audiences)) for title, path in paths]
    return [(title, articles) for title, articles in found if articles]


def _feed(site: Site, language: str | None) -> Response:
    articles = recently_changed(site.catalog.visible(language, PUBLIC_ONLY), FEED_ENTRIES)
    entries = [(article, _instant(article)) for article in articles]
    updated = max((instant for _, instant in entries), default=site.catalog.changed_at)
    text = render_template("public/feed.xml", entries=entries, updated=updated, language=language)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def _instant(article: Article) -> datetime:
    day = article.changed_on
    return datetime.combine(day, time(), UTC) if day else article.modified_at


def _xml(text: str) -> Response:
    return Response(text, content_type="application/xml; charset=utf-8")
