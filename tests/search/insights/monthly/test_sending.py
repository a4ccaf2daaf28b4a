"""The report of a month by mail: to whoever wants it, once, in their language. The mail server is a real one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine

from kb.accounts.accounts import Account
from kb.catalog.article import ArticleId
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.storage.database import naive_utc
from search.insights.counts.reader import InsightReader
from search.insights.monthly.month_report import OverdueReview
from search.insights.monthly.report_readers import claim, end, want
from search.insights.monthly.sending import MonthlyMail
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.receivers import Mailbox, mail_server
from tests.search.insights.conftest import failed, keep, opened
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # a mail server and a site

FIRST = datetime(2026, 12, 1, 7, tzinfo=UTC)
LONG_BEFORE = datetime(2026, 10, 5)  # noqa: DTZ001 - as the database has it


@dataclass
class Post:
    """A site with a mail server, and who works there."""

    app: Flask
    settings: Settings
    clock: Clock
    mailbox: Mailbox

    @property
    def database(self) -> Engine:
        found: Engine = self.app.extensions["kb"].database
        return found

    def hire(
        self, email: str, role: Role = Role.EDITOR, language: str = "en", since: datetime = LONG_BEFORE
    ) -> Account:
        account = Office(self.app, self.clock).hire(role, email)
        with self.database.begin() as connection:
            want(connection, account.id, language, since)
        return account

    def process(self) -> MonthlyMail:
        """One of several that serve the site."""
        library = self.app.extensions["kb"].library
        reader = InsightReader(self.database, self.clock, lambda: library.catalog, lambda _: None)

        def overdue() -> list[OverdueReview]:
            return [(library.catalog.articles[ArticleId("en", "reset")], "Ann", date(2026, 5, 1))]

        return MonthlyMail(self.settings, self.database, self.clock, lambda: library.catalog, reader, overdue)

    @property
    def receivers(self) -> list[str]:
        return sorted(to for recipients in self.mailbox.recipients for to in recipients)


@pytest.fixture
def post(collection: Collection) -> Iterator[Post]:
    collection.write("en/reset.md", "Reset it.", title="Reset a password")
    (collection.root / "site.yml").write_text("time_zone: Asia/Tehran\n", "utf-8")
    with mail_server() as mailbox:
        settings = Settings(
            articles_dir=collection.root,
            data_dir=collection.root.parent / "data",
            base_url="https://help.example.com",
            mail_server=f"smtp://127.0.0.1:{mailbox.port}",
            mail_from="help@example.com",
        )
        clock = Clock(FIRST)
        app = open_site(settings, models=[], clock=clock)
        yield Post(app, settings, clock, mailbox)
        app.extensions["kb"].close()


def test_everybody_who_wants_it_gets_it_once_however_many_processes_there_are(post: Post) -> None:
    post.hire("ann@example.com")
    post.hire("ben@example.com", Role.ADMIN)
    post.hire("eve@example.com", Role.STAFF)  # may not see insights
    post.hire("new@example.com", since=datetime(2026, 12, 1))  # noqa: DTZ001 - wanted it this month
    assert [process.deliver() for process in (post.process(), post.process())] == [2, 0]
    post.clock.later(days=2)
    assert post.process().deliver() == 0  # after a restart
    assert post.receivers == ["ann@example.com", "ben@example.com"]
    post.clock.now = datetime(2027, 1, 1, 7, tzinfo=UTC)
    assert post.process().deliver() == 3


def test_it_goes_in_the_morning_of_the_first_by_the_time_of_the_site(post: Post) -> None:
    post.hire("ann@example.com")
    for early in (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, 3, 29, tzinfo=UTC)):
        post.clock.now = early
        assert post.process().deliver() == 0
    post.clock.later(minutes=1)  # seven in Tehran
    assert post.process().deliver() == 1


def test_what_the_server_refused_is_tried_again_an_hour_later(post: Post) -> None:
    post.hire("ann@example.com")
    post.mailbox.refused = {"ann@example.com"}
    assert post.process().deliver() == 0
    post.mailbox.refused = set()
    assert post.process().deliver() == 0
    post.clock.later(hours=1)
    assert post.process().deliver() == 1


def test_who_left_or_wants_it_no_more_gets_none(post: Post) -> None:
    left, gone = post.hire("left@example.com"), post.hire("gone@example.com")
    Office(post.app, post.clock).hire(Role.ADMIN)
    Office(post.app, post.clock).accounts.disable(AT_THE_COMMAND_LINE, gone.email)
    with post.database.begin() as connection:
        end(connection, left.id)
    assert post.process().deliver() == 0


@pytest.mark.parametrize(
    ("language", "subject", "direction"),
    [
        ("en", "Self-service", "ltr"),
        ("ar", "الخدمة الذاتية", "rtl"),
        ("fa", "خودیاری", "rtl"),
        ("ru", "Самообслуживание", "ltr"),
    ],
)
def test_it_is_in_the_language_of_its_reader_with_all_that_follows(
    post: Post, language: str, subject: str, direction: str
) -> None:
    post.hire("ann@example.com", language=language)
    day = -timedelta(days=2).total_seconds()
    keep(post.database, *(opened("reset", after=day + n) for n in range(40)), failed("<b>gift</b>", after=day))
    post.process().deliver()
    [message] = post.mailbox.messages
    assert subject in message["Subject"]
    plain, page = post.mailbox.parts()
    for part in (plain, page):
        for told in ("https://help.example.com/insights?from=2026-11-01&", "Reset a password", "Ann"):
            assert told.replace("&", "&amp;" if part is page else "&") in part
        assert "https://help.example.com/review/articles/en/reset" in part
    assert "<b>gift</b>" in plain
    assert "&lt;b&gt;gift&lt;/b&gt;" in page
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_a_month_without_data_says_so(post: Post) -> None:
    post.hire("ann@example.com")
    post.process().deliver()
    plain, _ = post.mailbox.parts()
    assert "Nothing was searched for in this time." in plain
    assert "Biggest gaps\n  None in this time." in plain.replace("\r", "")


def test_what_a_process_claimed_that_died_is_sent_by_another_an_hour_later(post: Post) -> None:
    ann = post.hire("ann@example.com")
    with post.database.begin() as connection:
        assert claim(connection, date(2026, 11, 1), ann.id, naive_utc(post.clock()))
    assert post.process().deliver() == 0
    post.clock.later(hours=1)
    assert post.process().deliver() == 1
