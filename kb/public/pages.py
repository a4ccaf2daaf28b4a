"""The pages readers see: home, categories, articles, the files beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.catalog.addresses import article_url, category_url
from kb.catalog.article import Article
from kb.catalog.categories import Category
from kb.catalog.paths import with_parents
from kb.catalog.readers import articles_in, best_for, categories_for
from kb.catalog.shown_days import Days
from kb.core.clock import Clock
from kb.core.roles import Action
from kb.files.inside import astray
from kb.folder.file_types import CONTENT_TYPES, FILE_TYPES, is_served, kind_of
from kb.graphics import qr
from kb.public.article_data import around, article_data, neighbours
from kb.public.full_text import markdown_file
from kb.public.hidden import hidden_article, show_hidden
from kb.public.home import home_parts
from kb.public.linked_files import articles_beside, is_linked, is_linked_only, linked_files
from kb.public.markdown_lists import ENDING, category_markdown, home_markdown
from kb.public.product_pages import product_names, sections_of, send_picture, show_product
from kb.site.language_choice import keep_around
from kb.site.right_address import with_query
from kb.site.site import Site
from kb.site.static_files import PagesWithFiles, static_folders
from kb.web.policies import FILE_POLICY
from kb.web.routes import Routes
from kb.web.visits import is_opened

_WARNING = re.compile(r'class="[^"]*\b(?:warning|danger|caution)\b')
"""An article that warns of something begins with that, never with what we did not do."""
_PDF_POLICY = "frame-ancestors 'none'"  # Chrome and Safari show nothing of a PDF that is sandboxed


@dataclass(frozen=True)
class PublicRoom:
    """What the reader's pages work with."""

    site: Site
    clock: Clock

    def today(self) -> date:
        """By the clock of the organisation."""
        return self.clock().astimezone(self.site.catalog.brand.zone).date()


def create_blueprint(site: Site, clock: Clock) -> Blueprint:
    """The reader's pages of ``site``."""
    pages = PagesWithFiles("kb", __name__, static_folders(Path(__file__).parents[1]))
    routes = Routes(pages, PublicRoom(site, clock))
    routes.get("/", "start", find_language)
    routes.get("/<language:language>/", "home", show_home)
    routes.get("/<language:language>/index.md", "home_markdown", send_home)
    routes.get("/<language:language>/categories/<path:path>", "category", show_category)
    routes.get("/<language:language>/articles/<path:key>", "article", show_article)
    routes.get("/files/<path:path>", "file", show_file)
    products = Routes(pages, site)
    products.get("/<language:language>/products/<product>", "product", show_product)
    products.get("/products/<product>/<any(light, dark):theme>", "product_picture", send_picture)
    pages.app_context_processor(partial(product_names, site))
    return pages


def find_language(room: PublicRoom) -> AnyResponse:
    """The address of the site leads to the home page in the reader's language."""
    return redirect(url_for("kb.home", language=room.site.preferred_language()))


def show_home(room: PublicRoom, language: str) -> str:
    """The home page in ``language``."""
    site = room.site
    is_empty = not site.catalog.visible(language, site.audiences())
    questions, rows = home_parts(site, language, room.today())
    return render_template("public/home.html", questions=questions, rows=rows, is_empty=is_empty)


def send_home(room: PublicRoom, language: str) -> Response:
    """The home page as Markdown."""
    return home_markdown(room.site, language)


def show_category(room: PublicRoom, language: str, path: str) -> AnyResponse | str:
    """The category ``path``: what is below it and what is in it, be it only in another language; or where it went.

    With ``.md`` behind its path as Markdown, unless a category is called so.
    """
    site = room.site
    catalog, audiences = site.catalog, site.audiences()
    tree = categories_for(catalog, language, audiences)
    found = next((category for category in tree if category.path == path), None)
    if found is None and path.endswith(ENDING):
        named = next((one for one in tree if one.path == path.removesuffix(ENDING)), None) or abort(404)
        return category_markdown(site, language, named, [one for one in tree if one.parent == named.path])
    if found is None:
        moved = catalog.moved_category(path, language, audiences) or abort(404)
        return redirect(with_query(category_url(language, moved)), 301)
    inside = partial(articles_in, catalog, language=language, audiences=audiences)
    return render_template(
        "public/category.html",
        category=found,
        trail=_trail(site, language, found.parent),
        below=[(child, inside(child.path)) for child in tree if child.parent == path],
        sections=sections_of(inside(path)),
        in_languages=[code for code in site.languages() if catalog.has_category(code, path, audiences)],
    )


def show_article(room: PublicRoom, language: str, key: str) -> AnyResponse | tuple[str, int] | str:
    """An article; with ``.md`` behind its key as Markdown, with ``.qr.svg`` as a code that leads to it."""
    site = room.site
    if key.endswith(".md"):
        return markdown_file(site, _find(site, language, key.removesuffix(".md")))
    if key.endswith(".qr.svg"):
        return _code(site, _find(site, language, key.removesuffix(".qr.svg")))
    catalog, audiences = site.catalog, site.audiences()
    found = catalog.get(language, key, audiences)
    if found is None:
        return _elsewhere(site, language, key)
    if is_opened(request) and "feedback" not in request.args:  # thanks for a vote are no second reading
        site.views.count(found.id)
    rendered = site.rendered(found)
    reader = site.preferred_language()
    trail = _trail(site, language, found.category)
    today = room.today()
    days = Days.of(found, today)
    around_it = partial(
        keep_around,
        language=language,
        reader=reader,
        has_own=lambda key: bool(catalog.get(reader, key, audiences)),
    )
    siblings = articles_in(catalog, found.category, reader, audiences)
    before, after = neighbours(found, siblings)
    return render_template(
        "public/article.html",
        article=found,
        days=days,
        today=today,
        body=around_it(rendered.html),
        introduction=around_it(rendered.introduction),
        steps=[replace(step, html=around_it(step.html)) for step in rendered.steps],
        contents=rendered.contents,
        trail=trail if reader == language else _trail(site, reader, found.category),
        beside=around(found, siblings),
        siblings_count=len(siblings),
        before=before,
        after=after,
        related=[best_for(catalog, near.key, reader, audiences) or near for near in site.related(found, audiences)],
        translations=catalog.translations(key, audiences),
        overdue_note=_overdue_note(site, found),
        warns_first=bool(_WARNING.search(rendered.html)),
        data=article_data(found, days, site.root(), trail, site.face(language).site_name),
    )


def show_file(room: PublicRoom, path: str) -> Response:
    """A file that lies beside articles, for those who may see one of them."""
    site = room.site
    kind = kind_of(path)
    if path not in site.catalog.files or not is_served(path) or not _may_see_file(site, path):
        abort(404)
    real, root = (site.settings.articles_dir / path).resolve(), site.settings.articles_dir.resolve()
    if astray(real, root) or not is_served(real.name) or not real.is_file():
        abort(404)
    response = send_file(real, CONTENT_TYPES[kind], as_attachment=not FILE_TYPES[kind], conditional=True, max_age=3600)
    response.headers["Content-Security-Policy"] = _PDF_POLICY if kind == "pdf" else FILE_POLICY
    return response


def _overdue_note(site: Site, article: Article) -> str:
    """What readers of an article are told that nobody reviewed for too long: ``on`` is the usual words."""
    wording = site.settings.overdue_note
    return wording if wording != "off" and site.is_overdue(article) else ""


def _find(site: Site, language: str, key: str) -> Article:
    found = site.catalog.get(language, key, site.audiences())
    if found is None:
        abort(404)
    return found


def _code(site: Site, article: Article) -> Response:
    """The QR code of the article's own address; one for staff only is kept by nobody else."""
    if not site.opens_elsewhere():
        abort(409)
    try:
        drawn = qr.svg(site.root() + article_url(*article.id))
    except ValueError:  # longer than a code can hold
        abort(404)
    response = Response(drawn, content_type="image/svg+xml")
    who = "public" if article.audience.is_public else "private"
    response.headers["Cache-Control"] = f"{who}, max-age=86400"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _elsewhere(site: Site, language: str, key: str) -> AnyResponse | tuple[str, int] | str:
    """An address without an article: hidden from readers, moved, or there in other languages only, or nothing."""
    catalog, audiences = site.catalog, site.audiences()
    versions = catalog.translations(key, audiences)
    if hidden := hidden_article(site, language, key):
        return show_hidden(site, hidden)
    if versions:
        return render_template("public/other_languages.html", versions=versions), 404
    moved = catalog.moved_to(key, language, audiences)
    if moved is not None:
        return redirect(with_query(article_url(moved.language, moved.key)), 301)
    away = catalog.moved_away(key, language, audiences)
    return redirect(away, 302) if away else abort(404)


def _trail(site: Site, language: str, path: str) -> list[Category]:
    """The categories from the top down to ``path``."""
    tree = {category.path: category for category in categories_for(site.catalog, language, site.audiences())}
    return [tree[step] for step in with_parents(path) if step in tree]


def _may_see_file(site: Site, path: str) -> bool:
    """A file belongs to the articles of its folder, or of the nearest folder above that has any.

    An internal article keeps its files to itself as a draft and in the archive as well. Those of drafts, of the archive
    and of what comes later or was taken away are for who writes, and for readers of an article that links to them.
    Files of a dot folder belong to the articles that link to them, and to nobody else.
    """
    catalog, audiences = site.catalog, site.audiences()
    if is_linked_only(path):
        return path in linked_files(catalog, audiences)
    for folder in PurePosixPath(path).parents:
        beside = articles_beside(catalog).get(folder, ())
        if any(article.is_published and article.audience in audiences for article in beside):
            return True
        if any(article.is_published or article.audience not in audiences for article in beside):
            return False
        if beside:  # drafts, what is archived, and what comes later or was taken away
            return site.person().may(Action.WRITE) or is_linked(path, catalog, audiences)
    return True
