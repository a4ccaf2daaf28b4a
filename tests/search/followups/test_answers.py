"""A link asks once, until it is answered or too old; on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from kb.accounts import accounts
from kb.catalog.article import ArticleId
from kb.core.roles import Person, Role
from kb.storage.database import connect, naive_utc
from search.followups.answers import (
    FollowupAnswer,
    answered,
    asks,
    count_waiting,
    followups_of,
    list_answers,
    note_seen,
    note_sent,
    read_answer,
    take_answer,
)
from search.followups.figures import FollowupScore, followup_scores
from search.followups.followup_rows import Solved, forget_name, forget_sent_before, forget_ticket, forget_words
from search.followups.links import new_code

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LID, CUP = ArticleId("en", "lid"), ArticleId("ar", "cup")
ANN, BEN = Person(Role.STAFF, "Ann", account=1), Person(Role.STAFF, "Ben", account=2)
NO = FollowupAnswer(Solved.NO, "It still leaks.", 2)


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """With the accounts of Ann and Ben."""
    engine = connect(database_url)
    with engine.begin() as connection:
        for person in (ANN, BEN):
            accounts.add(connection, naive_utc(NOW), f"{person.name}@example.com", person.name, person.role)
    yield engine
    engine.dispose()


def send(database: Engine, ticket: str = "4711", article: ArticleId = LID, person: Person = ANN, days: int = 30) -> str:
    """A link that was sent; its code."""
    code = new_code()
    with database.begin() as connection:
        note_sent(connection, code, ticket, article, person, NOW, days)
        note_sent(connection, code, "another", CUP, BEN, NOW, days)  # copied twice: the first holds
    return code


def test_a_link_asks_of_its_article_until_somebody_answers(database: Engine) -> None:
    code = send(database)
    with database.begin() as connection:
        assert asks(connection, code, LID, NOW)
        assert not asks(connection, code, CUP, NOW)
        assert not asks(connection, new_code(), LID, NOW)
        assert take_answer(connection, code, NO, NOW)
        assert not take_answer(connection, code, FollowupAnswer(Solved.YES), NOW)
        assert not asks(connection, code, LID, NOW)
        (found,) = followups_of(connection, " 4711 ")
        assert (found.solved, found.words, found.satisfaction, found.name) == ("no", "It still leaks.", 2, "Ann")
        assert followups_of(connection, "") == followups_of(connection, "another") == []


def test_what_is_too_old_forged_or_unknown_is_no_answer(database: Engine) -> None:
    code = send(database, days=1)
    late = NOW + timedelta(days=1)
    with database.begin() as connection:
        assert not asks(connection, code, LID, late)
        assert not take_answer(connection, code, NO, late)
        for forged in ("", "x", new_code(), code.swapcase()):
            assert not take_answer(connection, forged, NO, NOW), forged
        assert list_answers(connection, answered(), 9) == []


def test_what_was_not_solved_waits_for_whoever_sent_it_until_it_is_read(database: Engine) -> None:
    codes = [send(database, ticket) for ticket in ("1", "2", "3")]
    with database.begin() as connection:
        for code, solved in zip(codes, Solved, strict=True):
            take_answer(connection, code, FollowupAnswer(solved), NOW)
        assert (count_waiting(connection, ANN), count_waiting(connection, BEN)) == (2, 0)
        number = next(one.id for one in list_answers(connection, answered(), 9) if one.solved == "no")
        assert note_seen(connection, number, BEN, NOW)
        assert not note_seen(connection, number, ANN, NOW)
        assert count_waiting(connection, ANN) == 1
        accounts.disable(connection, accounts.get(connection, "ann@example.com"))
        assert count_waiting(connection, BEN) == 1


def test_figures_count_answers_by_article(database: Engine) -> None:
    for article, solved, mark in ((LID, "yes", 5), (LID, "no", None), (LID, "yes", 4), (CUP, "partly", None)):
        code = send(database, article=article)
        with database.begin() as connection:
            take_answer(connection, code, FollowupAnswer(Solved(solved), satisfaction=mark), NOW)
    send(database)  # not answered
    day = naive_utc(datetime(2026, 11, 22, tzinfo=UTC))
    with database.connect() as connection:
        found = followup_scores(connection, day, day + timedelta(days=1))
        assert followup_scores(connection, day + timedelta(days=1), day + timedelta(days=2)) == {}
    assert found == {LID: FollowupScore(2, 0, 1, 2, 9), CUP: FollowupScore(partly=1)}
    assert (found[LID].answers, found[LID].satisfaction, found[CUP].satisfaction) == (3, "4.5", None)
    assert found[LID].plus(found[CUP]) == FollowupScore(2, 1, 1, 2, 9)


def test_it_is_forgotten_by_day_ticket_words_and_name(database: Engine) -> None:
    for ticket in ("1", "2", "3"):
        code = send(database, ticket)
        with database.begin() as connection:
            take_answer(connection, code, FollowupAnswer(Solved.NO, f"Call Jane {ticket}"), NOW)
    with database.begin() as connection:
        assert forget_ticket(connection, "1") == 1
        assert forget_words(connection, lambda text: "Jane 2" in text) == 1
        assert forget_name(connection, "Ann") == 1
        assert [one.name for one in list_answers(connection, answered(), 9)] == [""]
        assert forget_sent_before(connection, date(2026, 11, 22)) == 0
        assert forget_sent_before(connection, date(2026, 11, 23)) == 1


def test_an_answer_says_whether_and_the_rest_is_cut_and_cleaned() -> None:
    assert read_answer({"solved": "no", "words": "a\0b" + "x" * 900, "satisfaction": "3"}, True).satisfaction == 3
    assert len(read_answer({"solved": "no", "words": "x" * 900}, True).words) == 500
    assert read_answer({"solved": "yes", "satisfaction": "3"}, False) == FollowupAnswer(Solved.YES)
    assert [
        read_answer({"solved": "yes", "satisfaction": text}, True).satisfaction for text in ("0", "6", "٣", "")
    ] == ([None] * 4)
    with pytest.raises(ValueError, match="maybe"):
        read_answer({"solved": "maybe"}, True)
