"""The search page: what was found, ten results at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from kb.catalog.article import Article
from kb.catalog.shown_days import Days
from kb.core.clock import Clock
from kb.core.paging import page_number
from kb.core.text import MAX_QUERY_CHARACTERS
from kb.site.site import Site
from kb.site.static_files import PagesWithFiles, static_folders
from kb.web.cors import share
from kb.web.routes import Routes
from search import api
from search.engine.engine import Engine
from search.log.recorder import Recorder
from search.readers_request import PAGE_SIZE, SearchRoom, asked_for, earlier_tries, taken_down
from search.results.as_html import marked_title, quotation
from search.results.lateness import late_line
from search.results.results import QueryError, Results, SearchRequest

MOST_PAGES = 999


def create_blueprint(site: Site, engine: Engine, recorder: Recorder, clock: Clock) -> Blueprint:
    """The search addresses of ``site``."""
    pages = PagesWithFiles("search", __name__, static_folders(Path(__file__).parent, but=("desk",)))
    share(pages, site.settings.cors_origins, "search")
    room = SearchRoom(site, engine, recorder, clock)
    Routes(pages, room).get("/<language:language>/search", "results", show_results)
    api.add_to(pages, room)
    return pages


def show_results(room: SearchRoom, language: str) -> str | tuple[str, int]:
    """The page of results, ten at a time."""
    site = room.site
    text = request.args.get("q", "")
    number = page_number(request.args.get("page"), MOST_PAGES)
    asked = asked_for(site, language, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    try:
        found = room.engine.search(asked)
    except QueryError as error:
        said = {"refused": str(error), "late": None, "is_unsure": False, "recorded": None}
        return render_template("search/results.html", query=text[:MAX_QUERY_CHARACTERS], **said), 400
    pages_of_hits = -(-found.total // PAGE_SIZE)
    if found.total and number > pages_of_hits:
        number = pages_of_hits
        found = room.engine.search(replace(asked, offset=(number - 1) * PAGE_SIZE))
    recorded = taken_down(site.settings, room.recorder, asked, found)
    tries = earlier_tries()
    return render_template(
        "search/results.html",
        query=text,
        recorded=recorded,
        asked=asked,
        found=found,
        late=late_line([found.mode], tries) if found.is_to_come else None,
        is_unsure=found.is_to_come and not tries,
        marked_title=marked_title,
        answer=_answer(site, found, room.clock) if number == 1 else None,
        page=number,
        pages=pages_of_hits,
        categories=_category_counts(site, language, found),
        products=_product_counts(site, language, asked, found),
        link=_linker(request.args.to_dict()),
        popular=_popular(site, asked, language, found),
        query_languages=_other_languages(site, language, found),
    )


def _answer(site: Site, found: Results, clock: Clock) -> dict[str, Any] | None:
    """What is quoted as the answer, from where, and the day on which its article was last reviewed."""
    hit = found.answer
    if hit is None:
        return None
    text = quotation(hit, site.rendered(hit.article).html)
    return {"quotation": text, "reviewed_on": Days.of(hit.article, clock().date()).reviewed_on}


def _other_languages(site: Site, language: str, found: Results) -> list[str]:
    """The languages a query might be in instead; none where it is in the reader's and nobody would ask."""
    if found.language == language:
        return []
    return [code for code in site.languages() if code != found.language]


def _category_counts(site: Site, language: str, found: Results) -> list[tuple[str, str, int]]:
    """Top categories of the results as (path, title, count), most first."""
    counts: dict[str, int] = {}
    for path, count in found.categories.items():
        top = path.split("/", 1)[0]
        counts[top] = counts.get(top, 0) + count
    named = [(path, site.catalog.category_title(language, path), n) for path, n in counts.items() if path]
    return sorted(named, key=lambda entry: (-entry[2], entry[1]))


def _product_counts(site: Site, language: str, asked: SearchRequest, found: Results) -> list[tuple[str, str, int]]:
    """Products of the results as (id, name, count), most first; the one asked for even where nothing names it."""
    known = site.catalog.products.by_id
    counts = dict(found.products)
    if asked.product in known:
        counts.setdefault(asked.product or "", 0)
    named = [(id_, known[id_].name.any(language), count) for id_, count in counts.items() if id_ in known]
    return sorted(named, key=lambda entry: (-entry[2], entry[1]))


def _popular(site: Site, asked: SearchRequest, language: str, found: Results) -> list[Article]:
    """Where nothing was found: what others read most, of the category and the product asked for where there were."""
    if found.total:
        return []
    wanted, product = asked.category, asked.product
    articles = site.catalog.visible(language, site.audiences())
    visible = {
        article.key: article
        for article in articles
        if (wanted is None or article.is_in(wanted)) and (product is None or article.is_about(product))
    }
    return [visible[key] for key in site.views.popular(language, 100) if key in visible][:5]


def _linker(arguments: dict[str, str]) -> Any:
    """Makes addresses of this page with some arguments changed; None takes one away, and the page number goes."""

    def link(**changes: str | int | None) -> str:
        merged = {**arguments, "page": None, "again": None, **changes}
        return "?" + urlencode({name: value for name, value in merged.items() if value not in (None, "")})

    return link
