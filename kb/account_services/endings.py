"""What ends with an account's right to come in: everything that would let somebody in without its password.

One place, so that no kind of token is forgotten: sessions and sign-ins half done, API tokens, links to choose a
password, private addresses and the browsers that are known. A second factor proves who somebody is, as the password
does: it stays until its owner or an administrator takes it away. docs/roles.md has the table of what ends when.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from kb.accounts import known_browsers, one_time_links, private_addresses, sessions, sign_in_limit, tokens
from kb.accounts.accounts import Account
from kb.factors import half_sign_ins


def end_access(connection: Connection, now: datetime, account: Account, but: str = "") -> dict[str, int]:
    """End all access of ``account``, but for the session with the key ``but``; the tries for it start anew.

    Returns how many API tokens ended, as the audit log notes it: nothing where there was none.
    """
    half_sign_ins.end_all(connection, account.id)  # first: what is being finished has its session by the next
    sessions.end_all(connection, account.id, but)
    one_time_links.end_all(connection, account.id)
    known_browsers.forget_all(connection, account.id)
    private_addresses.forget(connection, account.id)
    sign_in_limit.start_anew(connection, sign_in_limit.account_subject(account.email))
    ended = tokens.revoke_all(connection, now, account.id)
    return {"tokens_ended": ended} if ended else {}
