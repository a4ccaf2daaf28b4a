"""What is done with passkeys: added, removed, and signed in with, alone or as the second step."""

from __future__ import annotations

from kb.account_services.transaction import Acts, note_entry
from kb.accounts import accounts, audit_log, sessions, sign_in_limit
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import Person
from kb.factors import half_sign_ins, passkeys, recovery_codes, used_challenges
from kb.factors.checking import BY_PASSKEY, has_factor
from kb.factors.passkeys import Passkey
from kb.factors.relying_party import FalsePasskeyError, RelyingParty


class Passkeys(Acts):
    """The passkeys of all accounts; one for a site, used by all its threads."""

    def of_account(self, account: int) -> list[Passkey]:
        """Those of ``account``, oldest first."""
        with self._database.connect() as connection:
            return passkeys.of_account(connection, account)

    def add(
        self,
        person: Person,
        party: RelyingParty,
        challenge: str,
        handle: str,
        name: str,
        answer: str,
        *,
        only_first: bool = False,
    ) -> list[str]:
        """Keep the passkey of an ``answer`` of the browser; recovery codes, to be shown once, where it is the first
        factor of ``person``, else none.

        ``only_first``: for who is only half signed in, and has to show the factor that there is.

        Raises:
            FalsePasskeyError: the answer is not to be believed, or the passkey cannot be kept.

        """
        from kb.factors import ceremony

        made, number = ceremony.created(party, challenge, answer), person.account or 0
        with self._writing() as (connection, now):
            is_first = not has_factor(connection, number)
            if only_first and not is_first:
                raise FalsePasskeyError("there is a factor already, which has to be shown")
            if not used_challenges.use(connection, now, challenge):
                raise FalsePasskeyError("the challenge was answered before")
            if not passkeys.add(connection, now, number, handle, name, made):
                raise FalsePasskeyError("the passkey is known already, or the account has enough")
            audit_log.record(
                connection, now, AuditEvent.FACTOR_ADDED, person, person.email, factor="passkey", name=name
            )
            return recovery_codes.make(connection, number) if is_first else []

    def remove(self, person: Person, number: int) -> bool:
        """Forget one of their passkeys; False where they have no such. Without another factor the recovery codes go."""
        account = person.account or 0
        with self._writing() as (connection, now):
            name = passkeys.remove(connection, account, number)
            if name is None:
                return False
            details = {"factor": "passkey", "name": name}
            audit_log.record(connection, now, AuditEvent.FACTOR_REMOVED, person, person.email, **details)
            if not has_factor(connection, account):
                recovery_codes.remove(connection, account)
            return True

    def enter_alone(self, party: RelyingParty, challenge: str, answer: str) -> str:
        """The key of a new session of whoever holds a passkey that made sure who holds it.

        Raises:
            FalsePasskeyError: the answer is not to be believed, or the account is disabled.

        """
        passkey, count = self._signed(party, challenge, answer, alone=True)
        with self._writing() as (connection, now):
            account = accounts.by_id(connection, passkey.account)
            if account is None or account.disabled:
                raise FalsePasskeyError("the account is disabled")
            if not used_challenges.use(connection, now, challenge):
                raise FalsePasskeyError("the challenge was answered before")
            if not passkeys.note_use(connection, now, passkey, count):
                raise FalsePasskeyError("the passkey signed somewhere else at the same time")
            note_entry(connection, now, account, how="passkey")
            return sessions.begin(connection, now, account.id, keep=False)

    def enter_half(self, party: RelyingParty, challenge: str, answer: str, half: str) -> str:
        """The same for who is half signed in by ``half``: their password was right, so holding the key is enough.

        Raises:
            FalsePasskeyError: the answer is not to be believed, or not of that account.

        """
        passkey, count = self._signed(party, challenge, answer, alone=False)
        with self._writing() as (connection, now):
            waiting = half_sign_ins.find(connection, now, half)
            if waiting is None or waiting.account.id != passkey.account:
                raise FalsePasskeyError("the passkey is of another account, or the sign-in is over")
            if not used_challenges.use(connection, now, challenge) or not half_sign_ins.end(connection, half):
                raise FalsePasskeyError("the challenge was answered before")
            if not passkeys.note_use(connection, now, passkey, count):
                raise FalsePasskeyError("the passkey signed somewhere else at the same time")
            note_entry(connection, now, waiting.account, second_factor=BY_PASSKEY)
            return sessions.begin(connection, now, waiting.account.id, waiting.keep)

    def note_false(self, half: str, address: str | None) -> None:
        """Count an answer that was not to be believed, for the sign-in half done or else for the client.

        Raises:
            TooManyTriesError: that client has to wait.

        """
        with self._writing() as (connection, now):
            waiting = half_sign_ins.find(connection, now, half) if half else None
            if waiting:
                half_sign_ins.count_wrong(connection, half)
            elif address:
                sign_in_limit.count_try(connection, now, sign_in_limit.address_subject(address))
            about = waiting.account.email if waiting else "unknown account"
            audit_log.record(connection, now, AuditEvent.SIGN_IN_FAILED, Person(), about, how="passkey")

    def _signed(self, party: RelyingParty, challenge: str, answer: str, *, alone: bool) -> tuple[Passkey, int]:
        from kb.factors import ceremony

        credential, handle = ceremony.claimed(answer)
        with self._database.connect() as connection:
            passkey = passkeys.find(connection, credential)
        if passkey is None or ((handle or alone) and handle != passkey.user_handle):
            raise FalsePasskeyError("nobody has this passkey here")
        return passkey, ceremony.signed(party, challenge, answer, passkey, alone=alone)
