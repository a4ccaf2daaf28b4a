"""``kb review --notify``: who is told, and that everybody is told once. Now is Monday, 23 November 2026, at eight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from ipaddress import ip_network
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from filelock import FileLock
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import main
from kb.core.errors import KbError, SettingsError
from review.decisions.decision import DecisionKind
from review.notices.notify import LOCK_FILE, UNREACHABLE, notify
from tests.conftest import with_tables
from tests.receivers import PASSWORD, USER, Answer, Mailbox, mail_server, webhook_receiver
from tests.review.conftest import Reviewing

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

SATURDAY, SUNDAY, MONDAY = 21, 22, 23
OWNERS = """\
owners:
  Orders team: orders@example.com
  Команда: Команда <team@example.com>
"""


@dataclass
class Desk:
    """An editor's cron job."""

    reviewing: Reviewing
    mailbox: Mailbox
    capsys: pytest.CaptureFixture[str]
    said: str = ""
    complained: str = ""

    def set(self, **settings: Any) -> None:
        review = self.reviewing.review
        review.settings = replace(review.settings, **settings)

    def write(self, key: str, owner: str | None = "Orders team", reviewed: str = "2025-01-01", **more: str) -> None:
        owner_line = {"owner": f"'{owner}'"} if owner else {}
        self.reviewing.article(key, last_reviewed_on=reviewed, **owner_line, **more)

    def run(self, *, day: int = MONDAY, act: bool = True, **more: Any) -> int:
        self.reviewing.clock.now = datetime(2026, 11, day, 8, tzinfo=UTC)
        status = notify(self.reviewing.review, date(2026, 11, day), act=act, sleep=pytest.fail, **more)
        self.said, self.complained = self.capsys.readouterr()
        return status

    @property
    def mailed(self) -> list[str]:
        return [f"{message['To'].addresses[0].addr_spec}: {message['Subject']}" for message in self.mailbox.messages]


@pytest.fixture
def desk(reviewing: Reviewing, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    """It may send mail, and knows two owners."""
    (reviewing.collection.root / "review.yml").write_text(OWNERS, "utf-8")
    with mail_server() as mailbox:
        made = Desk(reviewing, mailbox, capsys)
        made.set(mail_server=f"smtp://127.0.0.1:{mailbox.port}", mail_from="help@example.com")
        yield made


# Showing


def test_without_send_it_is_shown_and_neither_sent_nor_remembered(desk: Desk) -> None:
    desk.write("refund")
    for _ in range(2):
        assert desk.run(act=False) == 0
        assert "To: Orders team <orders@example.com>\nSubject: 1 overdue: Orders team\n" in desk.said
        assert "http://127.0.0.1:8000/review/articles/en/refund\n" in desk.said
        assert desk.said.endswith("Nothing was sent; --send sends it.\n")
    assert desk.mailed == []
    assert desk.run() == 0
    assert len(desk.mailed) == 1


def test_it_can_be_shown_before_anything_is_set(desk: Desk) -> None:
    desk.set(mail_server="", mail_from="")
    desk.write("refund")
    assert desk.run(act=False) == 0
    assert "To: Orders team <orders@example.com>" in desk.said


def test_another_day_can_be_looked_at_and_not_sent(desk: Desk) -> None:
    desk.write("refund", reviewed="2026-06-01")
    review, december = desk.reviewing.review, date(2026, 12, 1)
    assert notify(review, december) == 0
    assert "Subject: 1 due: Orders team" in desk.capsys.readouterr().out
    with pytest.raises(KbError, match="--today is for looking only"):
        notify(review, december, act=True)


# Telling


def test_each_owner_gets_one_mail_with_what_is_theirs(desk: Desk) -> None:
    desk.write("refund")
    desk.write("cancel", reviewed="2026-05-01")
    desk.write("legal", "Команда")
    desk.write("fresh", reviewed="2026-11-20")
    assert desk.run() == 0
    assert sorted(desk.mailed) == [
        "orders@example.com: 1 overdue, 1 due: Orders team",
        "team@example.com: 1 overdue: Команда",
    ]
    assert "Orders team <orders@example.com>: 1 overdue, 1 due: Orders team\n" in desk.said
    assert all(message["Date"].datetime == desk.reviewing.clock.now for message in desk.mailbox.messages)


def test_nobody_is_told_twice_of_the_same(desk: Desk) -> None:
    desk.write("refund")
    desk.run()
    for day in (MONDAY, 24, 27):
        assert desk.run(day=day) == 0
        assert desk.said == "There is no news to tell.\n"
    assert len(desk.mailed) == 1


def test_what_becomes_overdue_is_told_again(desk: Desk) -> None:
    desk.write("refund", reviewed="2025-11-25")
    for day in (MONDAY, 24, 25, 26):
        desk.run(day=day)
    assert [subject.split(": ")[1] for subject in desk.mailed] == ["1 due", "1 overdue"]


def test_the_next_mail_counts_what_is_known_and_names_the_new(desk: Desk) -> None:
    desk.write("refund")
    desk.run()
    desk.write("cancel")
    desk.run()
    plain, page = desk.mailbox.parts()
    for part in (plain, page):
        assert "articles/en/cancel" in part
        assert "articles/en/refund" not in part
        assert "1 other article waits" in part


def test_who_takes_an_article_over_is_told(desk: Desk) -> None:
    desk.write("refund")
    desk.run()
    id_ = next(iter(desk.reviewing.review.catalog.articles))
    desk.reviewing.decide(DecisionKind.ASSIGNED, id_, assignee="Команда")
    desk.run()
    assert desk.mailed[1:] == ["team@example.com: 1 overdue: Команда"]


def test_only_one_owner_is_told_where_one_is_named(desk: Desk) -> None:
    desk.write("refund")
    desk.write("legal", "Команда")
    assert desk.run(owner="Команда") == 0
    assert desk.mailed == ["team@example.com: 1 overdue: Команда"]
    assert desk.run(owner="Stranger") == 0
    assert desk.said == "There is no news to tell.\n"


def test_what_nobody_owns_can_be_told_alone(desk: Desk) -> None:
    desk.set(review_mail="editors@example.com")
    desk.write("refund")
    desk.write("legal", None)
    assert desk.run(owner="nobody") == 0
    assert desk.mailed == ["editors@example.com: 1 overdue: no owner"]


# Weekends


@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_nothing_is_sent_on_weekends_unless_told(desk: Desk, day: int) -> None:
    desk.write("refund")
    assert desk.run(day=day) == 0
    assert desk.said == "Nothing is sent on Saturdays and Sundays; --weekends sends all the same.\n"
    assert desk.mailed == []
    assert desk.run(day=day, weekends=True) == 0
    assert len(desk.mailed) == 1


def test_what_happened_on_a_weekend_is_told_on_monday(desk: Desk) -> None:
    desk.write("refund", reviewed="2025-11-21")
    for day in (SATURDAY, SUNDAY, MONDAY):
        desk.run(day=day)
    assert len(desk.mailed) == 1


def test_on_a_weekend_it_is_shown_with_a_word_about_it(desk: Desk) -> None:
    desk.write("refund")
    desk.run(day=SUNDAY, act=False)
    assert desk.said.endswith("--send sends it. Today it needs --weekends.\n")
    desk.run(day=SUNDAY, act=False, weekends=True)
    assert desk.said.endswith("--send sends it.\n")


# Nobody to tell


@pytest.mark.parametrize("owner", [None, "Legal", "@handle"])
def test_what_has_no_owner_with_an_address_goes_to_the_default_address(desk: Desk, owner: str | None) -> None:
    desk.set(review_mail="editors@example.com")
    desk.write("refund", owner)
    assert desk.run() == 0
    assert desk.mailed == [f"editors@example.com: 1 overdue: {owner or 'no owner'}"]


@pytest.mark.parametrize(("owner", "shown"), [(None, "what has no owner"), ("Legal", "Legal")])
def test_who_cannot_be_reached_is_told_and_fails_with_send_only(desk: Desk, owner: str | None, shown: str) -> None:
    desk.write("refund", owner)
    desk.write("cancel")
    assert desk.run(act=False) == 0
    assert desk.complained == f"{shown}: {UNREACHABLE}\n"
    assert desk.run() == 1
    assert desk.complained == f"{shown}: {UNREACHABLE}\n"
    assert desk.mailed == ["orders@example.com: 1 overdue: Orders team"]


def test_who_has_no_news_need_not_be_reached(desk: Desk) -> None:
    desk.write("refund", None, reviewed="2026-11-20")
    assert desk.run() == 0
    assert desk.complained == ""


def test_what_is_wrong_with_the_rules_is_told(desk: Desk) -> None:
    (desk.reviewing.collection.root / "review.yml").write_text("owners: {Orders team: nowhere}\n", "utf-8")
    desk.write("refund")
    assert desk.run() == 1
    assert "review.yml:1: error: Orders team: 'nowhere' is not an e-mail address" in desk.complained


# Failing


def test_one_owner_that_fails_keeps_no_other_waiting_and_is_told_next_time(desk: Desk) -> None:
    desk.mailbox.refused.add("orders@example.com")
    desk.write("refund")
    desk.write("legal", "Команда", reviewed="2025-10-01")
    assert desk.run() == 1
    assert "Orders team <orders@example.com> was not told: " in desk.complained
    assert desk.mailed == ["team@example.com: 1 overdue: Команда"]
    desk.mailbox.refused.clear()
    assert desk.run() == 0
    assert desk.mailed[1:] == ["orders@example.com: 1 overdue: Orders team"]


def test_without_a_way_to_tell_the_settings_are_named(desk: Desk) -> None:
    desk.set(mail_server="")
    with pytest.raises(SettingsError, match="KB_MAIL_SERVER or KB_REVIEW_WEBHOOK"):
        desk.run()


def test_without_a_sender_nothing_is_sent(desk: Desk) -> None:
    desk.set(mail_from="")
    desk.write("refund")
    with pytest.raises(SettingsError, match="KB_MAIL_FROM"):
        desk.run()


def test_two_do_not_send_at_once(desk: Desk) -> None:
    desk.write("refund")
    with (
        FileLock(desk.reviewing.review.settings.data_dir / LOCK_FILE),
        pytest.raises(KbError, match="another kb review --notify is sending"),
    ):
        desk.run()
    assert desk.run() == 0


CRASHES = {
    "sqlite": (
        "CREATE TRIGGER crash BEFORE INSERT ON review_notices BEGIN SELECT RAISE(ABORT, 'crash'); END",
        "DROP TRIGGER crash",
    ),
    "postgresql": (
        "ALTER TABLE review_notices ADD CONSTRAINT crash CHECK (false)",
        "ALTER TABLE review_notices DROP CONSTRAINT crash",
    ),
}
"""How writing a notice is made to fail, and how it is mended."""


def test_a_crash_before_it_is_noted_repeats_one_mail_and_loses_none(desk: Desk) -> None:
    database = desk.reviewing.review.database
    crash, mended = CRASHES[database.dialect.name]
    desk.write("refund")
    desk.write("legal", "Команда", reviewed="2025-10-01")
    with database.begin() as connection:
        connection.execute(text(crash))
    with pytest.raises(IntegrityError, match="crash"):
        desk.run()
    with database.begin() as connection:
        connection.execute(text(mended))
    assert desk.run() == 0
    assert desk.mailed == [
        "orders@example.com: 1 overdue: Orders team",
        "orders@example.com: 1 overdue: Orders team",
        "team@example.com: 1 overdue: Команда",
    ]
    first, again, _ = desk.mailbox.messages
    assert first["Message-ID"] == again["Message-ID"]


def test_no_output_shows_the_password(desk: Desk) -> None:
    sign_in = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
    desk.write("refund")
    desk.set(mail_server=f"smtp://{sign_in}@127.0.0.1:{desk.mailbox.port}")
    desk.run(act=False)
    shown = desk.said + desk.complained
    assert desk.run() == 1
    shown += desk.said + desk.complained
    assert PASSWORD not in shown
    assert sign_in not in shown


# A webhook

HERE = (ip_network("127.0.0.0/8"),)


def test_a_webhook_is_told_once_beside_the_mail(desk: Desk) -> None:
    desk.write("refund")
    with webhook_receiver() as receiver:
        desk.set(review_webhook=receiver.url, review_webhook_networks=HERE)
        assert desk.run() == 0
        assert desk.run() == 0
    assert len(desk.mailed) == 1
    (body,) = receiver.bodies
    assert body["text"].startswith("*1 overdue: Orders team*\n")
    assert "<http://127.0.0.1:8000/review/articles/en/refund|Refund>" in body["text"]


def test_what_failed_on_one_way_is_repeated_on_that_way_only(desk: Desk) -> None:
    desk.write("refund")
    with webhook_receiver(Answer(403, text="no_service")) as receiver:
        desk.set(review_webhook=receiver.url, review_webhook_networks=HERE)
        assert desk.run() == 1
        assert desk.complained == "webhook was not told: the webhook at 127.0.0.1 answers 403 no_service\n"
        assert desk.run() == 0
    assert len(desk.mailed) == 1
    assert len(receiver.bodies) == 2


def test_a_webhook_alone_needs_no_addresses(desk: Desk) -> None:
    desk.write("refund", None)
    with webhook_receiver() as receiver:
        desk.set(mail_server="", review_webhook=receiver.url, review_webhook_networks=HERE)
        assert desk.run() == 0
    assert len(receiver.bodies) == 1
    assert desk.complained == ""
    assert desk.mailed == []


def test_a_webhook_inside_is_told_only_where_its_network_is_named(desk: Desk) -> None:
    desk.write("refund", None)
    with webhook_receiver() as receiver:
        desk.set(mail_server="", review_webhook=receiver.url)
        assert desk.run() == 1
    assert receiver.bodies == []
    assert "KB_REVIEW_WEBHOOK_NETWORKS" in desk.complained


# The command


def test_the_command_sends_with_the_settings_of_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("refund")
    settings = desk.reviewing.review.settings
    monkeypatch.setenv("KB_MAIL_SERVER", settings.mail_server)
    monkeypatch.setenv("KB_MAIL_FROM", "help@example.com")
    folders = ["--articles", str(settings.articles_dir), "--data", str(settings.data_dir)]
    with_tables(settings.data_dir / "kb.sqlite")
    for _ in range(2):
        result = CliRunner().invoke(main, [*folders, "review", "--notify", "--send", "--weekends"])
        assert (result.exit_code, result.stderr) == (0, "")
    assert desk.mailed == ["orders@example.com: 1 overdue: Orders team"]
    assert result.stdout == "There is no news to tell.\n"
