"""What machines read: site map, robots, OpenSearch, Atom feed, llms.txt, security.txt."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, abort, render_template

from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import recently_changed
from kb.core.clock import Clock, utc_now
from kb.site.site import Site

FEED_ENTRIES = 30
SECURITY_DAYS = 30
"""How long a copy of security.txt holds (RFC 9116 wants less than a year)."""


def create_blueprint(site: Site, clock: Clock = utc_now) -> Blueprint:
    """The machine-readable addresses of ``site``; only what the public may see is in them,
    whoever asks: they are copied and kept elsewhere.
    """
    feeds = Blueprint("feeds", __name__, template_folder="templates")

    @feeds.get("/sitemap.xml")
    def sitemap() -> Response:
        articles = site.catalog.visible(audiences=PUBLIC_ONLY)
        versions = {article.key: site.catalog.translations(article.key, PUBLIC_ONLY) for article in articles}
        languages = _languages(site)
        return _xml(render_template("kb/sitemap.xml", articles=articles, versions=versions, languages=languages))

    @feeds.get("/robots.txt")
    def robots() -> Response:
        below = site.settings.path
        hidden = [f"Disallow: {below}/api/", f"Disallow: {below}/*/search"]
        lines = ["User-agent: *", *hidden, f"Sitemap: {site.root()}/sitemap.xml"]
        return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

    @feeds.get("/opensearch.xml")
    def opensearch() -> Response:
        site.set_language(site.preferred_language())
        text = render_template("kb/opensearch.xml", language=site.preferred_language())
        response = Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")
        response.vary.add("Accept-Language")
        return response

    @feeds.get("/feed.xml")
    def feed() -> Response:
        return _feed(site, None)

    @feeds.get("/<language:language>/feed.xml")
    def language_feed(language: str) -> Response:
        return _feed(site, language)

    @feeds.get("/llms.txt")
    def llms() -> Response:
        groups = [(code, _by_category(site, code)) for code in _languages(site)]
        text = render_template("kb/llms.txt", groups=groups)
        return Response(text, content_type="text/plain; charset=utf-8")

    @feeds.get("/.well-known/security.txt")
    def security() -> Response:
        """RFC 9116: whom to tell of a weakness; made for each request, so that it never expires unnoticed."""
        contact = site.settings.security_contact or abort(404)
        midnight = datetime.combine(clock().astimezone(UTC).date(), time(), UTC)
        lines = {
            "Contact": contact,
            "Expires": (midnight + timedelta(days=SECURITY_DAYS)).isoformat().replace("+00:00", "Z"),
            "Preferred-Languages": ", ".join(_languages(site)) or site.catalog.default_language,
            "Canonical": f"{site.root()}/.well-known/security.txt",
        }
        text = "".join(f"{name}: {value}\n" for name, value in lines.items())
        return Response(text, content_type="text/plain; charset=utf-8")

    return feeds


def _languages(site: Site) -> list[str]:
    return [code for code in site.catalog.languages if site.catalog.visible(code, PUBLIC_ONLY)]


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
    text = render_template("kb/feed.xml", entries=entries, updated=updated, language=language)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def _instant(article: Article) -> datetime:
    day = article.changed_on
    return datetime.combine(day, time(), UTC) if day else article.modified_at


def _xml(text: str) -> Response:
    return Response(text, content_type="application/xml; charset=utf-8")
