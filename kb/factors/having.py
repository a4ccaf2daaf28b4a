"""What an account has beside its password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from kb.factors import authenticators, passkeys, recovery_codes
from kb.factors.passkeys import Passkey


@dataclass(frozen=True)
class FactorState:
    """What an account has beside its password; times are UTC without a zone."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    recovery_codes: int

    @property
    def is_on(self) -> bool:
        """Whether signing in asks for more than the password."""
        return self.app_since is not None or bool(self.passkeys)


def state_of(connection: Connection, account: int) -> FactorState:
    """What the account with that number has."""
    app, keys = authenticators.find(connection, account), passkeys.of_account(connection, account)
    return FactorState(app.confirmed_at if app else None, tuple(keys), recovery_codes.count(connection, account))
