"""Teams: a slug that stays, a name that may change, and people who are in them from their next request on."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from kb.account_services.accounts import Accounts
from kb.account_services.teams import Teams
from kb.account_services.tokens import Tokens
from kb.accounts.audit_log import AuditEvent
from kb.accounts.teams import MAX_NAME, Team, TeamError
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE as ADMIN
from tests.clock import Clock
from tests.kb.accounts.conftest import add


@pytest.fixture
def teams(database: Engine, clock: Clock) -> Teams:
    return Teams(database, clock)


def names(found: list[Team]) -> list[tuple[str, str]]:
    return [(team.slug, team.name) for team in found]


def test_a_team_is_renamed_and_keeps_its_slug(teams: Teams) -> None:
    assert teams.add(ADMIN, "support-eu", " Support\n  Europe ").name == "Support Europe"
    assert teams.add(ADMIN, "partners", "").name == "partners"
    assert teams.rename(ADMIN, "support-eu", "  Élan  ").name == "Élan"
    assert names(teams.everyone()) == [("partners", "partners"), ("support-eu", "Élan")]
    assert len(teams.rename(ADMIN, "partners", "x" * 500).name) == MAX_NAME
    for wrong in ("", " \n", "\u200b"):
        with pytest.raises(TeamError, match="needs a name"):
            teams.rename(ADMIN, "partners", wrong)


@pytest.mark.parametrize(
    "slug", ["", "Support", "support eu", "-a", "a-", "a--b", "é", "a_b", "a" * 41, "public", "internal", "nobody"]
)
def test_what_is_no_slug_or_means_something_else_in_files_names_no_team(teams: Teams, slug: str) -> None:
    with pytest.raises(TeamError, match="is no slug"):
        teams.add(ADMIN, slug, "Team")


def test_a_slug_is_given_once_and_free_again_after_removal(teams: Teams, known: Accounts) -> None:
    ann = add(known)
    teams.add(ADMIN, "support", "Support")
    with pytest.raises(TeamError, match="there is a team support already"):
        teams.add(ADMIN, "support", "Other")
    teams.join(ADMIN, "support", ann)
    assert teams.remove(ADMIN, "support").members == {ann.id}
    assert known.get(ann.email).teams == frozenset()
    teams.add(ADMIN, "support", "New")
    assert teams.get("support").members == frozenset()  # nobody of the old one is in the new one
    for act in (teams.get, lambda slug: teams.remove(ADMIN, slug), lambda slug: teams.join(ADMIN, slug, ann)):
        with pytest.raises(TeamError, match="there is no team .gone"):
            act("gone")


def test_who_signed_in_and_their_tokens_have_their_teams_at_once(
    teams: Teams, known: Accounts, api_tokens: Tokens
) -> None:
    ann, bob = add(known), add(known, "bob@example.com")
    for slug in ("support", "sales"):
        teams.add(ADMIN, slug, slug.title())
    secret = api_tokens.make(ann.person, "test", [Scope.SEARCH], 5)
    assert teams.join(ADMIN, "support", ann)
    assert not teams.join(ADMIN, "support", ann)
    found = api_tokens.find(secret)
    assert found is not None
    assert found[0].teams == {"support"}
    assert teams.set_teams(ADMIN, ann, ["sales"]) == ["sales", "support"]
    assert {account.email: account.teams for account in known.everyone()} == {ann.email: {"sales"}, bob.email: set()}
    assert teams.leave(ADMIN, "sales", ann)
    assert not teams.leave(ADMIN, "sales", ann)
    with pytest.raises(TeamError):
        teams.set_teams(ADMIN, ann, ["support", "gone"])
    assert known.get(ann.email).teams == frozenset()  # all of an act or nothing


def test_each_act_has_its_line_in_the_audit_log(teams: Teams, known: Accounts) -> None:
    ann = add(known)
    teams.add(ADMIN, "support", "Support")
    teams.rename(ADMIN, "support", "Support")  # nothing changes, nothing is noted
    teams.rename(ADMIN, "support", "Help")
    teams.join(ADMIN, "support", ann)
    teams.set_teams(ADMIN, ann, [])
    teams.remove(ADMIN, "support")
    assert [(one.event, one.about, one.details) for one in reversed(known.log(5))] == [
        (AuditEvent.TEAM_ADDED, "support", {"name": "Support"}),
        (AuditEvent.TEAM_RENAMED, "support", {"before": "Support", "after": "Help"}),
        (AuditEvent.TEAM_JOINED, ann.email, {"team": "support"}),
        (AuditEvent.TEAM_LEFT, ann.email, {"team": "support"}),
        (AuditEvent.TEAM_REMOVED, "support", {"name": "Help", "members": 0}),
    ]
