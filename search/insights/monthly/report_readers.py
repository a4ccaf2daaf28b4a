"""Who wants the report by mail, and which months they got: rows of the database."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, DateTime, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from kb.accounts.accounts import Account, AccountRow, by_id
from kb.core.roles import Action
from kb.storage.columns import LanguageColumn
from kb.storage.database import Base, insert_into
from search.insights.monthly.claims import claimed


class ReportReader(Base):
    """Somebody who wants the report; ``since`` is UTC without a zone."""

    __tablename__ = "insight_report_readers"

    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    language: Mapped[LanguageColumn]
    since: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class SentReport(Base):
    """The report of a month that somebody got, or that a process is about to send: ``sent_at`` is None till then."""

    __tablename__ = "insight_reports"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime)


def want(connection: Connection, account: int, language: str, now: datetime) -> None:
    """Send it to ``account`` in ``language`` from the next month on; who wants it already changes the language."""
    row = insert_into(connection, ReportReader).values(account=account, language=language, since=now)
    changed = row.on_conflict_do_update(index_elements=["account"], set_={"language": language})
    connection.execute(changed)


def end(connection: Connection, account: int) -> None:
    """Send it to ``account`` no more."""
    connection.execute(delete(ReportReader).where(ReportReader.account == account))


def wanted_in(connection: Connection, account: int) -> str | None:
    """The language in which ``account`` wants it; None where they do not."""
    return connection.scalar(select(ReportReader.language).where(ReportReader.account == account))


def waiting(connection: Connection, month: date, until: datetime) -> list[tuple[Account, str]]:
    """Who is still to get the report of ``month``, in which language: they wanted it before ``until`` (UTC without a
    zone), have an account, and may see insights.
    """
    got = select(SentReport.account).where(SentReport.month == name_of(month), SentReport.sent_at.is_not(None))
    rows = connection.execute(
        select(ReportReader.account, ReportReader.language)
        .join(AccountRow, AccountRow.id == ReportReader.account)
        .where(ReportReader.since < until, AccountRow.disabled.is_(False), ReportReader.account.not_in(got))
        .order_by(ReportReader.account)
    )
    found = [(by_id(connection, number), language) for number, language in rows.all()]
    return [(one, language) for one, language in found if one is not None and one.person.may(Action.INSIGHTS)]


def claim(connection: Connection, month: date, account: int, now: datetime) -> bool:
    """Whether whoever asks is the one to send it now."""
    return claimed(connection, SentReport, {"month": name_of(month), "account": account}, now)


def note_sent(connection: Connection, month: date, account: int, now: datetime) -> None:
    """The mail server has taken it over."""
    this = (SentReport.month == name_of(month), SentReport.account == account)
    connection.execute(update(SentReport).where(*this).values(sent_at=now))


def forget_sent_before(connection: Connection, day: date) -> int:
    """Forget which reports went out before ``day``; how many."""
    old = SentReport.sent_at < datetime.combine(day, datetime.min.time())
    return connection.execute(delete(SentReport).where(old)).rowcount


def name_of(month: date) -> str:
    """A month as ISO writes it."""
    return f"{month:%Y-%m}"
