"""Mails the report of last month to whoever wants it, once each, from the first of the month on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.accounts.accounts import Account
from kb.catalog.catalog import Catalog
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.settings import Settings
from kb.mail.message import new_message, recipient
from kb.mail.server import MailServer, send
from kb.storage.background import Repeating
from kb.storage.database import naive_utc, said_by
from search.insights.counts.reader import InsightReader
from search.insights.monthly.letter import LetterWriter
from search.insights.monthly.month_report import MonthReport, OverdueReviews, read_report
from search.insights.monthly.report_readers import claim, name_of, note_sent, waiting

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 600.0
HOUR = 7
"""Not before this hour of the morning, by the site's time zone."""


def can_mail(settings: Settings) -> bool:
    """Whether the operator lets reports go out, and there is a way for them."""
    return bool(settings.monthly_report and settings.mail_server and recipient(None, settings.mail_from))


class MonthlyMail(Repeating):
    """Looks now and then whether the report of last month is to go to somebody."""

    def __init__(
        self,
        settings: Settings,
        database: Engine,
        clock: Clock,
        catalog: Callable[[], Catalog],
        reader: InsightReader,
        overdue: OverdueReviews,
    ) -> None:
        super().__init__("monthly-report", self.deliver, SECONDS_BETWEEN_LOOKS)
        self._settings, self._database, self._clock, self._catalog = settings, database, clock, catalog
        self._reader, self._overdue = reader, overdue

    def deliver(self) -> int:
        """Send what is due now; how many went."""
        now = self._clock()
        local = now.astimezone(self._catalog().brand.zone)
        first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        month = (first.date() - timedelta(days=1)).replace(day=1)
        is_early = local.day == 1 and local.hour < HOUR
        if (
            is_early or now.astimezone(UTC).date() < first.date()
        ):  # its last day, by UTC as days are counted, is not over
            return 0
        try:
            with self._database.connect() as connection:
                left = waiting(connection, month, naive_utc(first))
            return self._deliver_to(left, month) if left else 0
        except SQLAlchemyError as error:
            logger.warning("the monthly report waits for the database: %s", said_by(error))
            return 0

    def _deliver_to(self, readers: list[tuple[Account, str]], month: date) -> int:
        report: MonthReport | None = None
        sent = 0
        for account, language in readers:
            now = self._clock()
            with self._database.begin() as connection:
                is_ours = claim(connection, month, account.id, naive_utc(now))
            if not is_ours:
                continue
            report = report or read_report(self._reader, month, self._overdue)
            try:
                message = make_report_mail(self._settings, self._catalog(), report, account, language, now)
                send(MailServer.parse(self._settings.mail_server), message)
            except KbError as error:
                logger.warning("the report of %s did not go to account %s: %s", name_of(month), account.id, error)
                continue
            with self._database.begin() as connection:
                note_sent(connection, month, account.id, naive_utc(now))
            sent += 1
        return sent


def make_report_mail(
    settings: Settings, catalog: Catalog, report: MonthReport, account: Account, language: str, now: datetime
) -> EmailMessage:
    """The message, with the same Message-ID whenever it is made for the same month.

    Raises:
        KbError: no mail can be sent to the account's address, or from ``KB_MAIL_FROM``.

    """
    sender, to = recipient(None, settings.mail_from), recipient(account.name, account.email)
    if sender is None or to is None:
        raise KbError("KB_MAIL_FROM or the address of the account is none to which mail goes")
    letter = LetterWriter(settings, catalog, language).write(report)
    subject = f"{letter.site_name}: {letter.subject}"
    message = new_message(sender, to, subject, f"insights {name_of(report.scope.first)}", now)
    message.set_content(letter.text())
    message.add_alternative(letter.html(), subtype="html")
    return message
