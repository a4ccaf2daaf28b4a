"""Mails an answer that it was not solved, or not all, to whoever sent the link, where mail is set up.

Beside everything else: what does not go is tried again for three days. It waits at ``/desk/answers`` either way.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import SQLAlchemyError

from kb.accounts import accounts
from kb.catalog.article import ArticleId
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.settings import Settings
from kb.core.site_address import site_address
from kb.language.interface import interface_language, translations
from kb.library.library import Library
from kb.mail.message import new_message, recipient
from kb.mail.server import MailServer, send
from kb.storage.background import Repeating
from kb.storage.database import naive_utc, said_by
from search.followups.answers import SentFollowup, one_answer
from search.followups.followup_rows import Solved, TicketFollowup
from search.followups.wording import SOLVED

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 60.0
MOST_AT_ONCE = 20
TRIED_FOR = timedelta(days=3)


class AnswerMail(Repeating):
    """Sends what waits in ``database``; nothing of an answer goes into the log."""

    def __init__(self, settings: Settings, library: Library, database: Engine, clock: Clock) -> None:
        super().__init__("followup-mail", self.tell, SECONDS_BETWEEN_LOOKS)
        self._settings, self._library, self._database, self._clock = settings, library, database, clock
        self._is_set = bool(settings.mail_server and settings.mail_from)

    def start(self) -> None:
        """Look for answers from now on, where mail is set up."""
        if self._is_set:
            super().start()

    def tell(self) -> int:
        """Send what waits now, each once however many processes look; how many went."""
        sent = 0
        try:
            for number in self._waiting():
                if self.is_closed:
                    break
                sent += self._tell_one(number)
        except SQLAlchemyError as error:
            logger.warning("answers of customers cannot be read: %s", said_by(error))
        return sent

    def _waiting(self) -> list[int]:
        row, since = TicketFollowup, naive_utc(self._clock() - TRIED_FOR)
        unsolved = row.solved.in_([str(Solved.NO), str(Solved.PARTLY)])
        where = (unsolved, row.told_at.is_(None), row.account.is_not(None), row.answered_at > since)
        with self._database.connect() as connection:
            return list(connection.scalars(select(row.id).where(*where).order_by(row.id).limit(MOST_AT_ONCE)))

    def _tell_one(self, number: int) -> bool:
        row, now = TicketFollowup, naive_utc(self._clock())
        with self._database.begin() as connection:
            mine = update(row).where(row.id == number, row.told_at.is_(None)).values(told_at=now)
            if connection.execute(mine).rowcount != 1:
                return False  # another process does
            found, account = one_answer(connection, number)
            known = accounts.by_id(connection, account) if account is not None else None
        if found is None or known is None or known.disabled:
            return False
        try:
            send(MailServer.parse(self._settings.mail_server), self._mail(found, known.name, known.email))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go
            expected = isinstance(error, KbError)
            logger.warning("an answer was not mailed: %s", error if expected else type(error).__name__)
            with self._database.begin() as connection:
                connection.execute(update(row).where(row.id == number).values(told_at=None))
            return False
        return True

    def _mail(self, found: SentFollowup, name: str, email: str) -> EmailMessage:
        sender, receiver = recipient(None, self._settings.mail_from), recipient(name, email)
        if sender is None or receiver is None:
            raise KbError("KB_MAIL_FROM or the address of the account is none that mail goes to")
        catalog = self._library.catalog
        gettext = translations(interface_language(catalog.default_language)).gettext
        said = gettext(SOLVED[found.solved])
        mail = new_message(sender, receiver, f"[{found.ticket}] {said}", f"followup {found.id}", self._clock())
        lines = (found.words, f"{self._title(found.article)}", f"{site_address(self._settings)}/desk/answers")
        mail.set_content("\n\n".join(line for line in (said, *lines) if line) + "\n")
        return mail

    def _title(self, id_: ArticleId) -> str:
        article = self._library.catalog.get(*id_)  # a mail is read by whoever: what is not for everybody has no title
        return article.title if article else id_.key
