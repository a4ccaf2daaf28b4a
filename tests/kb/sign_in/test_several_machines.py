"""Who signed in at one machine is signed in at another that has the same key and the same database, and at no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from kb.core.roles import Role
from kb.core.settings import Settings
from kb.storage.data_folder import secret_key
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Office


@pytest.fixture
def machine(collection: Collection, tmp_path: Path) -> Iterator[Callable[[str, str], Flask]]:
    """Another machine on the database of the first."""
    collection.write("en/refund.md", title="Refund")
    opened: list[Flask] = []

    def open_machine(name: str, key: str) -> Flask:
        database = f"sqlite:///{tmp_path / 'shared.sqlite'}"
        settings = Settings(
            articles_dir=collection.root, data_dir=tmp_path / name, database_url=database, secret_key_file=key
        )
        opened.append(open_site(settings, models=[], clock=Clock()))
        return opened[-1]

    yield open_machine
    for app in opened:
        app.extensions["kb"].close()


def test_a_session_is_one_of_all_machines_with_the_same_key(
    machine: Callable[[str, str], Flask], tmp_path: Path
) -> None:
    secret_key(tmp_path / "keys")
    shared = str(tmp_path / "keys/secret_key")
    first, second, stranger = machine("first", shared), machine("second", shared), machine("third", "")
    office = Office(first, Clock())
    browser = office.browser(office.hire(Role.EDITOR, "ann@example.com"))
    cookie = browser.client.get_cookie("session")
    assert cookie
    answers = []
    for app in (first, second, stranger):
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        answers.append(client.get("/review").status_code)
    assert answers == [200, 200, 302]
