"""Tokens of programs: whose they are, what they may do, when they end."""

from __future__ import annotations

import pytest

from kb.account_services.accounts import Accounts
from kb.account_services.tokens import Tokens
from kb.accounts import tokens
from kb.accounts.tokens import Scope
from kb.core.roles import READER, Role
from tests.clock import Clock
from tests.kb.accounts.conftest import add

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestTokens:
    def test_a_token_names_its_account_and_may_do_only_what_it_is_for(
        self, known: Accounts, api_tokens: Tokens
    ) -> None:
        made = add(known, role=Role.ADMIN)
        for scope, actions in tokens.ALLOWED.items():
            person, token = api_tokens.find(api_tokens.make(made.person, "t", [scope], 1)) or (READER, None)
            assert token is not None
            assert token.scopes == {scope}
            assert person.account == made.id
            assert {action for action in type(next(iter(actions))) if person.may(action)} == actions

    def test_a_token_follows_the_role_of_its_account(self, known: Accounts, api_tokens: Tokens) -> None:
        made = add(known, role=Role.EDITOR)
        secret = api_tokens.make(made.person, "t", [Scope.REVIEW], 1)
        known.set_role(READER, made.email, Role.STAFF)
        person, _ = api_tokens.find(secret) or (READER, None)
        assert person.role == Role.STAFF

    def test_forged_expired_revoked_and_disabled_ones_are_nobodys(
        self, known: Accounts, api_tokens: Tokens, clock: Clock
    ) -> None:
        made = add(known)
        secret, other = (api_tokens.make(made.person, name, [Scope.SEARCH], 2) for name in "ab")
        assert api_tokens.find(secret)
        assert api_tokens.find(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None
        assert api_tokens.find("") is None
        assert api_tokens.find("\0\ud800") is None
        api_tokens.revoke(made.person, api_tokens.of_person(made.person)[0].id)
        assert (api_tokens.find(secret) is None) != (api_tokens.find(other) is None)
        known.disable(READER, made.email)
        assert api_tokens.find(secret) is None
        known.enable(READER, made.email)
        assert [api_tokens.find(each) for each in (secret, other)] == [None, None]
        young = api_tokens.make(made.person, "c", [Scope.SEARCH], 2)
        clock.later(days=2)
        assert api_tokens.find(young) is None
        assert api_tokens.of_person(made.person) == []

    def test_nobody_revokes_the_token_of_another(self, known: Accounts, api_tokens: Tokens) -> None:
        ann, bob = add(known), add(known, "bob@example.com")
        secret = api_tokens.make(ann.person, "t", [Scope.SEARCH], 1)
        api_tokens.revoke(bob.person, api_tokens.of_person(ann.person)[0].id)
        assert api_tokens.find(secret)

    def test_when_it_was_used_last_is_shown(self, known: Accounts, api_tokens: Tokens, clock: Clock) -> None:
        made = add(known)
        secret = api_tokens.make(made.person, "t", [Scope.SEARCH], 9)
        assert api_tokens.of_person(made.person)[0].used_at is None
        clock.later(days=1)
        api_tokens.find(secret)
        assert api_tokens.of_person(made.person)[0].used_at == clock.now.replace(tzinfo=None)
