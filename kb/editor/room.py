"""What the pages of the editor work with, and what each of them shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol, TypeVar
from zoneinfo import ZoneInfo

from flask import url_for
from markupsafe import Markup
from sqlalchemy import Connection, Engine

from kb.catalog.article import EVERYONE, Article, ArticleId
from kb.core.clock import Clock
from kb.core.errors import Problem
from kb.core.roles import Person
from kb.editing.file_version import read_as
from kb.editor.advice import WritingAdvice
from kb.editor.drafts import OtherWriter, come_in, discard, others_at
from kb.editor.parts import put_together
from kb.editor.saving import WritingDesk
from kb.editor.sheet import FormSheet
from kb.editor.told import TextRemarks, faults_in, hints_in, steps_in
from kb.front_matter.edit import FrontMatterEditError
from kb.git.folder import GitFolder
from kb.site.feature import SiteParts
from kb.site.site import Site
from kb.storage.database import AWAY, said_by

if TYPE_CHECKING:
    from kb.approval.gate import AddressesOf

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


Beside = Callable[["EditorRoom", ArticleId, FormSheet], Mapping[str, object]]
OwnAct = Callable[["EditorRoom", ArticleId, FormSheet, str], tuple[FormSheet, str] | None]


@dataclass(frozen=True)
class FormPage:
    """A page with the form of an article, ``address`` of which shows it and takes it.

    ``names`` are what its template needs beside the form. ``act`` is what it can do by itself: it gives the form
    afterwards and what to say of it, None for an act that it does not know.
    """

    template: str
    address: Callable[[ArticleId], str]
    names: Beside = lambda *_: {}
    act: OwnAct = lambda *_: None


OWN_PAGE = FormPage("editor/article.html", lambda id_: url_for("editor.article", language=id_.language, key=id_.key))


@dataclass(frozen=True)
class EditorRoom:
    """``database`` keeps drafts, ``desk`` saves, ``advice`` is what the search knows, ``git`` tells of commits;
    ``page`` is where the form is.
    """

    site: Site
    database: Engine
    clock: Clock
    desk: WritingDesk
    advice: WritingAdvice
    git: GitFolder | None = None
    page: FormPage = OWN_PAGE

    def today(self) -> date:
        """By the clock of the organisation."""
        return self.clock().astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """That of the clock of the organisation."""
        return self.site.catalog.brand.zone

    def now(self, id_: ArticleId) -> ArticleId:
        """``id_``, or what the article is called since it moved: whoever had it open sends its old name."""
        return self.site.catalog.renamed(id_) or id_

    def moment(self, at: datetime) -> str:
        """The time of ``at`` (UTC, without a zone) by the clock of the organisation, with its day if that is over."""
        local = at.replace(tzinfo=UTC).astimezone(self.zone)
        days = "" if local.date() == self.today() else f"{local:%Y-%m-%d} "
        return Markup("<bdi>{}</bdi>").format(f"{days}{local:%H:%M}")

    def quietly(self, ask: Callable[[Connection], _T], otherwise: _T) -> _T:
        """What ``ask`` gives, or where the database is away something else: the article can be read all the same."""
        try:
            with self.database.begin() as connection:
                return ask(connection)
        except AWAY:
            return otherwise

    def may_read(self, id_: ArticleId, path: str, content: bytes) -> bool:
        """Whether who asks may read ``content``, which the file of an article once was or would be."""
        if self.site.audiences() == EVERYONE:
            return True
        article = read_as(id_, path, content).article
        return article is not None and self.site.catalog.audience_at(id_, article.audience) in self.site.audiences()

    def company(self, person: Person, id_: ArticleId) -> list[OtherWriter]:
        """Note that ``person`` has the article open; who else has."""

        def meet(connection: Connection) -> list[OtherWriter]:
            come_in(connection, person, id_, self.clock())
            return others_at(connection, person, id_, self.clock())

        return self.quietly(meet, [])

    def discard(self, person: Person, id_: ArticleId) -> None:
        """Forget their draft, and that they have the article open."""
        with self.database.begin() as connection:
            discard(connection, person, id_)

    def tidy_up(self, person: Person, id_: ArticleId) -> None:
        """The same of what is saved: where the database is away, the log says so."""
        try:
            self.discard(person, id_)
        except AWAY as error:
            logger.warning("a draft could not be discarded: %s", said_by(error))


@dataclass(frozen=True)
class Preview:
    """An article as it would be read: its title and HTML, or why there is none."""

    article: Article | None
    html: str = ""
    trouble: str = ""
    problems: Iterable[Problem] = field(default=())
    told: TextRemarks = field(default_factory=TextRemarks)


def preview(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> Preview:
    """What the form holds, by the site's own renderer."""
    content = room.desk.content(sheet.path) or b""
    try:
        made = put_together(content, sheet.text, sheet.fields, sheet.path, id_)
    except FrontMatterEditError as error:
        return Preview(None, trouble=str(error))
    reading = read_as(id_, sheet.path, made)
    if reading.article is None:
        first = next(iter(reading.problems), None)
        return Preview(None, trouble=first.message if first else "")
    article, catalog = reading.article, room.site.catalog
    page = room.site.preview(article)
    headings = [section.heading for section in page.sections]
    words = " ".join(block for section in page.sections for block in section.blocks)
    told = TextRemarks(
        faults_in(article, page, catalog),
        [*steps_in(article), *hints_in(page)],
        room.advice.on(article, headings, words, room.site.audiences()),
    )
    return Preview(article, page.html, problems=page.problems, told=told)


class EditorParts(SiteParts, Protocol):
    """What the pages of the editor, and all that write articles as it does, need of a site."""

    @property
    def commits(self) -> GitFolder | None:
        """Where changes of articles are committed, if the operator wants that."""

    @property
    def repository(self) -> GitFolder | None:
        """The repository that the articles are in, if they are, whose history is read."""

    @property
    def addresses_of(self) -> AddressesOf:
        """Tells the addresses that the name of an owner stands for."""

    @property
    def advice(self) -> WritingAdvice:
        """What the search tells whoever writes."""


def open_room(parts: EditorParts, database: Engine) -> EditorRoom:
    """The room of a site that has a ``database``."""
    desk = WritingDesk(parts.site.library, database, parts.commits, parts.clock, parts.addresses_of)
    return EditorRoom(parts.site, database, parts.clock, desk, parts.advice, parts.repository)
