"""Links that ask, from the moment they are sent to the moment somebody here has read the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, update

from kb.accounts.accounts import AccountRow
from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.core.text import one_line, typed_lines, whole_number
from kb.storage.columns import kept_key, kept_language
from kb.storage.database import insert_into, naive_utc
from kb.usage import desk_notes
from kb.usage.desk_notes import MAX_NAME, MAX_TICKET
from search.followups.followup_rows import MAX_WORDS, Solved, TicketFollowup
from search.followups.links import kept_code, read_code

MOST_OF_TICKET = 50


@dataclass(frozen=True, slots=True)
class FollowupAnswer:
    """What a customer answers; ``satisfaction`` is 1 to 5, None where they say nothing of it."""

    solved: Solved
    words: str = ""
    satisfaction: int | None = None


@dataclass(frozen=True, slots=True)
class SentFollowup:
    """A link that asks, as pages show it; ``solved`` is empty until it is answered."""

    id: int
    sent_at: datetime
    ticket: str
    name: str
    article: ArticleId
    answered_at: datetime | None
    solved: str
    satisfaction: int | None
    words: str
    seen_at: datetime | None
    seen_by: str


def note_sent(
    connection: Connection, code: str, ticket: str, article: ArticleId, person: Person, now: datetime, days: int
) -> None:
    """Let the link with ``code`` ask for so many ``days``; copied once more, it is the same link."""
    at = naive_utc(now)
    values: dict[str, Any] = {
        "code": kept_code(code),
        "sent_at": at,
        "expires_at": at + timedelta(days=days),
        "ticket": desk_notes.as_kept(ticket, MAX_TICKET),
        "account": person.account,
        "name": desk_notes.as_kept(person.name, MAX_NAME),
        "language": kept_language(article.language),
        "key": kept_key(article.key),
    }
    nothing: dict[str, Any] = {
        "answered_at": None,
        "solved": "",
        "satisfaction": None,
        "words": "",
        "told_at": None,
        "seen_at": None,
        "seen_by": "",
    }
    connection.execute(insert_into(connection, TicketFollowup).values(**values, **nothing).on_conflict_do_nothing())


def asks(connection: Connection, code: str, article: ArticleId, now: datetime) -> bool:
    """Whether the link with ``code``, which leads to ``article``, asks still: not answered, not expired, and not taken
    to another article.
    """
    row = TicketFollowup
    its = (row.language == kept_language(article.language), row.key == kept_key(article.key))
    return bool(code) and connection.execute(select(row.id).where(*_open(code, now), *its)).first() is not None


def read_answer(form: Mapping[str, str], with_satisfaction: bool) -> FollowupAnswer:
    """What a form says.

    Raises:
        ValueError: it says not whether it was solved.

    """
    solved = Solved(form.get("solved", ""))
    number = whole_number(form.get("satisfaction"), 1, 5) if with_satisfaction else None
    return FollowupAnswer(solved, typed_lines(form.get("words", ""), MAX_WORDS), number)


def take_answer(connection: Connection, code: str, answer: FollowupAnswer, now: datetime) -> bool:
    """Keep an answer, once; False for a code that is unknown, answered or expired."""
    if not read_code(code):
        return False
    values = {"solved": str(answer.solved), "words": answer.words, "satisfaction": answer.satisfaction}
    done = update(TicketFollowup).where(*_open(code, now)).values(answered_at=naive_utc(now), **values)
    return connection.execute(done).rowcount == 1


def followups_of(connection: Connection, ticket: str) -> list[SentFollowup]:
    """Those of a ticket, the newest first."""
    reference = desk_notes.as_kept(ticket, MAX_TICKET)
    return _listed(connection, MOST_OF_TICKET, 0, TicketFollowup.ticket == reference) if reference else []


def count_waiting(connection: Connection, person: Person) -> int:
    """How many answers came back to ``person`` that it was not, or not all, solved, and nobody has read yet."""
    return count_answers(connection, [*_unsolved(), _is_theirs(person)])


def waiting(person: Person) -> list[ColumnElement[bool]]:
    """What is meant by that, for ``list_answers``."""
    return [*_unsolved(), _is_theirs(person)]


def answered() -> list[ColumnElement[bool]]:
    """Every answer, for ``list_answers``."""
    return [TicketFollowup.answered_at.is_not(None)]


def count_answers(connection: Connection, which: list[ColumnElement[bool]]) -> int:
    """How many there are."""
    return int(connection.scalar(select(func.count()).select_from(TicketFollowup).where(*which)) or 0)


def list_answers(
    connection: Connection, which: list[ColumnElement[bool]], most: int, skip: int = 0
) -> list[SentFollowup]:
    """The answers, the newest first."""
    return _listed(connection, most, skip, *which)


def one_answer(connection: Connection, number: int) -> tuple[SentFollowup | None, int | None]:
    """The one of this number, and the account that sent it."""
    row = connection.execute(select(TicketFollowup.__table__).where(TicketFollowup.id == number)).first()
    return (_read(row), row.account) if row else (None, None)


def note_seen(connection: Connection, number: int, person: Person, now: datetime) -> bool:
    """Somebody has read an answer; False where somebody had before, or there is none."""
    row = TicketFollowup
    its = (row.id == number, row.seen_at.is_(None), row.answered_at.is_not(None))
    done = update(row).where(*its).values(seen_at=naive_utc(now), seen_by=one_line(person.name, MAX_NAME))
    return connection.execute(done).rowcount == 1


def _open(code: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    row = TicketFollowup
    return row.code == kept_code(code), row.answered_at.is_(None), row.expires_at > naive_utc(now)


def _unsolved() -> list[ColumnElement[bool]]:
    unsolved = [str(Solved.NO), str(Solved.PARTLY)]
    return [TicketFollowup.solved.in_(unsolved), TicketFollowup.seen_at.is_(None)]


def _is_theirs(person: Person) -> ColumnElement[bool]:
    """What they sent, and what those sent who can sign in no more, or did so before there were accounts."""
    working = select(AccountRow.id).where(AccountRow.disabled.is_(False))
    row = TicketFollowup
    return or_(row.account == person.account, row.account.is_(None), row.account.not_in(working))


def _listed(connection: Connection, most: int, skip: int, *where: ColumnElement[bool]) -> list[SentFollowup]:
    row = TicketFollowup
    newest = func.coalesce(row.answered_at, row.sent_at).desc(), row.id.desc()
    query = select(row.__table__).where(*where).order_by(*newest).limit(most).offset(skip)
    return [_read(found) for found in connection.execute(query)]


def _read(row: Row[Any]) -> SentFollowup:
    article = ArticleId(row.language, row.key)
    when = (row.id, row.sent_at, row.ticket, row.name)
    return SentFollowup(
        *when, article, row.answered_at, row.solved, row.satisfaction, row.words, row.seen_at, row.seen_by
    )
