"""A site with an administrator, an editor and somebody of the staff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.accounts.accounts import Account
from kb.core.roles import Role
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Browser, Office


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """A site without form tokens, which are tested elsewhere."""
    collection.write("en/orders/refund.md", "How to get money back.", title="Refund", owner="Ed <ed@example.com>")
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        mail_server="smtp://127.0.0.1:1",
        mail_from="help@example.com",
    )
    app = open_site(settings, models=[], clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def boss(office: Office) -> Account:
    return office.hire(Role.ADMIN, "boss@example.com")


@pytest.fixture
def browser(office: Office, boss: Account) -> Browser:
    """The administrator's."""
    return office.browser(boss)
