"""Whoever sent the link gets a mail where it was not solved; each once, and again where the server was away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.accounts import accounts
from kb.catalog.article import ArticleId
from kb.core.roles import Person, Role
from kb.core.settings import Settings
from kb.storage.database import connect, naive_utc
from search.followups.answers import FollowupAnswer, note_sent, take_answer
from search.followups.followup_rows import Solved
from search.followups.links import new_code
from search.followups.telling import AnswerMail
from tests.clock import Clock
from tests.conftest import Collection
from tests.receivers import mail_server

LID = ArticleId("en", "lid")


@pytest.mark.slow
def test_an_answer_that_it_was_not_solved_is_mailed_once_to_who_sent_the_link(
    collection: Collection, tmp_path: Path, database_url: str
) -> None:
    collection.write("en/lid.md", title="The lid leaks")
    away = Settings(mail_server="smtp://127.0.0.1:1", mail_from="help@example.com", base_url="https://help.example.com")
    database, clock = connect(database_url), Clock()
    with database.begin() as connection:
        ann = accounts.add(connection, naive_utc(clock()), "ann@example.com", "Ann", Role.STAFF)
        ben = accounts.add(connection, naive_utc(clock()), "ben@example.com", "Ben", Role.STAFF)
        accounts.disable(connection, ben)
        for person, solved in ((ann.person, Solved.NO), (ann.person, Solved.YES), (ben.person, Solved.NO)):
            code = new_code()
            note_sent(
                connection, code, f"47-{solved}", LID, Person(name=person.name, account=person.account), clock(), 30
            )
            take_answer(connection, code, FollowupAnswer(solved, "It still leaks."), clock())
    assert AnswerMail(away, collection.library(), database, clock).tell() == 0
    with mail_server() as mailbox:
        there = replace(away, mail_server=f"smtp://127.0.0.1:{mailbox.port}")
        told = AnswerMail(there, collection.library(), database, clock)
        assert (told.tell(), told.tell()) == (1, 0)
    (mail,) = mailbox.messages
    assert (mail["To"], mail["Subject"]) == ("Ann <ann@example.com>", "[47-no] Not solved")
    text = mail.get_content()
    assert "It still leaks." in text
    assert "The lid leaks" in text
    assert "https://help.example.com/desk/answers" in text
    database.dispose()


@pytest.mark.slow
def test_a_mail_has_no_title_that_is_not_for_everybody(
    collection: Collection, tmp_path: Path, database_url: str
) -> None:
    collection.write("en/lid.md", title="The lid leaks", audience="legal")
    database, clock, code = connect(database_url), Clock(), new_code()
    with database.begin() as connection:
        ann = accounts.add(connection, naive_utc(clock()), "ann@example.com", "Ann", Role.STAFF)
        note_sent(connection, code, "47", LID, ann.person, clock(), 30)
        take_answer(connection, code, FollowupAnswer(Solved.NO), clock())
    with mail_server() as mailbox:
        settings = Settings(mail_server=f"smtp://127.0.0.1:{mailbox.port}", mail_from="help@example.com")
        assert AnswerMail(settings, collection.library(), database, clock).tell() == 1
    assert "The lid leaks" not in mailbox.messages[0].get_content()
    database.dispose()
