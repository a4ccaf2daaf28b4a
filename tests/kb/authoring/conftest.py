"""A program with a token of somebody who writes, and the people who look at what it proposes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.tokens import Scope
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.site.openapi import KEY_HEADER
from tests.clock import Clock
from tests.conftest import Collection
from tests.git_site import office_over
from tests.signing_in import Browser, Office

TRIES = 100
DRAFTS, PROPOSALS = "/api/v1/drafts", "/api/v1/proposals"


class AuthoringProgram:
    """Asks with a token of ``account``."""

    def __init__(self, office: Office, account: Account, *scopes: Scope, name: str = "Release notes") -> None:
        self.office, self.account = office, account
        self.token = office.tokens.make(account.person, name, scopes or (Scope.PROPOSE,), 30)

    def ask(self, method: str, address: str, body: Any = None, key: str = "") -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **({KEY_HEADER: key} if key else {})}
        client = self.office.site.test_client()
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}  # all in ASCII
        return client.open(address, method=method, headers=headers, buffered=True, **sent)

    def get(self, address: str) -> Any:
        answer = self.ask("GET", address)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def write(self, article: str = "en/lid", **body: Any) -> Any:
        """Write, and wait until the text could be rendered on a machine that is busy with other tests."""
        answer = self.ask("PUT", f"{DRAFTS}/{article}", body)
        assert answer.status_code == 200, answer.text
        made = answer.get_json()
        for _ in range(TRIES):
            if told(made) == made["problems"]:
                return made
            made = self.get(f"{DRAFTS}/{article}")
        raise AssertionError(made["problems"])

    def propose(self, article: str = "en/lid") -> Any:
        language, _, key = article.partition("/")
        answer = self.ask("POST", PROPOSALS, {"language": language, "key": key})
        assert answer.status_code == 201, answer.text
        return answer.get_json()


def told(draft: dict[str, Any]) -> list[dict[str, Any]]:
    """What is wrong with a draft, but for what a machine says that is busy with other tests."""
    return [one for one in draft["problems"] if one["code"] != "not_rendered"]


@pytest.fixture
def office(collection: Collection, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Two articles for everybody, one for the team legal; the site commits where a test is marked so."""
    collection.write("en/lid.md", title="Lid", tags="[cup, lid]", body="Open it.\n\n## Close\n\nPush it.")
    collection.write("en/cups/cup.md", title="Cup", body="Drink.")
    collection.write("en/cups/secret.md", title="Zanzibar", audience="legal", body="Zanzibar.")
    collection.write("products.yml", b"kettle:\n  name: Kettle\n")
    with office_over(collection.root, tmp_path / "data", Clock(), getattr(request, "param", {})) as office:
        office.teams.add(AT_THE_COMMAND_LINE, "legal", "Legal")
        yield office


@pytest.fixture
def ann(office: Office) -> Account:
    """An author."""
    return office.hire(Role.AUTHOR, "ann@example.com")


@pytest.fixture
def program(office: Office, ann: Account) -> AuthoringProgram:
    return AuthoringProgram(office, ann)


@pytest.fixture
def editor(office: Office) -> Browser:
    """Bob, who publishes."""
    return office.browser(office.hire(Role.EDITOR, "bob@example.com"))
