"""The head of a message, as it arrives at a real mail server."""

from __future__ import annotations

from email.headerregistry import Address

import pytest

from kb.mail.message import recipient
from kb.mail.server import send
from tests.kb.mail.conftest import NOW, message, server
from tests.receivers import Mailbox


def test_a_message_is_dated_by_the_clock_and_asks_for_no_automatic_reply(open_server: Mailbox) -> None:
    send(server(open_server), message())
    arrived = open_server.messages[-1]
    assert arrived["Date"].datetime == NOW
    assert arrived["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "owner", ["Team\r\nBcc: eve@example.com", 'Team" <eve@example.com>, "', "Team\n\n<html>", "a, b; c (d) @ e"]
)
def test_an_owner_cannot_write_headers_or_add_recipients(open_server: Mailbox, owner: str) -> None:
    send(server(open_server), message(owner=owner))
    arrived = open_server.messages[-1]
    assert [address.addr_spec for address in arrived["To"].addresses] == ["orders@example.com"]
    assert open_server.recipients[-1] == ["orders@example.com"]
    assert arrived["Bcc"] is None
    assert arrived.get_content() == "Text.\r\n"


@pytest.mark.parametrize("address", ["", "nowhere", "@", "a@", "a b@example.com", "a@b@c", "\r\n@x"])
def test_what_is_no_address_is_no_recipient(address: str) -> None:
    assert recipient("Team", address) is None


def test_an_address_that_brings_a_name_keeps_it() -> None:
    assert recipient("Legal", "Legal desk <legal@example.com>") == Address("Legal desk", "legal", "example.com")
    assert recipient("Legal", "legal@example.com") == Address("Legal", "legal", "example.com")
