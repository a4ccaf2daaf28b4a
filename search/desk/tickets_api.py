"""``/api/v1/tickets``: a helpdesk tells how many tickets it got on a day."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.core.roles import Action
from kb.core.text import shorten
from kb.sign_in.access import protect
from kb.site.error_responses import error_response
from kb.site.openapi import json_body, json_response, known_as, needs, problem_response, repeatable
from kb.site.site import Site
from kb.storage.database import said_by
from kb.web.json_body import read_json
from kb.web.routes import Routes
from search.desk.tickets import MAX_SOURCE, DayReport, report

logger = logging.getLogger(__name__)

MOST_REPORTS = 400
MOST_TICKETS = 1_000_000
FIELDS = ("day", "source", "tickets")
_SOURCE = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{MAX_SOURCE - 1}}}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ReportError(ValueError):
    """What is wrong with a body, and where: ``pointer`` is a JSON pointer (RFC 6901) into it, empty for all of it."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.pointer = pointer


@dataclass(frozen=True)
class TicketsRoom:
    """What the address works with."""

    site: Site
    database: Engine
    clock: Callable[[], datetime]


def create_blueprint(site: Site, database: Engine, clock: Callable[[], datetime]) -> Blueprint:
    """The address. It keeps the form token against foreign sites: what comes with an API token needs none."""
    api = Blueprint("tickets", __name__)
    protect(api, site, Action.REPORT_TICKETS)
    routes = Routes(api, TicketsRoom(site, database, clock))
    routes.post("/api/v1/tickets", "count", take_reports)
    return api


def take_reports(room: TicketsRoom) -> Response:
    """Set how many tickets came on the days that a helpdesk reports."""
    if not request.is_json:
        return error_response(415, "Unsupported Media Type", "send application/json")
    today = room.clock().date()
    first = today - timedelta(days=room.site.settings.retention_days)
    try:
        reports = read_reports(request.get_data(), first, today)
    except ReportError as error:
        return error_response(400, "Bad Request", str(error), pointer=error.pointer)
    try:
        with room.database.begin() as connection:
            return jsonify(saved=report(connection, reports))
    except SQLAlchemyError as error:
        logger.warning("reported tickets could not be saved: %s", said_by(error))
        return error_response(503, "Service Unavailable", "the tickets could not be saved; send them again later")


def read_reports(body: bytes, first: date, last: date) -> list[DayReport]:
    """The reports of a body, one or a list of them, on days from ``first`` to ``last``.

    Raises:
        ReportError: something in it cannot be used.

    """
    try:
        given = read_json(body)
    except ValueError as error:
        raise ReportError(str(error)) from None
    if not isinstance(given, list):
        return [_report(given, "", first, last)]
    if not 1 <= len(given) <= MOST_REPORTS:
        raise ReportError(f"the list has {len(given)} reports, from 1 to {MOST_REPORTS} are taken")
    return [_report(one, f"/{number}", first, last) for number, one in enumerate(given)]


def _report(given: object, pointer: str, first: date, last: date) -> DayReport:
    if not isinstance(given, dict):
        example = '{"day": "2026-11-20", "source": "zendesk", "tickets": 41}'
        raise ReportError(f"a report is an object like {example}", pointer)
    if missing := [name for name in FIELDS if name not in given]:
        raise ReportError(f"{missing[0]} is missing", pointer)
    if unknown := sorted(given.keys() - set(FIELDS)):
        raise ReportError(f"{shorten(unknown[0])} is none of {', '.join(FIELDS)}", pointer)

    def refuse(name: str, expected: str) -> ReportError:
        return ReportError(f"{name}={shorten(given[name])} is not {expected}", f"{pointer}/{name}")

    source, tickets, day = given["source"], given["tickets"], _day(given["day"])
    if day is None or not first <= day <= last:
        raise refuse("day", f"a day from {first} to {last} (UTC), like {last}")
    if not isinstance(source, str) or not _SOURCE.fullmatch(source):
        raise refuse("source", f"a name of at most {MAX_SOURCE} small letters (a to z), digits, dots and dashes")
    if not isinstance(tickets, int) or isinstance(tickets, bool) or not 0 <= tickets <= MOST_TICKETS:
        raise refuse("tickets", f"a whole number from 0 to {MOST_TICKETS}")
    return DayReport(day, source, tickets)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def _responses(statuses: Sequence[str]) -> dict[str, Any]:
    return {
        "200": json_response("How many counts were set", {"saved": "integer"}, example={"saved": 1}),
        **dict.fromkeys(statuses, problem_response()),
    }


_PROPERTIES = {
    "day": {"type": "string", "format": "date", "description": "The day by UTC, no later than today"},
    "source": {"type": "string", "maxLength": MAX_SOURCE, "description": "The helpdesk, like zendesk"},
    "tickets": {"type": "integer", "minimum": 0, "description": "New tickets on that day"},
}
_REPORT = {"type": "object", "required": list(FIELDS), "properties": _PROPERTIES, "additionalProperties": False}
PATHS: dict[str, Any] = {
    "/api/v1/tickets": {
        "post": repeatable(
            {
                **known_as("report_tickets", "Helpdesk"),
                "summary": "Set how many tickets a helpdesk got on a day, or on several; with a token for it",
                "security": needs("tickets"),
                "requestBody": json_body(
                    {"oneOf": [_REPORT, {"type": "array", "maxItems": MOST_REPORTS, "items": _REPORT}]},
                    {"day": "2026-11-20", "source": "zendesk", "tickets": 41},
                ),
                "responses": _responses(["400", "401", "403", "415", "503"]),
            }
        )
    },
}
