"""What somebody writes in an article before it is saved, and who has which article open; in the database."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple, cast

from sqlalchemy import JSON, ColumnElement, Connection, DateTime, String, Table, and_, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.storage.columns import KeyColumn, LanguageColumn, kept_key, kept_language
from kb.storage.database import Base, insert_into, naive_utc
from kb.storage.relocation import Follower, NewAddress, Relocation

MAX_NAME = 200
HERE = timedelta(seconds=90)
"""So long after its last sign of life a page counts as open; it gives one every half minute."""


_PROGRAM = " token "
"""Between the account and the number of its token, in the name of a program as an owner."""


class EditorDraft(Base):
    """One a person and article; without ``form`` they only have it open. All times are UTC."""

    __tablename__ = "editor_drafts"

    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    form: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[str] = mapped_column(String(16), nullable=False)
    changed_at: Mapped[datetime | None] = mapped_column(DateTime)
    here_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft: the fields of its form, when it was kept (UTC), and what tells it from an earlier one."""

    article: ArticleId
    form: Mapping[str, str]
    changed_at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class OtherWriter:
    """Somebody else with an article: ``is_here`` now, or with a draft of ``changed_at`` (UTC)."""

    name: str
    is_here: bool
    changed_at: datetime | None


class ProgramDraft(NamedTuple):
    """That a program has a draft of an article, last changed ``changed_at`` (UTC); ``token`` is its number."""

    article: ArticleId
    changed_at: datetime
    name: str
    token: int


class DraftMark(NamedTuple):
    """That there is a draft of an article, last changed ``changed_at`` (UTC)."""

    article: ArticleId
    changed_at: datetime


def owner_of(person: Person) -> str:
    """Whose drafts are theirs: those of the account, or of a program its own; at the machine itself, before there are
    any accounts, everybody's.
    """
    if person.account is None:
        return "machine"
    account = f"account {person.account}"
    return account if person.token is None else f"{account}{_PROGRAM}{person.token}"


def is_program(owner: str) -> bool:
    """Whether what ``owner`` wrote was written by a program."""
    return _PROGRAM in owner


def is_program_of(person: Person, owner: str) -> bool:
    """Whether it is a program with a token of ``person``, who is none themselves."""
    return person.token is None and owner.startswith(f"{owner_of(person)}{_PROGRAM}")


def programs_of(person: Person) -> str:
    """A pattern for SQL's ``LIKE`` of all programs with a token of ``person``."""
    return f"{owner_of(person)}{_PROGRAM}%"


def keep_draft(
    connection: Connection, person: Person, id_: ArticleId, form: Mapping[str, str], known: str, now: datetime
) -> KeptDraft | None:
    """Keep ``form`` as the draft of ``person``; None where theirs is another than ``known``, as in a second window."""
    found = draft_of(connection, person, id_)
    if found and found.version != known:
        return None
    at, version = naive_utc(now), secrets.token_hex(8)
    values = {
        "name": person.signature[:MAX_NAME],
        "form": dict(form),
        "version": version,
        "changed_at": at,
        "here_at": at,
    }
    _write(connection, person, id_, values)
    return KeptDraft(id_, form, at, version)


def come_in(connection: Connection, person: Person, id_: ArticleId, now: datetime) -> None:
    """Note that ``person`` has the article open."""
    at = naive_utc(now)
    here = {"name": person.name[:MAX_NAME], "here_at": at}
    if connection.execute(update(EditorDraft).where(*_is(person, id_)).values(here)).rowcount == 0:
        _write(connection, person, id_, {**here, "form": None, "version": "", "changed_at": None})


def draft_of(connection: Connection, person: Person, id_: ArticleId) -> KeptDraft | None:
    """The draft that ``person`` has of an article."""
    row = connection.execute(select(EditorDraft.__table__).where(*_is(person, id_))).first()
    return KeptDraft(id_, row.form, row.changed_at, row.version) if row and row.form is not None else None


def discard(connection: Connection, person: Person, id_: ArticleId) -> None:
    """Forget the draft, and that they have the article open."""
    connection.execute(delete(EditorDraft).where(*_is(person, id_)))


def draft_marks(connection: Connection, person: Person) -> list[DraftMark]:
    """What a person has drafts of, without their texts, newest first."""
    mine = (EditorDraft.person == owner_of(person), EditorDraft.changed_at.is_not(None))
    order = (EditorDraft.changed_at.desc(), EditorDraft.language, EditorDraft.key)
    rows = connection.execute(
        select(EditorDraft.language, EditorDraft.key, EditorDraft.changed_at).where(*mine).order_by(*order)
    )
    return [DraftMark(ArticleId(row.language, row.key), row.changed_at) for row in rows]


def drafts_of_programs(connection: Connection, person: Person, most: int) -> list[ProgramDraft]:
    """What programs with a token of ``person`` have drafts of, without their texts, the ``most`` newest."""
    row = EditorDraft
    theirs = (row.person.like(programs_of(person)), row.changed_at.is_not(None))
    columns = (row.language, row.key, row.changed_at, row.name, row.person)
    found = connection.execute(select(*columns).where(*theirs).order_by(row.changed_at.desc()).limit(most))
    return [
        ProgramDraft(ArticleId(one.language, one.key), one.changed_at, one.name, int(one.person.rpartition(" ")[2]))
        for one in found
    ]


def others_at(connection: Connection, person: Person, id_: ArticleId, now: datetime) -> list[OtherWriter]:
    """Who else has the article open or a draft of it; whoever is here first."""
    about = (EditorDraft.language == kept_language(id_.language), EditorDraft.key == kept_key(id_.key))
    columns = (EditorDraft.name, EditorDraft.here_at, EditorDraft.changed_at)
    rows = connection.execute(select(*columns).where(*about, EditorDraft.person != owner_of(person)))
    found = [OtherWriter(row.name, row.here_at > naive_utc(now) - HERE, row.changed_at) for row in rows]
    return sorted((one for one in found if one.is_here or one.changed_at), key=lambda one: (not one.is_here, one.name))


def forget_older_than(connection: Connection, day: date) -> int:
    """Delete what nobody wrote in or opened since before ``day``; how many there were."""
    old = EditorDraft.here_at < datetime.combine(day, time.min)
    return connection.execute(delete(EditorDraft).where(old)).rowcount


def _is(person: Person, id_: ArticleId) -> tuple[ColumnElement[bool], ...]:
    names = (EditorDraft.language == kept_language(id_.language), EditorDraft.key == kept_key(id_.key))
    return (EditorDraft.person == owner_of(person), *names)


def _write(connection: Connection, person: Person, id_: ArticleId, values: Mapping[str, object]) -> None:
    names = {"person": owner_of(person), "language": kept_language(id_.language), "key": kept_key(id_.key)}
    statement = insert_into(connection, EditorDraft).values(**names, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(names), set_=dict(values)))


def forms_follow(table: type[Base]) -> Follower:
    """The forms of the editor in the column ``form`` of a table whose rows have followed already."""
    return Follower(partial(_follow_forms, cast(Table, table.__table__)))


def _follow_forms(table: Table, connection: Connection, moved: Relocation) -> None:
    primary = [*table.primary_key.columns]
    for one in moved.articles:
        here = (table.c.language == kept_language(one.language), table.c.key == kept_key(one.new))
        for row in connection.execute(select(*primary, table.c.form).where(*here)).all():
            if row.form:
                this = and_(*(column == row._mapping[column.name] for column in primary))
                connection.execute(update(table).where(this).values(form=_at_new_place(row.form, one, moved)))


def _at_new_place(form: Mapping[str, Any], one: NewAddress, moved: Relocation) -> dict[str, Any]:
    """Where it began with the file as it was moved, it goes on with the file as that is now.

    Without that, as after a crash, it is merged like what another changed meanwhile.
    """
    new = {**form, "path": one.new_path or form.get("path", "")}
    if moved.relinked is not None:
        new["text"] = moved.relinked(one, str(form.get("text", "")))
        if form.get("seen") == one.before:
            new["seen"] = one.after
    return new
