"""Messages, and a mail server that wants no password."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from kb.mail.message import new_message, recipient
from kb.mail.server import MailServer
from tests.receivers import Mailbox, mail_server

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def message(owner: str = "Team", address: str = "orders@example.com", subject: str = "News") -> EmailMessage:
    sender, to = recipient(None, "Help <help@example.com>"), recipient(owner, address)
    assert sender is not None
    assert to is not None
    made = new_message(sender, to, subject, "news", NOW)
    made.set_content("Text.\n")
    return made


def server(mailbox: Mailbox, sign_in: str = "", host: str = "127.0.0.1") -> MailServer:
    return MailServer.parse(f"smtp://{sign_in}{host}:{mailbox.port}")


@pytest.fixture(scope="module")
def open_server() -> Iterator[Mailbox]:
    """It wants no password."""
    with mail_server() as mailbox:
        yield mailbox
