"""A site with somebody whose sign-in asks for a second factor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from lxml import html

from kb.accounts.accounts import Account
from kb.core.roles import Role
from kb.core.settings import Settings
from kb.factor_services.factors import SecondFactors
from kb.factors.sealing import Sealing
from kb.storage.data_folder import secret_key
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import Browser, Office

PAGE, STEP = "/account/second-factor", "/login/code"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(collection: Collection, tmp_path: Path) -> Settings:
    collection.write("en/refund.md", title="Refund")
    return Settings(articles_dir=collection.root, data_dir=tmp_path / "data")


@pytest.fixture
def office(settings: Settings, clock: Clock) -> Iterator[Office]:
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


@pytest.fixture
def ann(office: Office) -> Account:
    return office.hire(Role.EDITOR, "ann@example.com")


class App:
    """An authenticator app, as on a phone."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret.replace(" ", "")), clock

    def code(self) -> str:
        return self._totp.at(self._clock())


def text_of(response: object, path: str) -> list[str]:
    tree = html.document_fromstring(response.text)  # type: ignore[attr-defined]
    return [" ".join(node.text_content().split()) for node in tree.xpath(path)]


def set_up_app(office: Office, browser: Browser) -> tuple[App, list[str]]:
    """Walk through the pages as somebody signed in does; the app and the recovery codes."""
    browser.post(PAGE, f"{PAGE}/app", {})
    shown = browser.get(f"{PAGE}/app")
    app = App(text_of(shown, "//code[@class='secret']")[0], office.clock)
    done = browser.post(f"{PAGE}/app", f"{PAGE}/app/confirm", {"code": app.code()})
    assert done.status_code == 200
    office.clock.later(seconds=30)  # a code is used once
    return app, text_of(done, "//ul[@class='recovery-codes']//code")


def factors_of(office: Office) -> SecondFactors:
    settings = office.parts.settings
    return SecondFactors(office.parts.database, office.clock, Sealing(secret_key(settings.data_dir)))
