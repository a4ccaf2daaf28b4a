"""``/api/v1/notices``: what every page says for a while, and said, for programs of editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, Response

from kb.api.cursors import ListOrder, Place, answer_page, newest_first
from kb.brand.brand import LocalisedText
from kb.brand.notices import NoticeKind, SiteNotice
from kb.core.clock import at_utc
from kb.core.roles import Action
from kb.notices.notice_rows import KeptNotice, kept_notices
from kb.notices.pages import NoticeRoom
from kb.sign_in.access import protect
from kb.site.openapi import (
    cursor_parameter,
    known_as,
    listed_response,
    needs,
    page_parameters,
    problem_response,
    refusals,
)
from kb.storage.database import naive_utc
from kb.web.routes import Routes

USUAL_LIMIT, MAX_LIMIT = 50, 100


class ListedNotice(NamedTuple):
    """A notice of the list; ``kept`` is None where it comes from ``site.yml``, the ``number``th there."""

    notice: SiteNotice
    kept: KeptNotice | None = None
    number: int = 0

    @property
    def place(self) -> Place:
        """Those that editors put up first, newest first; then those of the file in its order."""
        kept = self.kept
        return (0, newest_first(kept.made_at), kept.id) if kept else (1, self.number, "")


def create_blueprint(room: NoticeRoom) -> Blueprint:
    """The address, for editors."""
    api = Blueprint("notices_api", __name__)
    protect(api, room.site, Action.REVIEW)
    Routes(api, room).get("/api/v1/notices", "list", list_notices)
    return api


def list_notices(room: NoticeRoom) -> Response:
    """The notices that the page of notices shows."""
    with room.database.connect() as connection:
        kept = [ListedNotice(one.notice, one) for one in kept_notices(connection)]
    brand, at = room.site.catalog.brand, room.board.now()
    of_file = [ListedNotice(one, number=number) for number, one in enumerate(brand.notices)]

    def shown(page: Sequence[ListedNotice]) -> list[dict[str, Any]]:
        return [_notice_json(one, at, brand.zone) for one in page]

    order: ListOrder[ListedNotice] = ListOrder([*kept, *of_file], lambda one: one.place, USUAL_LIMIT, MAX_LIMIT)
    return answer_page(room.site, order, shown)


def _notice_json(one: ListedNotice, at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    notice, kept = one.notice, one.kept
    over = kept.taken_down_at if kept else None

    def moment(local: datetime | None) -> str | None:
        return at_utc(naive_utc(local.replace(tzinfo=zone))) if local else None

    return {
        "id": kept.id if kept else None,
        "texts": _by_language(notice.text),
        "links": _by_language(notice.url),
        "kind": str(notice.kind),
        "begins": moment(notice.begins),
        "ends": moment(notice.ends),
        "is_shown": over is None and notice.holds(at),
        "by": kept.made_by if kept else None,
        "made_at": at_utc(kept.made_at) if kept else None,
        "taken_down_at": at_utc(over) if over else None,
    }


def _by_language(text: LocalisedText) -> dict[str, str]:
    return {code or "*": said for code, said in text.texts.items()}


PATHS: dict[str, Any] = {
    "/api/v1/notices": {
        "get": {
            **known_as("list_notices", "Editors"),
            "security": needs("review"),
            "summary": "List the notices on every page: those of editors, newest first, then those of `site.yml`",
            "parameters": [*page_parameters(MAX_LIMIT), cursor_parameter()],
            "responses": {
                "200": listed_response(
                    "The notices, those that are over too. `texts` and `links` by language, `*` for all; `id`, `by` "
                    "and `made_at` are null of those of `site.yml`",
                    {
                        "id": "string?",
                        "texts": {},
                        "links": {},
                        "kind": tuple(map(str, NoticeKind)),
                        "begins": "string?",
                        "ends": "string?",
                        "is_shown": "boolean",
                        "by": "string?",
                        "made_at": "string?",
                        "taken_down_at": "string?",
                    },
                    example={
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [
                            {
                                "id": "9f86d081884c7d65",
                                "texts": {"en": "Parcels take two days longer this week."},
                                "links": {"*": "https://example.com/status"},
                                "kind": "warning",
                                "begins": "2026-11-30T08:00:00Z",
                                "ends": None,
                                "is_shown": True,
                                "by": "Ann",
                                "made_at": "2026-11-30T07:45:00Z",
                                "taken_down_at": None,
                            }
                        ],
                    },
                ),
                "400": problem_response(),
                **refusals("review"),
            },
        }
    },
}
