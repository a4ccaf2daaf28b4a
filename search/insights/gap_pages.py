"""The gaps: topics that readers ask about and no article answers, and what an editor does about one."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.audit_log import note_export
from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.editing.new_article import file_name, save_draft
from kb.files.saving import SaveError
from kb.language.marking import N_
from kb.site.site import Site
from kb.storage.columns import kept_key, kept_language
from kb.storage.database import naive_utc
from kb.web.routes import Routes
from search.insights.gap_drafts import draft_text
from search.insights.room import InsightsRoom
from search.log.searches import MAX_QUERY, Cover, Search, cover, uncover
from search.text.folding import clean, words

MOST_OF_A_GAP = 50
MOST_GAPS = 30


def add_gaps(routes: Routes[InsightsRoom]) -> None:
    """Add the addresses of the gaps."""
    routes.get("/insights/gaps", "gaps", list_gaps)
    routes.post("/insights/gaps/draft", "draft", draft_article)
    routes.post("/insights/gaps/cover", "cover_gap", cover_gap)
    routes.post("/insights/gaps/reopen", "reopen", reopen)


def say(room: InsightsRoom, text: str, category: str = "note", **values: str) -> AnyResponse:
    """Back to the gaps, with ``text`` above them in the reader's language."""
    flash(room.site.said(text) % values, category)
    asked: Any = room.scope().query(room.clock().date())
    return redirect(url_for("insights.gaps", **asked), 303)


def close_gap(room: InsightsRoom, questions: list[tuple[str, str]], article: ArticleId) -> None:
    """Keep the questions as answered by ``article``."""
    at = naive_utc(room.clock())
    name = room.site.person().name[:200]
    made = {(language, " ".join(words(query))[:MAX_QUERY]) for language, query in questions}
    with room.database.begin() as connection:
        cover(connection, [Cover(language, folded, article, at, name) for language, folded in sorted(made)])


def reopen_gap(room: InsightsRoom, language: str, key: str) -> None:
    """Take back that this article answers anything, also where it is a draft or gone since."""
    with room.database.begin() as connection:
        uncover(connection, ArticleId(kept_language(language), kept_key(key)))


def list_gaps(room: InsightsRoom) -> str:
    """The topics that no article answers, and those that were closed."""
    found = room.reader.gaps(room.scope())
    return render_template(
        "insights/insight_gaps.html",
        gaps=found[:MOST_GAPS],
        more=len(found[MOST_GAPS:]),
        closed=_closed(room),
        articles=room.site.catalog.articles,
        most_of_a_gap=MOST_OF_A_GAP,
    )


def draft_article(room: InsightsRoom) -> AnyResponse:
    """Begin an article from the questions of a topic: among the articles, open in its form, or to download."""
    site = room.site
    questions = _questions()
    if not questions:
        return say(room, N_("There was no question."), "error")
    language, near = _language(site, questions), _article(site, request.form.get("near", ""))
    text = draft_text([query for _, query in questions])
    if request.form.get("act") == "download":
        note_export(room.database, room.clock(), site.person(), "insights gap")
        return _markdown(text, file_name(questions[0][1]))
    try:
        made = save_draft(site.library, language, questions[0][1], text, near)
    except SaveError as error:
        return say(room, N_("The draft could not be saved: %(why)s"), "error", why=error.within(site.library.root))
    close_gap(room, questions, made.id)
    flash(site.said(N_("The gap is closed. Readers see nothing of this article until it is published.")), "editor")
    person = site.person()
    if room.git and (why := room.git.commit_change(made.path, "Begin", "", person.name, person.email)):
        flash(site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": why}, "editor")
    return redirect(url_for("editor.article", language=made.language, key=made.key), 303)


def cover_gap(room: InsightsRoom) -> AnyResponse:
    """An article that is there answers a topic."""
    article, questions = _article(room.site, request.form.get("article", "")), _questions()
    if article is None or not questions:
        return say(room, N_("There is no such article. Choose one from the list."), "error")
    close_gap(room, questions, article.id)
    return say(room, N_("Closed: %(title)s answers this."), title=article.title)


def reopen(room: InsightsRoom) -> AnyResponse:
    """What an article was said to answer is open again."""
    language, _, key = request.form.get("article", "").partition("/")
    reopen_gap(room, language, key)
    return say(room, N_("The questions are open again."))


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


def _closed(room: InsightsRoom) -> list[Closed]:
    """What was closed, by article: the questions, and how often one of them failed again since."""
    failed: dict[tuple[str, str], list[Search]] = {}
    for search in room.reader.read(room.scope()).searches:
        if search.failed:
            failed.setdefault((search.language, search.folded), []).append(search)
    groups: dict[ArticleId, list[Cover]] = {}
    for one in room.reader.covers():
        groups.setdefault(one.article, []).append(one)
    return [
        (
            id_,
            room.site.catalog.articles.get(id_),
            made,
            sum(search.at > one.at for one in made for search in failed.get((one.language, one.folded), ())),
        )
        for id_, made in groups.items()
    ]


def _markdown(text: str, name: str) -> Response:
    response = Response(text, content_type="text/markdown; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.md")
    return response
