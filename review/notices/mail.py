"""Digests by e-mail: a message with a plain and an HTML part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from kb.core.errors import SettingsError
from kb.mail.message import new_message, recipient
from review.notices.letter import Letter
from review.notices.sent_notices import Fact


def make_message(letter: Letter, to: Address, sender: str, facts: Iterable[Fact], now: datetime) -> EmailMessage:
    """The message that tells ``facts``, dated ``now`` (with its zone); the same facts make the same Message-ID.

    Raises:
        SettingsError: ``sender`` (``KB_MAIL_FROM``) is no address.

    """
    from_ = recipient(None, sender)
    if from_ is None:
        raise SettingsError("digests by e-mail need a sender: set KB_MAIL_FROM, like help@example.com")
    told = "\0".join(part for fact in facts for part in (*fact.article, fact.state, fact.since))
    message = new_message(from_, to, letter.subject, told, now)
    message.set_content(letter.text())
    message.add_alternative(letter.html(), subtype="html")
    return message
