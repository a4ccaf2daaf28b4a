"""Everything that lets somebody in without a password ends with the right to come in, and does not come back."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine, text

from kb.account_services.accounts import Accounts
from kb.account_services.identities import Identities
from kb.account_services.tokens import Tokens
from kb.accounts import sessions
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.clock import Clock
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow  # each password takes its time

ACTS = ("disable", "reset", "password", "own password", "link used", "unlink")


@pytest.mark.parametrize("act", ACTS)
def test_no_kind_of_token_survives(database: Engine, clock: Clock, act: str) -> None:
    known, tokens = Accounts(database, clock), Tokens(database, clock)
    ann = known.add(AT_THE_COMMAND_LINE, "ann@example.com", "Ann", Role.STAFF, PASSWORD)
    bob = known.add(AT_THE_COMMAND_LINE, "bob@example.com", "Bob", Role.STAFF)
    link = known.password_link(AT_THE_COMMAND_LINE, ann)
    now = clock().replace(tzinfo=None)
    with database.begin() as connection:
        session, other = (sessions.begin(connection, now, each.id, True) for each in (ann, bob))
    secret, of_bob = (tokens.make(each.person, "t", [Scope.SEARCH], 30) for each in (ann, bob))
    known.know_browser(ann.person, "")
    if act == "disable":
        known.disable(AT_THE_COMMAND_LINE, ann.email)
        known.enable(AT_THE_COMMAND_LINE, ann.email)
    elif act == "reset":
        known.password_link(AT_THE_COMMAND_LINE, ann)
    elif act == "password":
        known.set_password(AT_THE_COMMAND_LINE, ann, "paper lantern 9 giraffe")
    elif act == "own password":
        assert known.change_password(ann.person, PASSWORD, "paper lantern 9 giraffe", None, "")
    elif act == "link used":
        assert known.use_password_link(link, ann, "paper lantern 9 giraffe")
    else:
        Identities(database, clock).unlink(AT_THE_COMMAND_LINE, ann.email)
    assert tokens.find(secret) is None
    assert known.of_session(session) is None
    assert known.of_password_link(link) is None
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM account_devices")).scalar() == 0
    assert tokens.find(of_bob), "nobody else's end"
    assert known.of_session(other)
    assert known.log(2 if act in ("disable", "link used") else 1)[-1].details.get("tokens_ended") == 1


def test_a_password_that_is_replaced_while_it_is_hashed_lets_nobody_in(database: Engine, clock: Clock) -> None:
    known = Accounts(database, clock)
    ann = known.add(AT_THE_COMMAND_LINE, "ann@example.com", "Ann", Role.STAFF, PASSWORD)
    asked: list[datetime] = []

    def late_clock() -> datetime:  # is asked once before the password is hashed, and again after it
        asked.append(clock())
        if len(asked) == 2:
            known.set_password(AT_THE_COMMAND_LINE, ann, "paper lantern 9 giraffe")
        return clock()

    assert Accounts(database, late_clock).sign_in(ann.email, PASSWORD, None, True) is None
    assert known.sign_in(ann.email, "paper lantern 9 giraffe", None, False)


def test_a_role_given_while_a_password_is_chosen_asks_for_its_second_factor(database: Engine, clock: Clock) -> None:
    known = Accounts(database, clock, Role.ADMIN)
    ann = known.add(AT_THE_COMMAND_LINE, "ann@example.com", "Ann", Role.STAFF)
    link = known.password_link(AT_THE_COMMAND_LINE, ann)
    known.set_role(AT_THE_COMMAND_LINE, ann.email, Role.ADMIN)
    admitted = known.use_password_link(link, ann, PASSWORD)  # ``ann`` as she was when the form was opened
    assert admitted
    assert (admitted.key, bool(admitted.half)) == ("", True)
