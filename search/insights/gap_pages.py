"""The gaps: topics that readers ask about and no article answers, and what an editor does about one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.audit_log import note_export
from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.editing.new_article import file_name, save_draft
from kb.files.saving import SaveError
from kb.language.interface import interface_language, translations
from kb.site.site import Site
from kb.storage.columns import kept_language
from kb.storage.database import naive_utc
from search.insights.gap_drafts import draft_text
from search.insights.reader import InsightReader
from search.insights.scope import Scope
from search.log.searches import MAX_QUERY, Cover, Search, cover, uncover
from search.text.folding import clean, words

MOST_OF_A_GAP = 50
MOST_GAPS = 30


def add_gaps(
    pages: Blueprint,
    site: Site,
    database: Engine,
    clock: Callable[[], datetime],
    reader: InsightReader,
    scope: Callable[[], Scope],
) -> None:
    """Add the addresses of the gaps to ``pages``."""

    def say(text: str, category: str = "note", **values: str) -> AnyResponse:
        flash(_gettext(site)(text) % values, category)
        asked: Any = scope().query(clock().date())
        return redirect(url_for("insights.gaps", **asked), 303)

    def close(questions: list[tuple[str, str]], article: ArticleId) -> None:
        at = naive_utc(clock())
        name = site.person().name[:200]
        made = {(language, " ".join(words(query))[:MAX_QUERY]) for language, query in questions}
        with database.begin() as connection:
            cover(connection, [Cover(language, folded, article, at, name) for language, folded in sorted(made)])

    @pages.get("/insights/gaps")
    def gaps() -> str:
        found = reader.gaps(scope())
        return render_template(
            "search/insight_gaps.html",
            gaps=found[:MOST_GAPS],
            more=len(found[MOST_GAPS:]),
            closed=_closed(reader, scope(), site),
            articles=site.catalog.articles,
            most_of_a_gap=MOST_OF_A_GAP,
        )

    @pages.post("/insights/gaps/draft")
    def draft() -> AnyResponse:
        questions = _questions()
        if not questions:
            return say("There was no question.", "error")
        language, near = _language(site, questions), _article(site, request.form.get("near", ""))
        text = draft_text([query for _, query in questions], _gettext(site, language))
        if request.form.get("act") == "download":
            note_export(database, clock(), site.person(), "insights gap")
            return _markdown(text, file_name(questions[0][1]))
        try:
            made = save_draft(site.library, language, questions[0][1], text, near)
        except SaveError as error:
            return say("The draft could not be saved: %(why)s", "error", why=error.within(site.library.root))
        close(questions, made.id)
        return say("The draft is in %(path)s. Nobody sees it until its status is changed.", path=made.path)

    @pages.post("/insights/gaps/cover")
    def cover_gap() -> AnyResponse:
        article, questions = _article(site, request.form.get("article", "")), _questions()
        if article is None or not questions:
            return say("There is no such article. Choose one from the list.", "error")
        close(questions, article.id)
        return say("Closed: %(title)s answers this.", title=article.title)

    @pages.post("/insights/gaps/reopen")
    def reopen() -> AnyResponse:
        language, _, key = request.form.get("article", "").partition("/")
        with database.begin() as connection:
            uncover(connection, ArticleId(language, key))
        return say("The questions are open again.")


def _questions() -> list[tuple[str, str]]:
    """The questions of the form, as (language, question)."""
    pairs = (clean(text).partition(":") for text in request.form.getlist("question")[:MOST_OF_A_GAP])
    return [(kept_language(language), query.strip()[:MAX_QUERY]) for language, _, query in pairs if words(query)]


def _article(site: Site, text: str) -> Article | None:
    """The article that a form names as its language and key, or by its address."""
    language, _, key = text.strip().removeprefix(site.root()).strip("/").partition("/")
    return site.catalog.get(language, key.removeprefix("articles/"), EVERYONE)


def _language(site: Site, questions: list[tuple[str, str]]) -> str:
    asked = [language for language, _ in questions]
    most = max(asked, key=asked.count)
    return most if most in site.catalog.languages else site.catalog.default_language


Closed = tuple[ArticleId, Article | None, list[Cover], int]


def _closed(reader: InsightReader, scope: Scope, site: Site) -> list[Closed]:
    """What was closed, by article: the questions, and how often one of them failed again since."""
    failed: dict[tuple[str, str], list[Search]] = {}
    for search in reader.read(scope).searches:
        if search.failed:
            failed.setdefault((search.language, search.folded), []).append(search)
    groups: dict[ArticleId, list[Cover]] = {}
    for one in reader.covers():
        groups.setdefault(one.article, []).append(one)
    return [
        (
            id_,
            site.catalog.articles.get(id_),
            made,
            sum(search.at > one.at for one in made for search in failed.get((one.language, one.folded), ())),
        )
        for id_, made in groups.items()
    ]


def _markdown(text: str, name: str) -> Response:
    response = Response(text, content_type="text/markdown; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.md")
    return response


def _gettext(site: Site, language: str | None = None) -> Callable[[str], str]:
    words_of: Callable[[str], str] = translations(interface_language(language or site.preferred_language())).gettext
    return words_of
