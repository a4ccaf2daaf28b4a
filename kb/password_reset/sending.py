"""Mails links to choose a password, beside everything else, so that how long the page takes tells nothing.

What waits is in memory only: whoever asked in the seconds before the site was stopped by force asks again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from queue import Empty, Full, Queue

from sqlalchemy.exc import SQLAlchemyError

from kb.account_services.resets import PasswordResets
from kb.accounts.accounts import Account
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.mail.server import MailServer, send
from kb.password_reset.letter import write_reset
from kb.site.site import Site
from kb.storage.background import Repeating
from kb.storage.database import said_by

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0
MOST_WAITING = 100
MAIL_SECONDS = 10.0


@dataclass(frozen=True)
class AskedReset:
    """Who asked for a link, by the address they typed, and in which language of the interface."""

    email: str = field(repr=False)
    language: str


class ResetMail(Repeating):
    """Sends the links that were asked for."""

    def __init__(self, site: Site, resets: PasswordResets, clock: Clock) -> None:
        super().__init__("password-reset", self._look, SECONDS_BETWEEN_LOOKS)
        self._site, self._resets, self._clock = site, resets, clock
        self._waiting: Queue[AskedReset] = Queue(MOST_WAITING)

    @property
    def is_set_up(self) -> bool:
        """Whether there are a mail server, a sender, and the public address that a link begins with.

        The address of a request is not enough: whoever asks writes it, and the link would lead to them.
        """
        settings = self._site.settings
        return bool(settings.mail_server and settings.mail_from and settings.base_url)

    def take(self, email: str, language: str) -> bool:
        """Look at it soon; False where too many wait already."""
        try:
            self._waiting.put_nowait(AskedReset(email, language))
        except Full:
            return False
        return True

    def close(self) -> None:
        """Begin nothing more, but for what waits as long as the mail server takes it."""
        super().close()
        while self.send_next():
            pass

    def _look(self) -> None:
        while not self._waiting.empty():
            self.send_next()

    def send_next(self) -> bool:
        """Send the link that was asked for first; False where none waits or it could not be sent."""
        try:
            asked = self._waiting.get_nowait()
        except Empty:
            return False
        try:
            found = self._resets.link(asked.email)
            if found is not None:
                self._mail(*found, asked.language)
        except KbError as error:
            logger.warning("a link for a new password was not mailed: %s", error)
            return False
        except SQLAlchemyError as error:
            logger.warning("a link for a new password could not be made: %s", said_by(error))
            return False
        return True

    def _mail(self, account: Account, secret: str, language: str) -> None:
        """Mail a link; one that was not taken over is worth nothing, so that who asks again gets another."""
        try:
            mail = write_reset(self._site, account, secret, language, self._clock())
            send(MailServer.parse(self._site.settings.mail_server), mail, MAIL_SECONDS)
        except KbError:
            self._resets.take_back(secret)
            raise
