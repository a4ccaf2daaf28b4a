"""The reports: how true the articles are that people read, and how the review gets on; as a page, pictures and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from kb.accounts.audit_log import note_export
from kb.graphics.charts import Look, Series, bar_chart, chart_response, line_chart, lying_bar_chart, some_of
from kb.graphics.tables import Table, csv_response, csv_text
from kb.site.site import Site
from kb.web.routes import Routes
from review.reports.figures import headline
from review.reports.history_api import add_history_api
from review.reports.history_pages import add_history
from review.reports.reader import FigureReader
from review.reports.tables import COLOURS, REPORTS
from review.reports.wording import ReportWording, page_words
from review.room import ReviewRoom
from review.service import Review

SIZES = {"whole": (1120, 260), "half": (600, 280), "narrow": (340, 250)}
LYING = ("age", "owners", "categories")
NAMES_IN_CHART = 12
WEEKS_BETWEEN_NAMES = 6


@dataclass(frozen=True)
class ReportsRoom:
    """What the reports work with."""

    site: Site
    review: Review
    reader: FigureReader


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The addresses of reports and history."""
    pages = Blueprint("review_reports", __name__, template_folder="templates")
    routes = Routes(pages, ReportsRoom(site, review, FigureReader(review)))
    routes.get("/review/reports", "reports", show_reports)
    routes.get("/review/reports/<name>.svg", "chart", draw_chart)
    routes.get("/review/reports/<name>.csv", "numbers", send_numbers)
    add_history(Routes(pages, ReviewRoom(site, review)))
    add_history_api(Routes(pages, ReviewRoom(site, review)))
    return pages


def show_reports(room: ReportsRoom) -> str:
    """All reports on one page."""
    figures, words = room.reader.read(), page_words(room.site)
    tables = {name: figures.table(name, words.names) for name in REPORTS}
    waiting = sum(row.is_open(figures.today) for row in figures.rows)  # as the queue counts them
    return render_template(
        "reports/reports.html",
        words=words,
        tables=tables,
        share=headline(figures.weeks),
        waiting=waiting,
        others=len(figures.rows) - waiting,
        overdue=figures.median_days_overdue,
        colours=COLOURS,
        most_names=NAMES_IN_CHART,
    )


def draw_chart(room: ReportsRoom, name: str) -> Response:
    """The picture of a report."""
    size = SIZES.get(request.args.get("size", "half"))
    if name not in REPORTS or size is None:
        abort(404)
    room.site.speak_as_asked()
    words = page_words(room.site)
    look = Look(*size, words.language, words.number)
    picture = draw(name, room.reader.read().table(name, words.names), look, words)
    return chart_response(picture)


def send_numbers(room: ReportsRoom, name: str) -> Response:
    """A report for spreadsheets; that it was taken is in the audit log."""
    review = room.review
    if name not in REPORTS:
        abort(404)
    note_export(review.database, review.clock(), room.site.person(), f"review report {name}")
    table = room.reader.read().table(name)
    return csv_response(csv_text(table.columns, table.as_text()), f"review-{name}-{review.today()}.csv")


def draw(name: str, table: Table, look: Look, words: ReportWording) -> bytes:
    """The picture of a report."""
    title = words.title(name)
    if name == "freshness":
        shares = [None if share is None else share * 100 for share in table.values("share")]
        percent = Look(look.width, look.height, look.language, lambda value: words.percent(value / 100))
        return line_chart(title, _axis(table, words), Series("", shares, "brand"), percent, most=100)
    columns = [column for column in table.columns[1:] if column != "total"]
    series = [Series(words.heading(c), table.values(c), COLOURS.get(c, "brand")) for c in columns]
    if name in LYING:
        longest = [Series(one.name, one.values[:NAMES_IN_CHART], one.colour) for one in series]
        return lying_bar_chart(title, [str(row[0]) for row in table.rows[:NAMES_IN_CHART]], longest, look)
    return bar_chart(title, _axis(table, words), series, look)


def _axis(table: Table, words: ReportWording) -> Sequence[str]:
    """The names below a chart; of weeks only some, or they would not fit."""
    names = [row[0] for row in table.rows]
    every = WEEKS_BETWEEN_NAMES if isinstance(names[0], date) else 1
    return some_of([words.short_day(name) if isinstance(name, date) else str(name) for name in names], every)
