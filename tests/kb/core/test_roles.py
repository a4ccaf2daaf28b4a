"""What each role may, and that the guide says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.accounts.tokens import ALLOWED, READING
from kb.core.roles import LEAST_ROLE, READER, Action, Person, Role

GUIDE = (Path(__file__).parents[3] / "docs" / "roles.md").read_text("utf-8")


def test_every_action_has_a_least_role() -> None:
    assert set(LEAST_ROLE) == set(Action)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_all_that_the_one_before_may_and_more(role: Role) -> None:
    may = {action for action in Action if Person(role).may(action)}
    before = {action for action in Action if role > 0 and Person(Role(role - 1)).may(action)}
    assert before < may


def test_a_reader_may_read_what_is_public_and_nothing_else() -> None:
    assert [action for action in Action if READER.may(action)] == [Action.READ]


def test_who_is_limited_may_never_more_than_their_role_and_never_more_than_their_limit() -> None:
    staff = Person(Role.STAFF, limited_to=frozenset({Action.REVIEW, Action.ANSWER}))
    assert [action for action in Action if staff.may(action)] == [Action.ANSWER]


def test_no_token_manages_accounts() -> None:
    assert not any(Action.MANAGE in actions for actions in ALLOWED.values())


def test_the_guide_shows_the_table_of_actions_in_its_order() -> None:
    rows = re.findall(r"^\| ([a-z ,]+) \| (reader|staff|author|editor|admin) \|$", GUIDE, re.MULTILINE)
    assert rows == [(str(action), LEAST_ROLE[action].name.lower()) for action in Action]


def test_the_guide_shows_what_each_scope_allows() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", GUIDE, re.MULTILINE))
    assert list(rows) == [str(scope) for scope in ALLOWED]
    for scope, actions in ALLOWED.items():
        named = {action for action in Action if str(action) in rows[str(scope)]}
        assert actions == (named | READING if "the same" in rows[str(scope)] else named)
