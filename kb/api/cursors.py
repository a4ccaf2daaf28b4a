"""Lists of the API: a page by its number of entries left out, or from where the page before ended.

A cursor says after which entry to go on, by what the list is sorted by, not how many came before: what is added or
taken away meanwhile neither repeats an entry nor leaves one out. It is signed with the site's key, for one address with
one set of filters, so that it cannot be made up or used on another list; what is in it is nobody's business and may
change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, jsonify, request
from itsdangerous import BadData, URLSafeSerializer

from kb.core.paging import read_page
from kb.site.error_responses import error_response
from kb.site.site import Site

Item = TypeVar("Item")
Place = Sequence[str | int | float]
"""By what a list is sorted, of one entry: no other has the same."""
MAX_CURSOR = 4_000
"""The longest cursor that is looked at, in characters; the longest key of an article gives one of 700 or so."""
_REFUSED = "cursor is none that this list gave with the same filters; send it as it came, or begin without one"
_NOT_FILTERS = ("cursor", "limit", "offset")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class CursorError(ValueError):
    """A cursor that is none of ours, or of another list."""


@dataclass(frozen=True)
class ListOrder(Generic[Item]):
    """A list to be shown: at most ``most`` entries at once, ``usual`` where nobody says how many. ``items`` are sorted
    by ``place``.
    """

    items: Sequence[Item]
    place: Callable[[Item], Place]
    usual: int
    most: int


def newest_first(moment: datetime) -> int:
    """The part of a place that has the latest ``moment`` (UTC without a zone, as the tables keep it) come first."""
    return -((moment.replace(tzinfo=UTC) - _BEGINNING) // timedelta(microseconds=1))


def answer_page(
    site: Site, listed: ListOrder[Item], shown: Callable[[Sequence[Item]], list[Any]], **more: Any
) -> Response:
    """The page of ``listed`` that this request asks for, as ``shown`` tells its entries, and the way to the next one;
    ``more`` stands beside. What is asked for wrongly is answered with 400.
    """
    try:
        page, cursor = read_list(listed)
    except ValueError as error:
        return error_response(400, "Bad Request", str(error))
    query = _query_of_next(cursor) if cursor else None
    address = f"{site.settings.path}{request.path}{query}" if query else None
    answer = jsonify(**more, total=len(listed.items), results=shown(page), cursor=cursor, next=address)
    if query:
        answer.headers["Link"] = f'<{query}>; rel="next"'
    return answer


def read_list(listed: ListOrder[Item]) -> tuple[Sequence[Item], str | None]:
    """The page that this request asks for, and the cursor of the next one, None at the end.

    Raises:
        ValueError: ``limit`` or ``offset`` is no such number, or ``cursor`` none of this list; says so.

    """
    asked = request.args
    limit, offset = read_page(asked.get("limit"), asked.get("offset"), listed.usual, listed.most)
    begin = offset
    if cursor := asked.get("cursor"):
        if asked.get("offset"):
            raise CursorError("cursor and offset say both where to begin; send one of them")
        try:
            begin = bisect_right(listed.items, _read(cursor), key=lambda one: list(listed.place(one)))
        except TypeError as error:  # of a version of this site that sorted the list by something else
            raise CursorError(_REFUSED) from error
    page = listed.items[begin : begin + limit]
    is_last = begin + limit >= len(listed.items)
    return page, None if is_last or not page else _write(listed.place(page[-1]))


def _write(place: Place) -> str:
    return str(_signing().dumps([_list_asked_for(), *place]))


def _read(cursor: str) -> list[Any]:
    """What a cursor says.

    Raises:
        CursorError: it is none of this list.

    """
    if len(cursor) > MAX_CURSOR:
        raise CursorError(_REFUSED)
    try:
        given = _signing().loads(cursor)
    except BadData as error:
        raise CursorError(_REFUSED) from error
    if not isinstance(given, list) or not given or given[0] != _list_asked_for():
        raise CursorError(_REFUSED)
    return given[1:]


def _signing() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="kb-cursor", signer_kwargs={"digest_method": sha256})


def _list_asked_for() -> str:
    """Which list this request is about: its address with all that narrows it down."""
    asked = request.args.items(multi=True)
    kept = sorted((name, value) for name, value in asked if name not in _NOT_FILTERS and value)
    return sha256(repr((request.path, kept)).encode("utf-8", "replace")).hexdigest()[:16]


def _query_of_next(cursor: str) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("cursor", "offset")]
    return f"?{urlencode([*kept, ('cursor', cursor)])}"
