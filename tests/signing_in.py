"""A site with accounts, and people who sign in to it with a browser."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from kb.account_services.accounts import Accounts
from kb.account_services.teams import Teams
from kb.account_services.tokens import Tokens
from kb.accounts import accounts, passwords, sessions
from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from tests.clock import Clock

PASSWORD = "quilt zebra mango 17"


class Office:
    """The accounts of ``site`` by ``clock``."""

    def __init__(self, site: Flask, clock: Clock) -> None:
        self.site = site
        self.clock = clock
        self.parts = site.extensions["kb"]
        self.accounts = Accounts(self.parts.database, clock)
        self.teams = Teams(self.parts.database, clock)
        self.tokens = Tokens(self.parts.database, clock)

    def hire(self, role: Role, email: str = "") -> Account:
        """Make an account with ``PASSWORD``; by default its address begins with its role."""
        email = email or f"{role.name.lower()}@example.com"
        made = self.accounts.add(AT_THE_COMMAND_LINE, email, email.split("@")[0].title(), role)
        with self.parts.database.begin() as connection:
            accounts.set_password_hash(connection, made.id, hash_of_password())
        return made

    def browser(self, account: Account | None = None, *, keep: bool = False) -> Browser:
        """A browser, in which ``account`` is signed in already (without the time that a password takes)."""
        browser = Browser(self)
        if account is not None:
            now = self.clock.now.replace(tzinfo=None)
            with self.parts.database.begin() as connection, browser.client.session_transaction() as session:
                session["_user_id"] = sessions.begin(connection, now, account.id, keep)
        return browser

    def token(self, account: Account, *scopes: Scope, days: int = 30) -> str:
        """An API token of ``account``."""
        return self.tokens.make(account.person, "test", scopes, days)

    def ask(self, token: str, address: str) -> TestResponse:
        """What a program with ``token`` is answered that reads ``address``."""
        self.parts.library.refresh()
        return self.site.test_client().get(address, headers={"Authorization": f"Bearer {token}"}, buffered=True)

    def listed(self, token: str, address: str) -> list[dict[str, Any]]:
        """What is on the page of a list that a program with ``token`` reads at ``address``."""
        answer = self.ask(token, address)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["results"]
        return found

    def events(self) -> list[tuple[AuditEvent, str]]:
        """What the audit log says, oldest first: event and what it is about."""
        return [(entry.event, entry.about) for entry in reversed(self.accounts.log(1000))]


class Browser:
    """Opens pages and posts their forms."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.client = office.site.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        self._office.parts.library.refresh()
        return self.client.get(path, buffered=True, **options)

    def post(self, page: str, path: str, fields: Mapping[str, Any], **options: Any) -> TestResponse:
        """Post ``fields`` to ``path`` with the form token of the page at ``page``."""
        return self.client.post(path, data={"csrf_token": form_token(self.get(page)), **fields}, **options)

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Fill in the form at ``/login``; ``address`` is where the request comes from."""
        options: dict[str, Any] = {}
        if address := fields.pop("address", ""):
            options["environ_base"] = {"REMOTE_ADDR": address}
        return self.post("/login", "/login", {"email": email, "password": password, **fields}, **options)

    def is_signed_in(self) -> bool:
        """Whether the site still knows who this is."""
        return self.get("/account").status_code == 200


@lru_cache(maxsize=1)
def hash_of_password() -> str:
    """The hash of ``PASSWORD``; made once, since it takes its time."""
    return passwords.hashed(PASSWORD)


def form_token(response: TestResponse) -> str:
    """The form token of a page."""
    return str(html.document_fromstring(response.text).xpath("string(//input[@name='csrf_token']/@value)"))
