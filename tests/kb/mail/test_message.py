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


HIDDEN = (
    "=?utf-8?q?a=0D=0ABcc:_eve@example.com?=",
    "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=",
    "=\0?utf-8?q?=0D=0A?=",
)
"""Line breaks in encoded words, which ``email`` decodes where it reads a text."""


@pytest.mark.parametrize("hidden", HIDDEN)
def test_line_breaks_hidden_in_encoded_words_write_no_headers(open_server: Mailbox, hidden: str) -> None:
    send(server(open_server), message(owner=f"Team {hidden}", subject=f"[K7M4-QXZ2] {hidden} news"))
    arrived = open_server.messages[-1]
    assert list(arrived) == list(message())
    assert arrived["Subject"].endswith(" news")
    assert [address.addr_spec for address in arrived["To"].addresses] == ["orders@example.com"]


@pytest.mark.parametrize("hidden", HIDDEN[:2])
def test_an_address_with_an_encoded_word_is_no_recipient(hidden: str) -> None:
    assert recipient("Team", f"x@{hidden}.com") is None
    assert recipient("Team", f"{hidden}@example.com") is None


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
