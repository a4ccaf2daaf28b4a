"""The insights: what readers search for, what they do not find, how articles do; as pages, pictures, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.audit_log import note_export
from kb.core.roles import Action
from kb.graphics.charts import Look, Series, bar_chart, chart_response, lying_bar_chart, some_of
from kb.graphics.tables import Table, csv_response, csv_text
from kb.language.interface import interface_language, interface_languages, translations
from kb.language.languages import native_name
from kb.language.marking import N_
from kb.sign_in.access import protect
from kb.storage.database import naive_utc
from kb.web.routes import Routes
from search.answers.log.figures import ANSWER_REPORTS, AnswerFigures
from search.answers.log.model_use import model_use
from search.insights.counts.overview import search_figures
from search.insights.counts.overview_wording import OverviewWording
from search.insights.counts.reader import InsightReader, SearchFigures
from search.insights.counts.scope import RANGES, InsightScope
from search.insights.counts.self_service import together
from search.insights.counts.support_figures import SupportFigures
from search.insights.counts.support_tables import REPLIES, SELF_SERVICE, SUPPORT_REPORTS
from search.insights.counts.tables import (
    ABOUT,
    ARTICLE_REPORTS,
    CHARTS,
    HEADINGS,
    OUTCOMES,
    REPORTS,
    SEARCH_REPORTS,
    TITLES,
)
from search.insights.gap_pages import add_gaps
from search.insights.monthly import report_readers
from search.insights.monthly.sending import can_mail
from search.insights.room import InsightsRoom

SIZES = {"whole": (1120, 260), "half": (560, 260), "narrow": (340, 250)}
PARTS = {
    "searches": N_("Searches"),
    "articles": N_("Articles"),
    "answers": N_("Answers from articles"),
    "support": N_("Support"),
}
ROWS_SHOWN = 10
NAMES_IN_CHART = 8
LABEL_WIDTH = 80


def create_blueprint(room: InsightsRoom) -> Blueprint:
    """The addresses."""
    pages = Blueprint("insights", __name__, template_folder="templates")
    protect(pages, room.site, Action.INSIGHTS)
    pages.context_processor(partial(names, room))
    routes = Routes(pages, room)
    routes.get("/insights", "overview", show_overview)
    routes.get("/insights/searches", "searches", show_searches)
    routes.get("/insights/articles", "articles", show_articles)
    routes.get("/insights/answers", "answers", show_answers)
    routes.get("/insights/support", "support", show_support)
    routes.get("/insights/<name>.svg", "chart", draw_chart)
    routes.get("/insights/<name>.<any(csv, json):kind>", "numbers", send_numbers)
    routes.post("/insights/mail", "mail", choose_mail)
    add_gaps(routes)
    return pages


def show_overview(room: InsightsRoom) -> str:
    """Whether self-service works, on one screen."""
    site = room.site
    interface = interface_language(site.preferred_language())
    wording = OverviewWording(translations(interface), partial(site.writing.number, interface=interface))
    account, wants_in = site.person().account, None
    if account is not None:
        with room.database.connect() as connection:
            wants_in = report_readers.wanted_in(connection, account)
    return render_template(
        "insights/overview.html",
        overview=room.reader.overview(room.scope()),
        told=wording,
        on_line=search_figures,
        can_mail=account is not None and (can_mail(site.settings) or wants_in is not None),
        wants_in=wants_in,
        mail_language=wants_in or interface,
        mail_languages=interface_languages(),
    )


def choose_mail(room: InsightsRoom) -> AnyResponse:
    """Have the monthly report mailed to oneself, or no more."""
    site = room.site
    account, language = site.person().account, request.form.get("language", "")
    if account is None or language not in interface_languages():
        abort(400, "choose one of the languages of the pages; only who has an account gets mail")
    wants = request.form.get("act") == "begin"
    with room.database.begin() as connection:
        if wants:
            report_readers.want(connection, account, language, naive_utc(room.clock()))
        else:
            report_readers.end(connection, account)
    flash(
        site.said(N_("From next month on you get the report by mail.") if wants else N_("You get no report by mail."))
    )
    asked: Any = room.scope().query(room.clock().date())
    return redirect(url_for("insights.overview", **asked), 303)


def show_searches(room: InsightsRoom) -> str:
    """What was searched for: charts, and tables of questions."""
    return _reports(room, "searches", [name for name in SEARCH_REPORTS if name not in ARTICLE_REPORTS])


def show_articles(room: InsightsRoom) -> str:
    """How articles do."""
    return _reports(room, "articles", ARTICLE_REPORTS)


def show_answers(room: InsightsRoom) -> str:
    """What was asked on the page for questions."""
    return _reports(room, "answers", ANSWER_REPORTS)


def show_support(room: InsightsRoom) -> str:
    """Replies, contact forms, tickets."""
    return _reports(room, "support", SUPPORT_REPORTS)


def _reports(room: InsightsRoom, part: str, names: Sequence[str]) -> str:
    scope = room.scope()
    figures, support, answers = room.reader.read(scope), room.reader.support(scope), room.reader.answers(scope)
    return render_template(
        "insights/reports.html",
        part=part,
        heading_text=PARTS[part],
        tables={name: _table(name, figures, support, answers) for name in names},
        sums=figures.sums,
        support=support,
        answers=answers,
        answer_reports=ANSWER_REPORTS,
        model_use=partial(model_use, room.database, room.site.settings, room.clock(), scope.first),
        score=together,
        charts=CHARTS,
        score_by_week=SELF_SERVICE,
        most=ROWS_SHOWN,
    )


def draw_chart(room: InsightsRoom, name: str) -> Response:
    """The picture of a report."""
    site = room.site
    size = SIZES.get(request.args.get("size", "half"))
    if name not in (*CHARTS, SELF_SERVICE) or size is None:
        abort(404)
    site.speak_as_asked()
    interface = interface_language(site.preferred_language())
    look = Look(*size, interface, partial(site.writing.number, interface=interface))
    short_day = partial(site.writing.short_day, interface=interface)
    picture = _draw(name, room.reader.table(name, room.scope()), look, short_day)
    return chart_response(picture)


def send_numbers(room: InsightsRoom, name: str, kind: str) -> Response:
    """A report for programs and spreadsheets; that it was taken is in the audit log."""
    if name not in (*REPORTS, "gaps"):
        abort(404)
    asked = room.scope()
    table = gaps_table(room.reader, asked) if name == "gaps" else room.reader.table(name, asked)
    note_export(room.database, room.clock(), room.site.person(), f"insights {name}")
    if kind == "json":
        told = {**asked.dates, "rows": table.as_json()}
        return Response(json.dumps(told, ensure_ascii=False), content_type="application/json")
    return csv_response(csv_text(table.columns, table.as_text()), f"{name}-{asked.first}-{asked.last}.csv")


def _table(name: str, figures: SearchFigures, support: SupportFigures, answers: AnswerFigures) -> Table:
    """One of the reports, of figures that are there already."""
    if name in ANSWER_REPORTS:
        return answers.table(name)
    return figures.table(name) if name in SEARCH_REPORTS else support.table(name)


def gaps_table(reader: InsightReader, asked: InsightScope) -> Table:
    """The topics, a row for each question."""
    rows = [
        (number, gap.name, one.query, one.language, one.count, one.count - one.recent, one.recent)
        for number, gap in enumerate(reader.gaps(asked), start=1)
        for one in gap.questions
    ]
    return Table(("topic", "name", "query", "language", "searches", "first_half", "second_half"), rows)


def names(room: InsightsRoom) -> dict[str, Any]:
    """What the templates of the insights may call."""
    site, today, asked = room.site, room.clock().date(), room.scope()
    language = site.preferred_language()
    interface = interface_language(language)
    gettext = translations(interface).gettext
    top = [one for one in site.catalog.category_tree(language, site.audiences()) if "/" not in one.path]
    return {
        "scope": asked,
        "scope_query": asked.query(today),
        "ranges": RANGES,
        "is_usual_range": asked.last == today and asked.days in RANGES,
        "categories": top,
        "title_of": lambda name: gettext(TITLES[name]),
        "about": lambda name: gettext(ABOUT[name]),
        "heading": lambda name: gettext(HEADINGS[name]),
        "percent": lambda share: gettext("%(num)s%%") % {"num": site.writing.number(round(share * 100), interface)},
        "outcome": lambda name: gettext(OUTCOMES[name]),
        "searches": SEARCH_REPORTS,
        "replies": REPLIES,
    }


def _draw(name: str, table: Table, look: Look, short_day: Callable[[date], str]) -> bytes:
    words = translations(look.language)
    title = words.gettext(TITLES[name])
    if name == "positions":
        shares = [None if share is None else share * 100 for share in table.values("share")]
        percent = replace(look, number=lambda value: words.gettext("%(num)s%%") % {"num": look.number(value)})
        names = [look.number(float(str(row[0]))) for row in table.rows]
        return bar_chart(title, names, [Series("", [share and round(share, 1) for share in shares], "brand")], percent)
    if name == SELF_SERVICE:
        weeks = _axis([row[0] for row in table.rows], look, short_day)
        return bar_chart(title, weeks, [Series("", table.values("per_ticket"), "brand")], look)
    answered, failed = (
        Series(words.gettext(HEADINGS[column]), table.values(column), colour)
        for column, colour in (("answered", "brand"), ("failed", "warning"))
    )
    if name == "languages":
        names = [native_name(str(row[0])) for row in table.rows[:NAMES_IN_CHART]]
        both = [Series(one.name, one.values[:NAMES_IN_CHART], one.colour) for one in (answered, failed)]
        return lying_bar_chart(title, names, both, look)
    return bar_chart(title, _axis([row[0] for row in table.rows], look, short_day), [answered, failed], look)


def _axis(days: Sequence[object], look: Look, short_day: Callable[[date], str]) -> list[str]:
    """The days below a chart; only some, or they would not fit."""
    every = -(-len(days) * LABEL_WIDTH // look.width)
    return some_of([short_day(day) if isinstance(day, date) else "" for day in days], every)
