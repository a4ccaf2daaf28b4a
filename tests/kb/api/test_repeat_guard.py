"""Requests with an ``Idempotency-Key`` are carried out once, whatever happens on the way."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.api import repeat_rows
from kb.api.repeat_guard import REPLAYED
from kb.api.repeat_rows import ApiRepeat, KeptAnswer, KeyedRequest, RepeatClaim, RepeatRefusal
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.site.openapi import KEY_HEADER
from tests.clock import Clock
from tests.signing_in import Office

TICKETS = "/api/v1/tickets"
KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


class Program:
    """Sends reports of tickets with a token of its own."""

    def __init__(self, office: Office, *scopes: Scope, email: str = "") -> None:
        self.office = office
        self.account = office.hire(Role.ADMIN, email)
        self.token = office.token(self.account, *(scopes or (Scope.TICKETS,)))

    def send(self, key: str | None = KEY, tickets: Any = 41, path: str = TICKETS, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **({KEY_HEADER: key} if key is not None else {})}
        body = more.pop("json", {"day": "2026-11-20", "source": "zendesk", "tickets": tickets})
        return self.office.site.test_client().post(path, json=body, headers=headers, **more)

    def saved(self) -> int:
        with self.office.parts.database.connect() as connection:
            return int(connection.scalar(text("SELECT sum(tickets) FROM reported_tickets")) or 0)


@pytest.fixture
def program(office: Office) -> Program:
    return Program(office)


def kept_rows(office: Office) -> int:
    with office.parts.database.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(ApiRepeat)) or 0)


def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(program: Program) -> None:
    first = program.send()
    with program.office.parts.database.begin() as connection:
        connection.execute(
            text("DELETE FROM reported_tickets")
        )  # so that it would be seen if it were carried out again
    again = program.send()
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.get_json(), again.get_json()) == ({"saved": 1}, {"saved": 1})
    assert (first.headers.get(REPLAYED), again.headers[REPLAYED]) == (None, "true")
    assert again.content_type == first.content_type
    assert program.saved() == 0


def test_a_mistake_is_answered_the_same_again(program: Program) -> None:
    first, again = program.send(tickets=-1), program.send(tickets=-1)
    assert (first.status_code, again.status_code, again.headers[REPLAYED]) == (400, 400, "true")
    assert again.get_data() == first.get_data()
    assert again.content_type == "application/problem+json; charset=utf-8"


def test_an_answer_without_a_body_is_kept_as_well(office: Office) -> None:
    program = Program(office, Scope.SUGGEST)
    note = {"kind": "link", "language": "en", "key": "orders/refund", "ticket": "4711"}
    answers = [program.send(path="/api/v1/desk/notes", json=note) for _ in range(3)]
    assert [(one.status_code, one.get_data()) for one in answers] == [(204, b"")] * 3
    with office.parts.database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sent_links")) == 1


def test_another_request_with_the_key_is_refused(program: Program) -> None:
    program.send()
    for other in (program.send(tickets=42), program.send(path=f"{TICKETS}?x=1")):
        assert (other.status_code, other.get_json(force=True)["status"]) == (422, 422)
        assert KEY not in other.get_data(as_text=True)
    assert program.saved() == 41


def test_without_a_key_everything_is_carried_out(program: Program) -> None:
    assert [program.send(None, count).status_code for count in (1, 2)] == [200, 200]
    assert program.saved() == 2
    assert kept_rows(program.office) == 0


def test_quotes_around_a_key_say_the_same(program: Program) -> None:
    program.send(f'"{KEY}"')
    assert program.send(KEY).headers[REPLAYED] == "true"


@pytest.mark.parametrize("key", ["", '""', " ", "a b", "é", "x" * 256])
def test_a_key_that_is_none_is_refused(program: Program, key: str) -> None:
    answer = program.send(key)
    assert answer.status_code == 400
    assert KEY_HEADER in answer.get_json(force=True)["detail"]
    assert program.saved() == 0


def test_a_key_belongs_to_its_token(office: Office, program: Program) -> None:
    other = Program(office, email="other@example.com")
    program.send()
    assert REPLAYED not in other.send(tickets=5).headers
    assert program.saved() == 5


def test_who_lost_rights_meanwhile_gets_no_answer_of_before(program: Program) -> None:
    Program(program.office, email="second@example.com")  # somebody has to be left who manages
    program.send()
    program.office.accounts.set_role(AT_THE_COMMAND_LINE, program.account.email, Role.EDITOR)
    answer = program.send()
    assert (answer.status_code, answer.headers.get(REPLAYED)) == (422, None)
    assert "may do has changed" in answer.get_json(force=True)["detail"]
    program.office.accounts.disable(AT_THE_COMMAND_LINE, program.account.email)
    assert program.send().status_code == 401


def test_where_rights_grew_or_shrank_meanwhile_nothing_is_carried_out_twice(office: Office) -> None:
    program = Program(office, Scope.SUGGEST)
    Program(office, email="second@example.com")  # somebody has to be left who manages
    note = {"kind": "link", "language": "en", "key": "orders/refund", "ticket": "4711"}
    statuses = []
    for role in (Role.STAFF, Role.EDITOR, Role.ADMIN, Role.STAFF):
        office.accounts.set_role(AT_THE_COMMAND_LINE, program.account.email, role)
        statuses.append(program.send(path="/api/v1/desk/notes", json=note).status_code)
    assert statuses == [204, 422, 422, 204]  # the last has the rights of the first again, and its answer
    with office.parts.database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sent_links")) == 1


@pytest.mark.parametrize("between", ["  ", " \t", "   "])
def test_spaces_around_a_token_make_no_other_sender(program: Program, between: str) -> None:
    program.send()
    body = {"day": "2026-11-20", "source": "zendesk", "tickets": 41}
    headers = {"Authorization": f"Bearer{between}{program.token}", KEY_HEADER: KEY}
    again = program.office.site.test_client().post(TICKETS, json=body, headers=headers)
    assert (again.status_code, again.headers.get(REPLAYED)) == (200, "true")
    assert program.saved() == 41


def test_without_a_token_a_key_counts_for_nothing_and_that_is_said(office: Office) -> None:
    vote = {"language": "en", "key": "orders/refund", "helpful": True}
    answer = office.site.test_client().post("/api/v1/feedback", json=vote, headers={KEY_HEADER: KEY})
    assert answer.status_code == 400
    assert "token" in answer.get_json(force=True)["detail"]


def test_who_may_not_is_told_so_each_time_and_nothing_is_kept(office: Office) -> None:
    program = Program(office, Scope.SEARCH)
    assert [program.send().status_code for _ in range(2)] == [403, 403]
    assert kept_rows(office) == 0


def test_an_error_of_ours_is_not_kept(office: Office, program: Program) -> None:
    with office.parts.database.begin() as connection:
        connection.execute(text("ALTER TABLE reported_tickets RENAME TO away"))
    assert program.send().status_code == 503
    with office.parts.database.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO reported_tickets"))
    assert (program.send().status_code, program.saved()) == (200, 41)


def test_where_it_cannot_be_told_nothing_is_carried_out(office: Office, program: Program) -> None:
    with office.parts.database.begin() as connection:
        connection.execute(text("ALTER TABLE api_repeats RENAME TO away"))
    answer = program.send()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert program.saved() == 0


def test_while_it_is_at_work_others_wait(office: Office, program: Program) -> None:
    """A view that is held back, as one that takes long."""
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        if not begun.is_set():
            begun.set()
            go_on.wait(60)

    office.site.before_request_funcs.setdefault("tickets", []).append(hold)
    with ThreadPoolExecutor(1) as beside:
        first = beside.submit(program.send)
        assert begun.wait(60)
        second = program.send()
        go_on.set()
        assert first.result(60).status_code == 200
    assert (second.status_code, second.headers["Retry-After"]) == (409, "2")
    assert program.send().headers[REPLAYED] == "true"


def test_after_a_day_the_key_is_free_again(program: Program) -> None:
    program.send()
    program.office.clock.now += repeat_rows.KEPT - timedelta(seconds=1)
    assert program.send().headers[REPLAYED] == "true"
    program.office.clock.now += timedelta(seconds=1)
    assert REPLAYED not in program.send(tickets=7).headers
    assert program.saved() == 7


def test_nothing_is_left_after_the_next_day(program: Program) -> None:
    program.send()
    for days, left in ((1, 1), (1, 0)):
        program.office.clock.now += timedelta(days=days)
        program.office.parts.retention.tidy()
        assert kept_rows(program.office) == left


def test_keys_and_tokens_are_neither_kept_nor_logged(
    program: Program, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    program.send()
    program.send(tickets=5)
    with program.office.parts.database.connect() as connection:
        kept = str(connection.execute(select(ApiRepeat)).all())
    assert KEY not in kept + caplog.text
    assert program.token not in kept + caplog.text


# The rows


ASKED = KeyedRequest("mark", "sender", "request")


@pytest.fixture
def now(clock: Clock) -> Any:
    return clock.now.replace(tzinfo=None)


def test_one_of_many_at_the_same_time_gets_the_claim(database: Any, now: Any) -> None:
    def begin(_: int) -> object:
        with database.begin() as connection:
            return repeat_rows.begin(connection, ASKED, now)

    with ThreadPoolExecutor(8) as many:
        found = list(many.map(begin, range(24)))
    assert sum(isinstance(one, RepeatClaim) for one in found) == 1
    assert found.count(RepeatRefusal.AT_WORK) == 23


def test_what_a_process_left_undone_may_be_claimed_after_a_while(database: Any, now: Any) -> None:
    with database.begin() as connection:
        first = repeat_rows.begin(connection, ASKED, now)
    with database.begin() as connection:
        assert repeat_rows.begin(connection, ASKED, now + timedelta(minutes=4)) is RepeatRefusal.AT_WORK
        second = repeat_rows.begin(connection, ASKED, now + repeat_rows.LONGEST)
        assert isinstance(first, RepeatClaim)
        assert isinstance(second, RepeatClaim)
        repeat_rows.keep(connection, first, KeptAnswer(200, "text/plain", b"late"))
        assert repeat_rows.begin(connection, ASKED, now + repeat_rows.LONGEST) is RepeatRefusal.AT_WORK
        repeat_rows.keep(connection, second, KeptAnswer(201, "text/plain", b"mine"))
        kept = repeat_rows.begin(connection, ASKED, now + repeat_rows.LONGEST)
    assert kept == KeptAnswer(201, "text/plain", b"mine")


def test_an_answer_that_is_too_long_is_known_to_have_been_given(database: Any, now: Any) -> None:
    with database.begin() as connection:
        claim = repeat_rows.begin(connection, ASKED, now)
        assert isinstance(claim, RepeatClaim)
        repeat_rows.keep(connection, claim, KeptAnswer(200, "x", b"x" * (repeat_rows.MAX_ANSWER + 1)))
        assert repeat_rows.begin(connection, ASKED, now) == KeptAnswer(200, "x", None)


def test_of_an_account_only_so_much_is_kept_and_the_status_of_the_rest(database: Any, now: Any) -> None:
    long = b"x" * repeat_rows.MAX_ANSWER
    fitting = repeat_rows.MOST_BYTES // repeat_rows.MAX_ANSWER
    with database.begin() as connection:
        for number in range(fitting + 1):
            asked = KeyedRequest(str(number), "sender", "request")
            claim = repeat_rows.begin(connection, asked, now)
            assert isinstance(claim, RepeatClaim)
            repeat_rows.keep(connection, claim, KeptAnswer(200, "x", long))
        kept = [
            repeat_rows.begin(connection, KeyedRequest(str(number), "sender", "request"), now)
            for number in (fitting - 1, fitting)
        ]
        assert kept == [KeptAnswer(200, "x", long), KeptAnswer(200, "x", None)]
        other = repeat_rows.begin(connection, KeyedRequest("mark", "another", "request"), now)
        assert isinstance(other, RepeatClaim)
        repeat_rows.keep(connection, other, KeptAnswer(200, "x", b"short"))
        asked = KeyedRequest("mark", "another", "request")
        assert repeat_rows.begin(connection, asked, now) == KeptAnswer(200, "x", b"short")


def test_tokens_of_one_account_are_bounded_together(office: Office, program: Program) -> None:
    program.send()
    program.token = office.token(program.account, Scope.TICKETS)
    assert REPLAYED not in program.send().headers
    with office.parts.database.connect() as connection:
        assert len(set(connection.scalars(select(ApiRepeat.sender)))) == 1
    assert kept_rows(office) == 2


def test_an_account_has_only_so_many_keys_at_a_time(database: Any, now: Any) -> None:
    rows = [
        {"mark": str(number), "sender": "sender", "request": "", "claim": "", "begun_at": now, "kind": ""}
        for number in range(repeat_rows.MOST_KEYS)
    ]
    with database.begin() as connection:
        connection.execute(ApiRepeat.__table__.insert(), rows)
        assert repeat_rows.begin(connection, ASKED, now) is RepeatRefusal.TOO_MANY
        other = KeyedRequest("mark", "another", "request")
        assert isinstance(repeat_rows.begin(connection, other, now), RepeatClaim)
        assert isinstance(
            repeat_rows.begin(connection, KeyedRequest("x", "sender", ""), now + repeat_rows.KEPT), RepeatClaim
        )
