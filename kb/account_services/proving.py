"""Whether a password is somebody's, and how often that may be asked.

Tries from a browser in which the account signed in before are counted by that browser alone, so nobody can use them up
from elsewhere, nor somebody else behind the same address. All others share those of the account and of their address.
What is answered, and after how long, is the same whether there is such an account or not.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from kb.account_services.transaction import Acts
from kb.accounts import accounts, known_browsers, passwords, sign_in_limit
from kb.accounts.accounts import Account
from kb.accounts.email_address import fold_email
from kb.accounts.sign_in_limit import Subject


class Proving(Acts):
    """Acts that ask for a password."""

    def _proven(self, email: str, password: str, address: str | None, device: str, session: str = "") -> Account | None:
        """The account that ``password`` opens; ``device`` is the browser's secret, ``session`` the key of a session of
        that very account, where there is one.

        Raises:
            TooManyTriesError: it is too early to try again.

        """
        by_address = sign_in_limit.address_subject(address) if address else None
        with self._writing() as (connection, now):
            account = accounts.find(connection, email)
            own = _own_subject(connection, now, account, device, session)
            by_address = None if own else by_address
            counted = own or sign_in_limit.account_subject(account.email if account else fold_email(email))
            for subject in filter(None, (counted, by_address)):
                sign_in_limit.count_try(connection, now, subject)
        right = passwords.matches(account.password_hash if account else None, password)
        if account is None or account.disabled or not right:
            return None
        with self._writing() as (connection, now):
            known = accounts.by_id(connection, account.id)  # hashing takes so long that it may be another one by now
            if known is None or known.disabled or known.password_hash != account.password_hash:
                return None
            sign_in_limit.forget(connection, now, counted, by_address)
            if passwords.is_outdated(account.password_hash or ""):
                accounts.set_password_hash(connection, account.id, passwords.hashed(password))
        return account


def _own_subject(
    connection: Connection, now: datetime, account: Account | None, device: str, session: str
) -> Subject | None:
    """The tries of a browser that was here before; looked up for an unknown account as well, which takes as long."""
    number = account.id if account else 0
    if known_browsers.is_known(connection, now, device, number):
        return sign_in_limit.device_subject(device, number)
    return sign_in_limit.device_subject(session, number) if session else None
