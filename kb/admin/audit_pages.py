"""``/admin/audit``: what happened with accounts, narrowed down, page by page, and as CSV and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from kb.accounts.audit_log import AuditEvent, AuditPart, LoggedEvent, note_export
from kb.admin.room import AdminRoom
from kb.admin.wording import EVENTS
from kb.core.paging import page_among, page_number
from kb.core.text import UNWANTED
from kb.graphics.tables import csv_response, csv_text
from kb.language.interface import interface_language
from kb.web.routes import Routes

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
MAX_WHO = 200
COLUMNS = ("at", "event", "account", "name", "about", "details")


@dataclass(frozen=True)
class AskedLog:
    """Which part of the log an address asks for, and ``wrong``: the field of it that nobody understands."""

    part: AuditPart
    page: int
    wrong: str = ""

    def query(self, **changes: Any) -> str:
        """The part of the address behind the question mark."""
        part = self.part
        days = {"from": part.first, "until": part.last}
        given = {"who": part.who, "what": part.event, **days, **changes}
        return urlencode({name: str(value) for name, value in given.items() if value})


def add_audit(routes: Routes[AdminRoom]) -> None:
    """Add the log's addresses."""
    routes.get("/audit", "audit", show_log)
    routes.get("/audit.csv", "audit_csv", send_csv)
    routes.get("/audit.json", "audit_json", send_json)


def show_log(room: AdminRoom) -> str | tuple[str, int]:
    """A page of the log, newest first."""
    site, administration, asked = room.site, room.administration, read_asked()
    total = 0 if asked.wrong else administration.count_log(asked.part)
    page = page_among(asked.page, total, PAGE_SIZE)
    entries = administration.log(asked.part, PAGE_SIZE, page.offset) if total else []
    language = interface_language(site.preferred_language())
    text = render_template(
        "admin/audit.html",
        asked=asked,
        entries=entries,
        total=total,
        page=page.number,
        pages=page.pages,
        events=EVENTS,
        names=administration.names_in_log(),
        typed=lambda name: request.args.get(name, "")[:MAX_WHO],
        clock=lambda at: site.writing.wall_clock(at.hour * 60 + at.minute, language),
        facts=facts_of,
        most_exported=MOST_EXPORTED,
        kept_days=site.settings.audit_days,
    )
    return (text, 400) if asked.wrong else text


def send_csv(room: AdminRoom) -> Response:
    """The newest entries of the part for spreadsheets; that they were taken is an entry itself."""
    told = [one.as_json() for one in _exported(room)]
    rows = ([_cell(one[name]) for name in COLUMNS] for one in told)
    return csv_response(csv_text(COLUMNS, rows), f"audit-log-{room.clock().date()}.csv")


def send_json(room: AdminRoom) -> Response:
    """The same for programs."""
    told = [one.as_json() for one in _exported(room)]
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/json")


def read_asked() -> AskedLog:
    """What this request's address asks for."""
    arguments = request.args
    who = UNWANTED.sub("", arguments.get("who", "")).strip()[:MAX_WHO]
    what = arguments.get("what", "")
    event = AuditEvent(what) if what in list(AuditEvent) else None
    days: dict[str, date | None] = {}
    wrong = ""
    for name in ("from", "until"):
        try:
            days[name] = _day(arguments.get(name, ""))
        except ValueError:
            days[name], wrong = None, wrong or name
    part = AuditPart(who, event, days["from"], days["until"])
    return AskedLog(part, page_number(arguments.get("page")), wrong)


def facts_of(entry: LoggedEvent) -> str:
    """The details of an entry as the command line shows them."""
    return "  ".join(
        f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in entry.details.items()
    )


def _exported(room: AdminRoom) -> list[LoggedEvent]:
    asked = read_asked()
    note_export(room.database, room.clock(), room.site.person(), "audit log")
    return [] if asked.wrong else room.administration.log(asked.part, MOST_EXPORTED)


def _day(text: str) -> date | None:
    """A day of this millennium, written in ISO; None where there is none.

    Raises:
        ValueError: it is none.

    """
    if not text.strip():
        return None
    found = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    if not 2000 <= found.year < 3000:
        raise ValueError(text)
    return found


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if value else ""
