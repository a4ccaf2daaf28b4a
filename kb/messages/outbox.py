"""Brings messages where they are to go, beside everything else; what does not go is tried again for days."""

from __future__ import annotations

import logging

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.brand.brand import NO_TEXT
from kb.brand.localised import face_of
from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.core.settings import Settings
from kb.library.library import Library
from kb.mail.server import MailServer, send
from kb.messages.attachments import Attachment
from kb.messages.deliveries import DeliveryWay, claim_due, note_failed, note_sent
from kb.messages.inbox import KeptMessage, find_message, read_file
from kb.messages.letter import staff_address, to_the_customer, to_the_team
from kb.messages.reference import shown_reference
from kb.messages.webhook import hand_over, message_json
from kb.storage.background import Repeating
from kb.storage.database import said_by
from kb.web.outside import may_reach

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 5.0
MOST_AT_ONCE = 50


def ways_of(settings: Settings) -> list[DeliveryWay]:
    """The ways that are set up."""
    ways = {
        DeliveryWay.MAIL: settings.contact_mail,
        DeliveryWay.WEBHOOK: settings.contact_webhook,
        DeliveryWay.CONFIRMATION: settings.contact_confirm,
    }
    return [way for way, is_set in ways.items() if is_set]


class Outbox(Repeating):
    """Sends what waits in ``database``; nothing of a message goes into the log but its reference."""

    def __init__(self, settings: Settings, library: Library, database: Engine, clock: Clock) -> None:
        super().__init__("contact-outbox", self.deliver, SECONDS_BETWEEN_LOOKS)
        self._settings, self._library, self._database, self._clock = settings, library, database, clock

    def deliver(self) -> int:
        """Send what is due now, until it is closed; how many went."""
        sent = 0
        try:
            for _ in range(MOST_AT_ONCE):
                if self.is_closed:
                    break
                with self._database.connect() as connection:
                    if (due := claim_due(connection, self._clock())) is not None:
                        connection.commit()  # else nothing: what is kept until somebody writes would be read anew
                if due is None:
                    break
                sent += self._deliver_one(*due)
        except SQLAlchemyError as error:
            logger.warning("the outbox cannot be read: %s", said_by(error))
        return sent

    def _deliver_one(self, reference: str, way: DeliveryWay) -> bool:
        with self._database.connect() as connection:
            message = find_message(connection, reference)
            files = (
                [file for one in message.files if (file := read_file(connection, reference, one.number))]
                if message
                else []
            )
        if message is None:  # deleted a moment ago
            return False
        try:
            self._go(way, message, files)
        except Exception as error:  # whatever is wrong with one, the others go
            expected, kind = isinstance(error, KbError), type(error).__name__
            with self._database.begin() as connection:
                is_over = note_failed(connection, reference, way, self._clock(), str(error) if expected else kind)
            after = "it is given up; staff can have it tried again" if is_over else "it is tried again"
            told = (shown_reference(reference), way, kind, after)  # why names the customer, where their server says no
            logger.warning("message %s did not go (%s, %s): %s; its page says why", *told, exc_info=not expected)
            return False
        with self._database.begin() as connection:
            note_sent(connection, reference, way, self._clock())
        return True

    def _go(self, way: DeliveryWay, message: KeptMessage, files: list[Attachment]) -> None:
        settings, catalog, now = self._settings, self._library.catalog, self._clock()
        if way is DeliveryWay.WEBHOOK:
            content = message_json(message, files, staff_address(settings, message.reference))
            allowed = may_reach(settings.contact_webhook_networks)
            secret = settings.contact_webhook_secret
            hand_over(settings.contact_webhook, secret, shown_reference(message.reference), content, now, allowed)
            return
        if way is DeliveryWay.MAIL:
            mail = to_the_team(settings, message, files, catalog.default_language, now)
        else:
            page = catalog.brand.contact_page
            name = face_of(settings, catalog.brand, message.language).site_name
            reply = (page.form_reply if page else NO_TEXT).any(message.language)
            mail = to_the_customer(settings, message, name, reply, now)
        send(MailServer.parse(settings.mail_server), mail)
