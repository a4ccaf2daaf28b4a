"""Digests by e-mail: what such a message has, and what it is told apart by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from kb.catalog.article import ArticleId
from kb.core.errors import SettingsError
from kb.mail.message import recipient
from kb.mail.server import MailServer, send
from review.notices.letter import Letter, LetterLine
from review.notices.mail import make_message
from review.notices.sent_notices import Fact
from tests.receivers import mail_server

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FACTS = (Fact(ArticleId("en", "orders/refund"), "overdue", "2026-11-22"),)
SENDER = "Справка <help@example.com>"
URL = "https://help.example.com/review/articles/fa/orders/refund"
LETTER = Letter(
    "fa",
    "Help centre",
    "۱ دیرکرد: تیم سفارش‌ها",
    (("Overdue", (LetterLine("بازپرداخت", "fa", URL, "Reviewed 400 days ago"),)),),
    (),
    0,
    "https://help.example.com/review?responsible=x",
)


def message(facts: tuple[Fact, ...] = FACTS) -> EmailMessage:
    to = recipient("تیم سفارش‌ها", "orders@example.com")
    assert to is not None
    return make_message(LETTER, to, SENDER, facts, NOW)


def test_a_message_arrives_with_both_parts_and_names_of_any_script() -> None:
    with mail_server() as mailbox:
        send(MailServer.parse(f"smtp://127.0.0.1:{mailbox.port}"), message())
    arrived = mailbox.messages[-1]
    assert arrived["Subject"] == "۱ دیرکرد: تیم سفارش‌ها"
    assert arrived["To"].addresses == (Address("تیم سفارش‌ها", "orders", "example.com"),)
    assert arrived["From"].addresses == (Address("Справка", "help", "example.com"),)
    assert mailbox.recipients[-1] == ["orders@example.com"]
    for part in mailbox.parts():
        assert URL in part
        assert "بازپرداخت" in part
        assert LETTER.queue_url in part
    assert 'dir="rtl"' in mailbox.parts()[1]


def test_the_same_news_has_the_same_message_id_whenever_it_is_sent_and_other_news_another() -> None:
    first = message()
    to = recipient(None, "orders@example.com")
    other = recipient(None, "legal@example.com")
    assert to is not None
    assert other is not None
    later = make_message(LETTER, to, SENDER, FACTS, NOW + timedelta(days=1))
    assert first["Message-ID"] == later["Message-ID"]
    assert str(first["Message-ID"]).endswith("@example.com>")
    assert message(facts=(*FACTS, *FACTS))["Message-ID"] != first["Message-ID"]
    assert make_message(LETTER, other, SENDER, FACTS, NOW)["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("sender", ["", "nobody"])
def test_without_a_sender_the_setting_is_named(sender: str) -> None:
    with pytest.raises(SettingsError, match="KB_MAIL_FROM"):
        make_message(LETTER, Address("", "a", "example.com"), sender, FACTS, NOW)
