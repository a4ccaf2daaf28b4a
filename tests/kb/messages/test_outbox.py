"""Messages go where they are to go, each once, and none is lost while the other side is away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from kb.core.settings import Settings
from kb.messages.deliveries import PAUSES, DeliveryWay, try_again
from kb.messages.inbox import (
    KeptMessage,
    count_messages,
    find_message,
    forget_older_than,
    newest_messages,
    read_file,
    take_in,
)
from kb.messages.outbox import Outbox, ways_of
from kb.messages.reference import read_reference, shown_reference
from tests.clock import Clock
from tests.conftest import Collection
from tests.kb.messages.conftest import PNG, SECRET, a_message, mail_settings
from tests.receivers import Answer, mail_server, webhook_receiver

pytestmark = pytest.mark.slow


@pytest.fixture
def shelf(collection: Collection) -> Collection:
    collection.write("en/a.md", title="A")
    texts = "name: {en: Sofra, ar: سفرة}\ncontact: {form: yes, form_reply: {en: Within a day, ar: خلال يوم}}\n"
    (collection.root / "site.yml").write_text(texts, "utf-8")
    return collection


def outbox(settings: Settings, shelf: Collection, database: Engine, clock: Clock) -> Outbox:
    return Outbox(settings, shelf.library("en"), database, clock)


def kept(database: Engine, reference: str) -> KeptMessage:
    with database.connect() as connection:
        found = find_message(connection, reference)
    assert found is not None
    return found


def states(database: Engine, reference: str) -> dict[str, tuple[str, int]]:
    return {one.way: (one.state, one.attempts) for one in kept(database, reference).deliveries}


def test_the_team_gets_the_message_by_mail_and_the_customer_a_confirmation_in_their_language(
    database: Engine, shelf: Collection, clock: Clock
) -> None:
    with mail_server() as mailbox:
        settings = mail_settings(mailbox.port, contact_confirm=True)
        reference = take_in(database, a_message(language="ar", name="Jane\r\nBcc: x@y.z"), ways_of(settings), clock())
        sender = outbox(settings, shelf, database, clock)
        assert (sender.deliver(), sender.deliver()) == (2, 0)
    by_receiver = {to[0]: mail for to, mail in zip(mailbox.recipients, mailbox.messages, strict=True)}
    assert set(by_receiver) == {"team@example.com", "jane@example.com"}
    to_team, to_customer = by_receiver["team@example.com"], by_receiver["jane@example.com"]
    assert to_team["Subject"] == f"[{shown_reference(reference)}] My kettle leaks. What now?"
    assert "jane@example.com" in to_team["Reply-To"]
    assert to_team["Bcc"] is None
    body = to_team.get_body(("plain",))
    assert body is not None
    assert "My kettle leaks.\nWhat now?" in body.get_content().replace("\r\n", "\n")
    assert f"https://help.example.com/messages/{reference}" in body.get_content()
    (attached,) = to_team.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("leak.png", PNG)
    text = to_customer.get_content()
    assert "شكرًا لك" in text
    assert shown_reference(reference) in text
    assert "خلال يوم" in text
    assert "kettle" not in text  # whoever gets it may never have written it
    assert states(database, reference) == {"mail": ("sent", 1), "confirmation": ("sent", 1)}


def test_while_the_mail_server_is_away_messages_wait_and_go_once_it_is_back(
    database: Engine, shelf: Collection, clock: Clock
) -> None:
    with mail_server() as gone:
        settings = mail_settings(gone.port)
    reference = take_in(database, a_message(), ways_of(settings), clock())
    sender = outbox(settings, shelf, database, clock)
    assert sender.deliver() == 0
    assert states(database, reference) == {"mail": ("waiting", 1)}
    (delivery,) = kept(database, reference).deliveries
    assert "cannot be used" in delivery.detail
    assert sender.deliver() == 0  # not before its time
    assert states(database, reference) == {"mail": ("waiting", 1)}
    with mail_server() as mailbox:
        clock.later(minutes=PAUSES[0])
        assert outbox(mail_settings(mailbox.port), shelf, database, clock).deliver() == 1
    assert len(mailbox.messages) == 1
    assert states(database, reference) == {"mail": ("sent", 2)}


def test_after_days_it_is_given_up_and_somebody_has_it_tried_again(
    database: Engine, shelf: Collection, clock: Clock
) -> None:
    with mail_server() as mailbox:
        mailbox.refused = {"team@example.com"}
        settings = mail_settings(mailbox.port)
        reference = take_in(database, a_message(files=()), ways_of(settings), clock())
        sender = outbox(settings, shelf, database, clock)
        for pause in (*PAUSES, 1_000):
            sender.deliver()
            clock.later(minutes=pause)
        assert states(database, reference) == {"mail": ("failed", len(PAUSES) + 1)}
        mailbox.refused = set()
        assert sender.deliver() == 0
        with database.begin() as connection:
            assert try_again(connection, reference, clock()) == 1
        assert sender.deliver() == 1


def test_the_log_has_the_reference_only_and_the_page_of_the_message_why_it_did_not_go(
    database: Engine, shelf: Collection, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server() as mailbox:
        mailbox.refused = {"jane@example.com"}
        settings = mail_settings(mailbox.port, contact_confirm=True)
        reference = take_in(database, a_message(), (DeliveryWay.CONFIRMATION,), clock())
        assert outbox(settings, shelf, database, clock).deliver() == 0
    assert "refuses jane@example.com: 550" in kept(database, reference).deliveries[0].detail
    assert f"message {shown_reference(reference)} did not go (confirmation, MailError)" in caplog.text
    assert "jane" not in caplog.text


def test_a_webhook_gets_signed_json_where_its_network_is_allowed_and_nothing_where_not(
    database: Engine, shelf: Collection, clock: Clock
) -> None:
    elsewhere = {"Location": "/"}  # the secret and the message are for one address
    with webhook_receiver(Answer(500), Answer(307, elsewhere)) as hook:
        inside = Settings(contact_webhook=hook.url, contact_webhook_secret=SECRET)
        reference = take_in(database, a_message(), ways_of(inside), clock())
        assert outbox(inside, shelf, database, clock).deliver() == 0
        assert hook.requests == []
        assert "is inside the network" in kept(database, reference).deliveries[0].detail
        allowed = Settings(
            base_url="https://help.example.com",
            contact_webhook=hook.url,
            contact_webhook_secret=SECRET,
            contact_webhook_networks=(ip_network("127.0.0.0/8"),),
        )
        for tries, sent in enumerate((0, 0, 1), start=1):
            clock.later(hours=1)
            assert outbox(allowed, shelf, database, clock).deliver() == sent
            assert len(hook.requests) == tries
    headers, body = hook.requests[-1]
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    mine = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{mine}"
    told = json.loads(body)
    assert (told["reference"], told["email"], told["text"]) == (
        shown_reference(reference), "jane@example.com", "My kettle leaks.\nWhat now?",
    )  # fmt: skip
    assert base64.b64decode(told["files"][0]["content"]) == PNG
    assert states(database, reference) == {"webhook": ("sent", 4)}


def test_references_are_short_never_in_a_row_and_read_however_they_are_typed(database: Engine, clock: Clock) -> None:
    references = [take_in(database, a_message(files=()), (), clock()) for _ in range(20)]
    assert len({reference[:3] for reference in references}) > 15
    shown = shown_reference(references[0])
    assert len(shown) == 9
    assert read_reference(f" {shown.lower().replace('-', ' ')} ") == references[0]
    assert read_reference("OIL0-AEU1") == ""


def test_what_is_too_old_goes_with_its_files_and_deliveries(database: Engine, clock: Clock) -> None:
    old = take_in(database, a_message(), (DeliveryWay.MAIL,), clock())
    clock.later(days=10)
    young = take_in(database, a_message(), (DeliveryWay.MAIL,), clock())
    with database.begin() as connection:
        assert read_file(connection, old, 1) is not None
        assert forget_older_than(connection, clock().date()) == 1
        assert read_file(connection, old, 1) is None
        assert count_messages(connection) == 1
        assert [message.reference for message in newest_messages(connection, 5)] == [young]


def test_a_message_is_kept_whole_or_not_at_all(database: Engine, clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"(?i)error"):
        take_in(database, a_message(), ["mail", "mail"], clock())  # type: ignore[list-item]
    with database.connect() as connection:
        assert count_messages(connection) == 0


def test_an_outbox_that_is_closed_sends_nothing_more_and_the_next_one_does(
    database: Engine, shelf: Collection, clock: Clock
) -> None:
    with mail_server() as mailbox:
        settings = mail_settings(mailbox.port)
        take_in(database, a_message(files=()), ways_of(settings), clock())
        closed = outbox(settings, shelf, database, clock)
        closed.close()
        assert closed.deliver() == 0
        assert outbox(settings, shelf, database, clock).deliver() == 1


def test_a_look_that_finds_nothing_commits_nothing(database: Engine, shelf: Collection, clock: Clock) -> None:
    with mail_server() as mailbox:
        settings, commits = mail_settings(mailbox.port), list[object]()
        sender = outbox(settings, shelf, database, clock)
        event.listen(database, "commit", commits.append)
        assert (sender.deliver(), commits) == (0, [])
        take_in(database, a_message(files=()), ways_of(settings), clock())
        commits.clear()
        assert (sender.deliver(), len(commits)) == (1, 2)  # claimed, sent
