"""What is wrong with a draft, as ``kb check`` would say of its file: with file, line, key and value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kb.catalog.article import Article, ArticleId
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.editing.check import problems_of
from kb.editing.file_version import read_as
from kb.editor.parts import put_together
from kb.editor.room import EditorRoom
from kb.editor.sheet import FormSheet
from kb.front_matter.edit import FrontMatterEditError

MOST_TOLD = 50
_OF_THE_MOMENT = ("not_rendered", "no_process")
"""What a busy machine says of any text, too: that keeps nobody from proposing it."""


def file_of(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> bytes:
    """The file that the form would make: of that which it began with, else of what is there now.

    Raises:
        FrontMatterEditError: a field cannot be set in it.

    """
    base = room.desk.seen(sheet.seen)
    base = room.desk.content(sheet.path) or b"" if base is None else base
    return put_together(base, sheet.text, sheet.fields, sheet.path, id_)


def article_in(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> Article | None:
    """The article that the form would make; None where it would be none."""
    try:
        return read_as(id_, sheet.path, file_of(room, id_, sheet)).article
    except FrontMatterEditError:
        return None


def problems_in(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> list[Problem]:
    """All of them, errors first, at most ``MOST_TOLD``."""
    try:
        reading = read_as(id_, sheet.path, file_of(room, id_, sheet))
    except FrontMatterEditError as error:
        return [Problem("error", "bad_value", sheet.path, str(error), error.line)]
    found = dict.fromkeys(reading.problems)
    if reading.article:
        catalog = room.site.catalog
        known = {problem for problem in catalog.problems if problem.path == sheet.path}  # of the file as it is
        page = room.site.preview(reading.article)
        of_page = (one for one in problems_of(reading.article, page, catalog) if one not in known)
        found |= dict.fromkeys([*of_page, *_unknown_teams(room, reading.article)])
    placed = [replace(one, path=sheet.path) if not one.path else one for one in found]
    return sorted(placed, key=lambda one: (one.severity != "error", one.line or 0))[:MOST_TOLD]


def keeps_from_proposing(found: Iterable[Problem]) -> bool:
    """Whether one of the problems is an error of the draft."""
    return any(one.severity == "error" and one.code not in _OF_THE_MOMENT for one in found)


def _unknown_teams(room: EditorRoom, article: Article) -> list[Problem]:
    known = room.site.people.team_names()
    unknown = ", ".join(slug for slug in article.audience.teams if slug not in known)
    said = f"audience: {shorten(unknown)} is not public or internal, nor a team"
    return [Problem("error", "unknown_team", article.path, said, None, "audience", unknown)] if unknown else []
