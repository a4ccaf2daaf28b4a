"""Links to choose a password that whoever forgot theirs asks for: for whom there is one, and how many."""

from __future__ import annotations

from sqlalchemy import Connection

from kb.account_services.transaction import Acts
from kb.accounts import accounts, audit_log, identities, one_time_links, sign_in_limit
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Person


class PasswordResets(Acts):
    """The links of all accounts; one for a site, used by all its threads."""

    def count_asking(self, address: str | None) -> None:
        """Count that somebody at ``address`` asks, whatever they ask for; nothing where a proxy does not tell.

        Raises:
            TooManyTriesError: it is too early to ask again.

        """
        if address:
            with self._writing() as (connection, now):
                sign_in_limit.count_try(connection, now, sign_in_limit.reset_subject(address))

    def link(self, email: str) -> tuple[Account, str] | None:
        """The account with the address ``email`` and the secret of a new link for it; None where there is none to get.

        Access by the old password goes on, and so do links that were handed out before: anybody may ask.
        """
        with self._writing() as (connection, now):
            account = accounts.find(connection, email)
            why_not = _why_not(connection, account)
            made = None if account is None or why_not else one_time_links.add(connection, now, account.id)
            details = {} if made else {"no_link": why_not or "enough links"}
            about = account.email if account else "unknown account"
            audit_log.record(connection, now, AuditEvent.RESET_ASKED, Person(), about, **details)
            return (account, made) if account and made else None

    def take_back(self, secret: str) -> None:
        """Forget the link with this secret, which was not handed out, so that it counts among the three no more."""
        with self._writing() as (connection, now):
            one_time_links.use(connection, now, secret, first=False)


def _why_not(connection: Connection, account: Account | None) -> str:
    """Why an account gets no link, for the audit log; empty where it may get one."""
    if account is None:
        return "no account"
    if account.disabled:
        return "disabled"
    has_provider = account.password_hash is None and identities.has_any(connection, account.id)
    return "single sign-on" if has_provider else ""
