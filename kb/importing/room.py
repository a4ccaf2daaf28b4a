"""What the pages of imports work with, and what both of their modules answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Row
from werkzeug.wrappers import Response

from kb.core.roles import Action
from kb.importing.books import ImportBooks
from kb.importing.uploads import MOST_AT_ONCE, MOST_PIECE_BYTES, Uploads
from kb.site.site import Site

SAID_IN = "importing"
MOST_UPLOADS = 5
_BESIDE = 64 * 1024
Answer = Response | str | tuple[str, int] | tuple[Response, int]


@dataclass(frozen=True)
class ImportRoom:
    """One site's imports."""

    site: Site
    books: ImportBooks
    uploads: Uploads

    def find(self, number: int) -> Row[Any]:
        """The one with this number; else the page is not there."""
        return self.books.find(number) or abort(404)


def let_in_files(room: ImportRoom) -> None:
    """Let administrators, and nobody else, send more than a form: before anything of it is read."""
    if request.method == "POST" and room.site.person().may(Action.MANAGE):
        is_piece = (request.endpoint or "").endswith("_piece")
        request.max_content_length = (MOST_PIECE_BYTES if is_piece else MOST_AT_ONCE) + _BESIDE


def to_one(number: int, said: str = "") -> Response:
    """The page of an import, with a word of what was done."""
    if said:
        flash(said, SAID_IN)
    return redirect(url_for("importing.one", number=number), 303)
