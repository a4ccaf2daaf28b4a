"""Whether an account has a second factor, and whether what was typed is a code of it."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection

from kb.factors import authenticators, passkeys, recovery_codes, totp
from kb.factors.sealing import BrokenSealError, Sealing

logger = logging.getLogger(__name__)
BY_APP, BY_RECOVERY_CODE, BY_PASSKEY = "app", "recovery code", "passkey"
"""How somebody proved who they are, for the audit log."""
MAX_TYPED = 100


def has_factor(connection: Connection, account: int) -> bool:
    """Whether signing in to ``account`` takes more than its password."""
    found = authenticators.find(connection, account)
    has_app = found is not None and found.confirmed_at is not None
    return has_app or bool(passkeys.of_account(connection, account))


def accounts_with_factor(connection: Connection) -> frozenset[int]:
    """The numbers of all accounts of which that is so."""
    return authenticators.owners(connection) | passkeys.owners(connection)


def use_code(connection: Connection, now: datetime, sealing: Sealing, account: int, typed: str) -> str:
    """Use up the code that was ``typed``: by what it was right; empty where it was not."""
    code = "".join(typed[:MAX_TYPED].split())
    if len(code) == totp.DIGITS and code.isdecimal():
        latin = f"{int(code):0{totp.DIGITS}}"  # Arabic and Persian keyboards write digits of their own
        return BY_APP if use_app_code(connection, now, sealing, account, latin) else ""
    return BY_RECOVERY_CODE if recovery_codes.use(connection, account, code) else ""


def use_app_code(
    connection: Connection, now: datetime, sealing: Sealing, account: int, code: str, *, confirming: bool = False
) -> bool:
    """Use up a code of the app; with ``confirming`` of one that was not confirmed yet, else of one that was."""
    found = authenticators.find(connection, account)
    if found is None or (found.confirmed_at is None) is not confirming:
        return False
    try:
        secret = sealing.open(found.sealed, account)
    except BrokenSealError as error:
        logger.error("%s", error)
        return False
    step = totp.step_of(secret, code, now)
    return step is not None and authenticators.use_step(connection, account, step)
