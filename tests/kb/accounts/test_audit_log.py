"""The log of what was done with accounts."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.account_services.tokens import Tokens
from kb.accounts import audit_log
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Person, Role
from tests.kb.accounts.conftest import NOW, add

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


class TestLog:
    def test_everything_done_with_an_account_is_in_it(self, known: Accounts, api_tokens: Tokens) -> None:
        add(known, "admin@example.com", Role.ADMIN)
        ann = add(known)
        known.set_role(AT_THE_COMMAND_LINE, ann.email, Role.EDITOR)
        known.disable(AT_THE_COMMAND_LINE, ann.email)
        known.enable(AT_THE_COMMAND_LINE, ann.email)
        known.password_link(AT_THE_COMMAND_LINE, ann)
        api_tokens.make(ann.person, "helpdesk", [Scope.SUGGEST], 30)
        api_tokens.revoke(ann.person, api_tokens.of_person(ann.person)[0].id)
        entries = [entry.as_json() for entry in reversed(known.log(100))][2:]
        assert [(entry["event"], entry["name"], entry["details"]) for entry in entries] == [
            ("role_changed", "command line", {"before": "staff", "after": "editor"}),
            ("disabled", "command line", {}),
            ("enabled", "command line", {}),
            ("link_made", "command line", {}),
            ("token_made", "Ann", {"name": "helpdesk", "scopes": ["suggest"], "until": "2026-12-22"}),
            ("token_revoked", "Ann", {"name": "helpdesk"}),
        ]
        assert {entry["about"] for entry in entries} == {"ann@example.com"}
        assert entries[0]["at"] == "2026-11-22T12:00:00Z"

    def test_what_is_too_long_or_has_a_nul_is_cut(self, database: Engine) -> None:
        with database.begin() as connection:
            audit_log.record(connection, NOW, AuditEvent.EXPORTED, Person(name="n\0" * 300), "a" * 999, rows=3)
            entry = audit_log.newest(connection, 1)[0]
        assert (entry.name, len(entry.about), entry.details) == ("n" * 200, 320, {"rows": 3})
