"""Accounts, passwords, sessions, tokens and their log, on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, inspect, text

from kb.account_services.accounts import Accounts
from kb.account_services.tokens import Tokens
from kb.accounts import accounts, audit_log, passwords, sessions, sign_in_limit, tokens
from kb.accounts import one_time_links as one_time
from kb.accounts.accounts import AccountError
from kb.accounts.audit_log import Event
from kb.accounts.passwords import Complaint
from kb.accounts.sign_in_limit import TooManyTriesError
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, READER, Person, Role
from tests.clock import Clock
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def known(database: Engine, clock: Clock) -> Accounts:
    return Accounts(database, clock)


@pytest.fixture
def api_tokens(database: Engine, clock: Clock) -> Tokens:
    return Tokens(database, clock)


def add(known: Accounts, email: str = "ann@example.com", role: Role = Role.STAFF) -> accounts.Account:
    """An account that needs no password, which would take its time."""
    return known.add(AT_THE_COMMAND_LINE, email, "Ann", role)


class TestAccounts:
    def test_an_address_is_one_account_however_it_is_written(self, known: Accounts) -> None:
        add(known, " Ann@Example.COM ")
        assert known.get("ANN@example.com").email == "ann@example.com"
        with pytest.raises(AccountError, match="there is an account for ann@example.com already"):
            add(known, "ann@EXAMPLE.com")

    @pytest.mark.parametrize(
        "email",
        ["", "ann", "@b", "a@", "a@b@c", "a b@c", "a@b\nBcc: x@y", "<a@b>", "a@b,c@d", "a\x1b@b", "a" * 320 + "@b"],
    )
    def test_what_is_no_address_is_refused(self, known: Accounts, email: str) -> None:
        with pytest.raises(AccountError, match="is not an e-mail address"):
            add(known, email)
        assert not known.exist()

    def test_a_name_stays_on_one_line_and_is_cut(self, known: Accounts) -> None:
        made = known.add(AT_THE_COMMAND_LINE, "a@b", "Ann\r\nBcc: x@y\0\x1b[31m" + "n" * 300, Role.STAFF)
        assert made.name.startswith("Ann Bcc: x@y [31mnnn")
        assert len(made.name) == accounts.MAX_NAME

    def test_the_last_administrator_stays_one(self, known: Accounts) -> None:
        add(known, "one@example.com", Role.ADMIN)
        for change in (
            lambda: known.disable(READER, "one@example.com"),
            lambda: known.set_role(READER, "one@example.com", Role.EDITOR),
        ):
            with pytest.raises(AccountError, match="is the last administrator"):
                change()
        add(known, "two@example.com", Role.ADMIN)
        known.disable(READER, "one@example.com")
        with pytest.raises(AccountError, match="is the last administrator"):
            known.disable(READER, "two@example.com")

    def test_a_disabled_administrator_may_be_demoted(self, known: Accounts) -> None:
        add(known, "one@example.com", Role.ADMIN)
        add(known, "two@example.com", Role.ADMIN)
        known.disable(READER, "one@example.com")
        known.set_role(READER, "one@example.com", Role.STAFF)
        assert known.get("one@example.com").role == Role.STAFF

    def test_who_is_not_there_cannot_be_changed(self, known: Accounts) -> None:
        with pytest.raises(AccountError, match="there is no account for 'nobody@example.com'"):
            known.disable(READER, "nobody@example.com")

    def test_whether_there_are_accounts_is_noticed_when_another_process_makes_one(
        self, known: Accounts, database: Engine, clock: Clock
    ) -> None:
        assert not known.exist()
        add(Accounts(database, clock))
        assert known.exist()


class TestPasswords:
    def test_only_the_right_one_matches(self) -> None:
        stored = passwords.hashed(PASSWORD)
        assert stored.startswith("$argon2id$")
        assert passwords.matches(stored, PASSWORD)
        assert not passwords.matches(stored, PASSWORD + " ")
        assert not passwords.matches(None, PASSWORD)
        assert not passwords.matches(None, "nobody has this password")
        assert not passwords.matches("no hash at all", PASSWORD)

    def test_the_same_letters_match_however_they_are_typed(self) -> None:
        assert passwords.matches(passwords.hashed("cafe\u0301 zebra mango"), "caf\u00e9 zebra mango")

    @pytest.mark.parametrize(
        ("password", "expected"),
        [
            ("zebra mango", Complaint.SHORT),
            ("x" * 1001, Complaint.LONG),
            ("password1234", Complaint.EASY),
            ("Passw0rd!2024", Complaint.EASY),
            ("qwertyuiop123", Complaint.EASY),
            ("aaaaaaaaaaaaaaaa", Complaint.EASY),
            ("anna.example", Complaint.EASY),
            (PASSWORD, None),
            ("گربه روی دیوار بلند", None),
        ],
    )
    def test_short_and_common_ones_and_those_near_to_the_owner_are_refused(
        self, password: str, expected: Complaint | None
    ) -> None:
        assert passwords.complaint(password, "anna@example.com", "Anna Example") == expected

    def test_a_hash_with_old_parameters_is_made_anew_on_signing_in(self, known: Accounts, database: Engine) -> None:
        made = add(known)
        weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
        with database.begin() as connection:
            accounts.set_password_hash(connection, made.id, weak)
        assert known.sign_in(made.email, PASSWORD, None, False)
        now = known.get(made.email).password_hash or ""
        assert now != weak
        assert not passwords.is_outdated(now)
        assert known.sign_in(made.email, PASSWORD, None, False)


class TestSessions:
    def test_a_session_ends_after_twelve_idle_hours_unless_it_is_kept(self, database: Engine) -> None:
        with database.begin() as connection:
            number = accounts.add(connection, NOW, "a@b", "A", Role.STAFF).id
            short, kept = (sessions.begin(connection, NOW, number, keep) for keep in (False, True))
            later = NOW + timedelta(hours=11)
            assert sessions.find(connection, later, short)
            assert sessions.find(connection, later + timedelta(hours=11), short), "it was used in between"
            much_later = NOW + timedelta(days=3)
            assert not sessions.find(connection, much_later, short)
            assert sessions.find(connection, much_later, kept)
            assert not sessions.find(connection, NOW + sessions.LONGEST, kept)

    def test_a_clock_that_goes_back_ends_no_session(self, database: Engine) -> None:
        with database.begin() as connection:
            number = accounts.add(connection, NOW, "a@b", "A", Role.STAFF).id
            key = sessions.begin(connection, NOW, number, False)
            assert sessions.find(connection, NOW - timedelta(days=1), key)
            assert sessions.find(connection, NOW - timedelta(hours=13), key), "it was seen a day before"

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the file itself is looked through
    def test_the_database_holds_no_key_of_a_session_no_token_and_no_link(
        self, known: Accounts, api_tokens: Tokens, database: Engine
    ) -> None:
        made = known.add(AT_THE_COMMAND_LINE, "a@b", "A", Role.STAFF, PASSWORD)
        key = known.sign_in("a@b", PASSWORD, None, False)
        secrets = [
            key,
            api_tokens.make(made.person, "t", [Scope.SEARCH], 1),
            known.password_link(READER, made),
            PASSWORD,
        ]
        with database.connect() as connection:
            tables = inspect(connection).get_table_names()
            stored = "".join(str(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables)
        assert "a@b" in stored
        assert [secret for secret in secrets if str(secret) in stored] == []


class TestLinks:
    def test_a_link_works_once_and_for_a_day(self, database: Engine) -> None:
        with database.begin() as connection:
            secret = one_time.make(connection, NOW, one_time.FIRST)
            assert not one_time.use(connection, NOW + one_time.VALID, secret, first=True)
            assert not one_time.use(connection, NOW, secret, first=False), "it is of the other kind"
            assert not one_time.use(connection, NOW, secret + "x", first=True)
            assert one_time.use(connection, NOW, secret, first=True)
            assert not one_time.use(connection, NOW, secret, first=True)

    def test_a_new_link_to_choose_a_password_replaces_the_one_before(self, known: Accounts) -> None:
        made = add(known)
        first, second = (known.password_link(READER, made) for _ in range(2))
        assert known.of_password_link(first) is None
        assert known.of_password_link(second) == made

    def test_a_disabled_account_cannot_choose_a_password(self, known: Accounts) -> None:
        made = add(known)
        secret = known.password_link(READER, made)
        known.disable(READER, made.email)
        assert known.of_password_link(secret) is None

    def test_a_link_that_is_used_twice_at_the_same_time_makes_one_administrator(self, known: Accounts) -> None:
        secret = known.first_link() or ""
        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(lambda name: known.make_first(secret, f"{name}@b", name, PASSWORD), ("x", "y")))
        assert sorted(made) == [False, True]
        assert len(known.everyone()) == 1

    def test_there_is_no_first_link_once_there_is_an_account(self, known: Accounts) -> None:
        secret = known.first_link() or ""
        add(known)
        assert known.first_link() is None
        assert not known.is_first_link(secret)
        assert not known.make_first(secret, "x@y", "X", PASSWORD)


class TestTries:
    def test_after_five_tries_each_next_one_waits_longer_but_never_longer_than_five_minutes(
        self, database: Engine
    ) -> None:
        subject = sign_in_limit.account_subject("a@b")
        now, waits = NOW, []
        for _ in range(13):
            with database.begin() as connection:
                sign_in_limit.count_try(connection, now, subject)
            with database.begin() as connection:
                try:
                    sign_in_limit.count_try(connection, now, subject)
                except TooManyTriesError as error:
                    waits.append(error.seconds)
                    now += timedelta(seconds=error.seconds)
        assert waits[:3] == [5, 10, 20]
        assert waits[-1] == 300

    def test_many_at_the_same_time_get_no_more_tries(self, database: Engine) -> None:
        subject = sign_in_limit.account_subject("a@b")

        def attempt(_: int) -> bool:
            try:
                with database.begin() as connection:
                    sign_in_limit.count_try(connection, NOW, subject)
            except TooManyTriesError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(attempt, range(24))) == 5

    def test_a_clock_that_goes_back_blocks_nobody_for_long(self, database: Engine) -> None:
        subject = sign_in_limit.account_subject("a@b")
        with database.begin() as connection:
            for _ in range(5):
                sign_in_limit.count_try(connection, NOW, subject)
            sign_in_limit.count_try(connection, NOW - timedelta(days=1), subject)

    def test_tries_are_forgotten_after_a_day(self, database: Engine) -> None:
        subject = sign_in_limit.account_subject("a@b")
        with database.begin() as connection:
            for _ in range(5):
                sign_in_limit.count_try(connection, NOW, subject)
            for _ in range(5):
                sign_in_limit.count_try(connection, NOW + timedelta(hours=25), subject)

    def test_an_ipv6_household_counts_as_one_and_an_ipv4_address_as_itself(self) -> None:
        subject = sign_in_limit.address_subject
        assert subject("2001:db8::1") == subject("2001:db8::ffff:2")
        assert subject("2001:db8::1") != subject("2001:db8:0:1::1")
        assert subject("192.0.2.1") != subject("192.0.2.2")

    def test_of_who_tried_only_a_hash_is_kept(self, known: Accounts, database: Engine) -> None:
        known.sign_in("secret-in-the-wrong-field", "x", "192.0.2.77", False)
        with database.connect() as connection:
            kept = str(connection.execute(text("SELECT * FROM sign_in_tries")).all())
            kept += str(connection.execute(text("SELECT * FROM audit_log")).all())
        assert "unknown account" in kept
        assert "secret" not in kept
        assert "192.0.2.77" not in kept


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
            audit_log.record(connection, NOW, Event.EXPORTED, Person(name="n\0" * 300), "a" * 999, rows=3)
            entry = audit_log.newest(connection, 1)[0]
        assert (entry.name, len(entry.about), entry.details) == ("n" * 200, 320, {"rows": 3})
