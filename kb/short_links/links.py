"""Short links: a code for an article or one of its sections, kept for ever, and how often each was followed.

What a code stands for is kept as the article's key, not as an address: where the article is now is found anew each
time, so a printed code survives renames. Nothing is kept about who follows a link.
"""

from __future__ import annotations

import re
import secrets
import string
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    Select,
    String,
    UniqueConstraint,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.collecting import LaterWrites
from kb.storage.columns import MAX_KEY, KeyColumn, LanguageColumn
from kb.storage.counting import BatchedCounter, add_counts
from kb.storage.database import Base, insert_into

CODE_LENGTH = 7
ALPHABET = "".join(sorted(set(string.digits + string.ascii_lowercase) - set("01aeilou")))
"""Without what looks like something else in print, and without vowels, so that no code is a word."""
MAX_ANCHOR, MAX_TITLE, MAX_NAME = 120, 300, 200
SOURCES_A_DAY = 20
OTHER_SOURCES = "other"
_SOURCE = re.compile(r"[a-z0-9-]{1,40}")


class ShortLinks(Base):
    """One row a link; a link is never deleted, since it may be printed on a box."""

    __tablename__ = "short_links"
    __table_args__ = (UniqueConstraint("key", "anchor", "language", name="uq_short_links_target"),)

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[KeyColumn]
    anchor: Mapped[str] = mapped_column(String(MAX_ANCHOR), nullable=False)
    language: Mapped[LanguageColumn]
    title: Mapped[str] = mapped_column(String(MAX_TITLE), nullable=False)
    made_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    made_by: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)


class LinkClicks(Base):
    """How often a link was followed on one day from one source."""

    __tablename__ = "link_clicks"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    clicks: Mapped[int] = mapped_column(Integer, nullable=False, default=0)


class Destination(NamedTuple):
    """What a link leads to; an empty ``anchor`` is the whole article, an empty ``language`` the reader's own."""

    key: str
    anchor: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShortLink:
    """One link. ``title`` is the article's when the link was made, empty where the public may not know it."""

    code: str
    target: Destination
    title: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Clicks:
    """How often a link was followed from one source: ever, and since the day that was asked for."""

    source: str
    total: int
    recent: int


def draw_code() -> str:
    """A code nobody can guess the next of."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_source(text: str) -> str:
    """A source as an address names it; empty where it is none."""
    text = text.lower()
    return text if _SOURCE.fullmatch(text) else ""


def make(
    connection: Connection, target: Destination, title: str, by: str, now: datetime, draw: Callable[[], str] = draw_code
) -> str:
    """The code of ``target``: the one it has, else a new one. ``now`` is UTC without a zone.

    Raises:
        ValueError: the key or anchor is longer than the database keeps.

    """
    if len(target.key) > MAX_KEY or len(target.anchor) > MAX_ANCHOR:
        raise ValueError("the address is too long for a short link")
    title = title.replace("\0", "")[:MAX_TITLE]
    more = {**target._asdict(), "title": title, "made_at": now, "made_by": by.replace("\0", "")[:MAX_NAME]}
    code = None
    while code is None:  # again where another link drew the same code
        connection.execute(insert_into(connection, ShortLinks).on_conflict_do_nothing(), {"code": draw(), **more})
        code = connection.scalar(select(ShortLinks.code).where(*_is(target)))
    connection.execute(update(ShortLinks).where(ShortLinks.code == code).values(title=title))
    return code


def find(connection: Connection, codes: Iterable[str]) -> list[ShortLink]:
    """The links of ``codes`` that there are, in their order; people type them in any letter case."""
    wanted = list(dict.fromkeys(code.lower() for code in codes if code.isascii() and code.isalnum()))
    rows = _read(connection, select(ShortLinks).where(ShortLinks.code.in_(wanted)))
    known = {link.code: link for link in rows}
    return [known[code] for code in wanted if code in known]


def newest(connection: Connection, words: str, limit: int, offset: int = 0) -> list[ShortLink]:
    """Links whose title, key or code contains ``words``, the newest first."""
    query = select(ShortLinks).where(_contains(words)).order_by(ShortLinks.made_at.desc(), ShortLinks.code)
    return _read(connection, query.limit(limit).offset(offset))


def count(connection: Connection, words: str) -> int:
    """How many links ``newest`` has."""
    return connection.scalar(select(func.count()).select_from(ShortLinks).where(_contains(words))) or 0


def clicks_of(connection: Connection, codes: Collection[str], since: date) -> dict[str, list[Clicks]]:
    """How often the links of ``codes`` were followed, by source, the busiest first; recent is from ``since`` on."""
    total = func.sum(LinkClicks.clicks)
    recent = func.sum(case((LinkClicks.day >= since, LinkClicks.clicks), else_=0))
    query = (
        select(LinkClicks.code, LinkClicks.source, total, recent)
        .where(LinkClicks.code.in_(codes))
        .group_by(LinkClicks.code, LinkClicks.source)
        .order_by(total.desc(), LinkClicks.source)
    )
    found: dict[str, list[Clicks]] = {code: [] for code in codes}
    for code, source, ever, lately in connection.execute(query):
        found[code].append(Clicks(source, int(ever), int(lately)))
    return found


class ClickCounter(BatchedCounter[tuple[str, date, str]]):
    """Counts followed links by day and source.

    Anybody can make up sources: those of a link beyond ``SOURCES_A_DAY`` count as ``OTHER_SOURCES`` until tomorrow.
    """

    def __init__(self, engine: Engine | None, clock: Callable[[], datetime], later: LaterWrites | None = None) -> None:
        super().__init__("clicks", engine, later, "clicks")
        self._clock = clock
        self._day: date | None = None
        self._sources: dict[str, set[str]] = {}
        self._sources_lock = threading.Lock()

    def count(self, code: str, source: str) -> None:
        """Somebody followed the link of ``code``; ``source`` is from ``read_source``."""
        today = self._clock().date()
        self.add((code, today, self._known(code, source, today)))

    def _known(self, code: str, source: str, today: date) -> str:
        with self._sources_lock:
            if self._day != today:
                self._day, self._sources = today, {}
            known = self._sources.setdefault(code, {"", OTHER_SOURCES})
            if source not in known and len(known) >= SOURCES_A_DAY:
                return OTHER_SOURCES
            known.add(source)
            return source

    def _as_kept(self, batch: Counter[tuple[str, date, str]]) -> Any:
        return [[code, day.isoformat(), source, clicks] for (code, day, source), clicks in batch.items()]

    def _of_kept(self, kept: Any) -> Counter[tuple[str, date, str]]:
        return Counter({(code, date.fromisoformat(day), source): clicks for code, day, source, clicks in kept})

    def _write(self, connection: Connection, pending: Counter[tuple[str, date, str]]) -> None:
        names = ("code", "day", "source")
        rows = ({**dict(zip(names, entry, strict=True)), "clicks": clicks} for entry, clicks in sorted(pending.items()))
        add_counts(connection, LinkClicks, "clicks", rows)


def _is(target: Destination) -> list[ColumnElement[bool]]:
    return [getattr(ShortLinks, name) == value for name, value in target._asdict().items()]


def _contains(words: str) -> ColumnElement[bool]:
    words = words.replace("\0", "")
    columns = (ShortLinks.title, ShortLinks.key, ShortLinks.code)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _read(connection: Connection, query: Select[Any]) -> list[ShortLink]:
    return [
        ShortLink(row.code, Destination(row.key, row.anchor, row.language), row.title, row.made_at, row.made_by)
        for row in connection.execute(query)
    ]
