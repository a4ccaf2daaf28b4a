"""Takes messages in, whole or not at all, and gives them to those who may read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from kb.core.setting_groups import ContactSettings
from kb.messages.attachments import Attachment
from kb.messages.deliveries import WAITING, DeliveryWay
from kb.messages.message_rows import ContactDelivery, ContactFile, ContactMessage
from kb.messages.reference import new_reference
from kb.storage.database import naive_utc
from kb.storage.retention import RetentionRule

_TRIES = 5
_FIELDS = ("reference", "at", "language", "email", "name", "order_number", "text")


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What a customer sends, as it may be kept."""

    language: str
    email: str
    text: str
    name: str = ""
    order_number: str = ""
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file without its content."""

    number: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class KeptDelivery:
    """How far a message is on one way; ``at`` is UTC: when it is tried next, or went."""

    way: str
    state: str
    attempts: int
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One message; ``at`` is UTC."""

    reference: str
    at: datetime
    language: str
    email: str
    name: str
    order_number: str
    text: str
    deliveries: tuple[KeptDelivery, ...] = ()
    files: tuple[KeptFile, ...] = ()


def take_in(database: Engine, message: NewMessage, ways: Iterable[DeliveryWay], now: datetime) -> str:
    """Keep ``message`` and that it is to go all ``ways``, in one transaction; its reference.

    Raises:
        SQLAlchemyError: the database is away; nothing was kept.

    """
    ways = list(ways)
    for left in reversed(range(_TRIES)):
        reference = new_reference()
        try:
            with database.begin() as connection:
                _write(connection, reference, message, ways, naive_utc(now))
            return reference
        except IntegrityError:  # somebody else has that number: one time in many thousand millions
            if not left:
                raise
    raise AssertionError


def _write(
    connection: Connection, reference: str, message: NewMessage, ways: Iterable[DeliveryWay], at: datetime
) -> None:
    fields = {name: getattr(message, name) for name in ("language", "email", "name", "order_number", "text")}
    connection.execute(insert(ContactMessage).values(reference=reference, at=at, **fields))
    for number, file in enumerate(message.files, start=1):
        values = {"name": file.name, "content_type": file.content_type, "size": len(file.content)}
        connection.execute(insert(ContactFile).values(message=reference, number=number, content=file.content, **values))
    for way in ways:
        state = {"state": WAITING, "attempts": 0, "next_at": at, "detail": ""}
        connection.execute(insert(ContactDelivery).values(message=reference, way=str(way), **state))


def count_messages(connection: Connection) -> int:
    """How many there are."""
    return int(connection.scalar(select(func.count()).select_from(ContactMessage)) or 0)


def newest_messages(connection: Connection, most: int, skip: int = 0) -> list[KeptMessage]:
    """The newest, with their deliveries."""
    query = select(ContactMessage).order_by(ContactMessage.at.desc(), ContactMessage.reference)
    return _with_parts(connection, connection.execute(query.limit(most).offset(skip)).all())


def find_message(connection: Connection, reference: str) -> KeptMessage | None:
    """The one of this reference."""
    rows = connection.execute(select(ContactMessage).where(ContactMessage.reference == reference)).all()
    return next(iter(_with_parts(connection, rows)), None)


def read_file(connection: Connection, reference: str, number: int) -> Attachment | None:
    """A file of a message."""
    columns = (ContactFile.name, ContactFile.content_type, ContactFile.content)
    row = connection.execute(
        select(*columns).where(ContactFile.message == reference, ContactFile.number == number)
    ).first()
    return Attachment(row.name, row.content_type, bytes(row.content)) if row else None


def _with_parts(connection: Connection, rows: Sequence[Row[Any]]) -> list[KeptMessage]:
    references = [row.reference for row in rows]
    of_file = (ContactFile.message, ContactFile.number, ContactFile.name, ContactFile.content_type, ContactFile.size)
    files: dict[str, list[KeptFile]] = {}
    query = select(*of_file).where(ContactFile.message.in_(references)).order_by(ContactFile.number)
    for message, number, name, content_type, size in connection.execute(query):
        files.setdefault(message, []).append(KeptFile(number, name, content_type, size))
    table = ContactDelivery
    of_way = (table.message, table.way, table.state, table.attempts, table.next_at, table.detail)
    deliveries: dict[str, list[KeptDelivery]] = {}
    ways = select(*of_way).where(table.message.in_(references)).order_by(table.way)
    for message, way, state, attempts, at, detail in connection.execute(ways):
        deliveries.setdefault(message, []).append(KeptDelivery(way, state, attempts, at, detail))
    return [
        KeptMessage(
            **{name: getattr(row, name) for name in _FIELDS},
            deliveries=tuple(deliveries.get(row.reference, ())),
            files=tuple(files.get(row.reference, ())),
        )
        for row in rows
    ]


def delete_message(connection: Connection, reference: str) -> bool:
    """Delete one message with all that belongs to it; whether it was there."""
    for table in (ContactDelivery, ContactFile):
        connection.execute(delete(table).where(table.message == reference))
    gone = delete(ContactMessage).where(ContactMessage.reference == reference)
    return connection.execute(gone).rowcount > 0


def forget_older_than(connection: Connection, day: date) -> int:
    """Delete the messages of before ``day`` (UTC), whether they went or not; how many there were."""
    before = ContactMessage.at < datetime.combine(day, time.min)
    old = select(ContactMessage.reference).where(before)
    for table in (ContactDelivery, ContactFile):
        connection.execute(delete(table).where(table.message.in_(old)))
    return connection.execute(delete(ContactMessage).where(before)).rowcount


def retention(settings: ContactSettings) -> tuple[RetentionRule, ...]:
    """How long messages are kept."""
    return (RetentionRule("messages of customers", settings.contact_days, forget_older_than),)
