"""What is done with teams, each act with its line in the audit log."""

from __future__ import annotations

from collections.abc import Collection

from kb.account_services.transaction import Acts
from kb.accounts import audit_log, teams
from kb.accounts.accounts import Account, clean_name
from kb.accounts.audit_log import AuditEvent
from kb.accounts.teams import Team
from kb.core.roles import Person


class Teams(Acts):
    """The teams of a site; one for a site, used by all its threads."""

    def everyone(self) -> list[Team]:
        """All teams, in the order of their names."""
        with self._database.connect() as connection:
            return teams.everyone(connection)

    def get(self, slug: str) -> Team:
        """The team with this slug.

        Raises:
            TeamError: there is none.

        """
        with self._database.connect() as connection:
            return teams.get(connection, slug)

    def add(self, by: Person, slug: str, name: str) -> Team:
        """Make a team.

        Raises:
            TeamError: the slug is none or taken, or there are too many.

        """
        with self._writing() as (connection, now):
            team = teams.add(connection, now, slug, clean_name(name))
            audit_log.record(connection, now, AuditEvent.TEAM_ADDED, by, team.slug, name=team.name)
            return team

    def rename(self, by: Person, slug: str, name: str) -> Team:
        """Call a team by another name; files go on naming it by its slug.

        Raises:
            TeamError: there is no such team, or nothing of the name shows.

        """
        with self._writing() as (connection, now):
            before = teams.get(connection, slug)
            teams.rename(connection, before, clean_name(name))
            after = teams.get(connection, slug)
            if after.name != before.name:
                change = {"before": before.name, "after": after.name}
                audit_log.record(connection, now, AuditEvent.TEAM_RENAMED, by, slug, **change)
            return after

    def remove(self, by: Person, slug: str) -> Team:
        """Take a team away, and everybody out of it. Whether files still name it, callers ask before.

        Raises:
            TeamError: there is no such team.

        """
        with self._writing() as (connection, now):
            team = teams.get(connection, slug)
            teams.remove(connection, team)
            count = len(team.members)
            audit_log.record(connection, now, AuditEvent.TEAM_REMOVED, by, slug, name=team.name, members=count)
            return team

    def set_teams(self, by: Person, account: Account, slugs: Collection[str]) -> list[str]:
        """Put ``account`` into exactly these teams, from the next request on; the slugs that are new or gone.

        Raises:
            TeamError: there is no such team.

        """
        with self._writing() as (connection, now):
            before = teams.of_account(connection, account.id)
            changed = sorted(before ^ set(slugs))
            for slug in changed:
                team, joins = teams.get(connection, slug), slug not in before
                (teams.put_in if joins else teams.take_out)(connection, team, account.id)
                event = AuditEvent.TEAM_JOINED if joins else AuditEvent.TEAM_LEFT
                audit_log.record(connection, now, event, by, account.email, team=slug)
            return changed

    def join(self, by: Person, slug: str, account: Account) -> bool:
        """Put ``account`` into a team; False where it is there.

        Raises:
            TeamError: there is no such team.

        """
        with self._writing() as (connection, now):
            is_new = teams.put_in(connection, teams.get(connection, slug), account.id)
            if is_new:
                audit_log.record(connection, now, AuditEvent.TEAM_JOINED, by, account.email, team=slug)
            return is_new

    def leave(self, by: Person, slug: str, account: Account) -> bool:
        """Take ``account`` out of a team; False where it is not there.

        Raises:
            TeamError: there is no such team.

        """
        with self._writing() as (connection, now):
            was_there = teams.take_out(connection, teams.get(connection, slug), account.id)
            if was_there:
                audit_log.record(connection, now, AuditEvent.TEAM_LEFT, by, account.email, team=slug)
            return was_there
