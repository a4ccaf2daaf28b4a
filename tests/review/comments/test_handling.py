"""What is done about a comment, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, func, select

from kb.feedback.votes import Opinion, cast, forget_older_than
from kb.storage.database import connect
from review.comments.handling import (
    CommentAct,
    CommentHandling,
    CommentState,
    SeenComment,
    act_on,
    forget_without_vote,
    handled,
)
from tests.kb.conftest import an_article

NOW = datetime(2026, 11, 22, 12, 30, 15, 987_654, tzinfo=UTC)
TAKE, SETTLE, BACK = CommentAct


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    yield engine
    engine.dispose()


def write(database: Engine) -> SeenComment:
    """A reader's comment, as it is seen first."""
    with database.begin() as connection:
        vote = cast(connection, an_article(), Opinion(False, (), "Step 3 is gone."), NOW)
        return handled(connection, [vote])[vote].seen


def test_each_step_is_taken_once_from_what_was_seen(database: Engine) -> None:
    seen = write(database)
    assert SeenComment.of(str(seen)) == seen
    with database.begin() as connection:
        assert act_on(connection, [seen], TAKE, "Ann", "", NOW) == []
    with database.begin() as connection:
        assert act_on(connection, [seen], TAKE, "Ben", "", NOW) == [seen]  # she was first
        now = handled(connection, [seen.vote])[seen.vote]
        assert (now.state, now.taken_by, now.seen.revision) == (CommentState.TAKEN, "Ann", 1)
        assert act_on(connection, [now.seen], SETTLE, "Ben", "Not\nso.", NOW) == []
        now = handled(connection, [seen.vote])[seen.vote]
        assert (now.state, now.taken_by, now.settled_by, now.note) == (CommentState.SETTLED, "Ann", "Ben", "Not so.")
        for expected in (CommentState.TAKEN, CommentState.NEW):
            assert act_on(connection, [handled(connection, [seen.vote])[seen.vote].seen], BACK, "Ben", "", NOW) == []
            assert handled(connection, [seen.vote])[seen.vote].state is expected


def test_it_goes_with_its_vote(database: Engine) -> None:
    seen = write(database)
    with database.begin() as connection:
        act_on(connection, [seen], TAKE, "Ann", "", NOW)
        assert forget_without_vote(connection, date(2030, 1, 1)) == 0
        forget_older_than(connection, date(2026, 11, 23))
        assert forget_without_vote(connection, date(2026, 11, 23)) == 1
        assert connection.scalar(select(func.count()).select_from(CommentHandling)) == 0


@pytest.mark.parametrize("text", ["", "x", "0" * 32, f"{'0' * 32}.{'9' * 16}.1", f"{'g' * 32}.1.1", f"{'0' * 32}.١.1"])
def test_what_no_page_wrote_is_not_seen(text: str) -> None:
    found = SeenComment.of(text)
    assert found is None or str(found) == text
