"""A browser that was here before cannot be kept out by whoever polls with wrong passwords, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.core.settings import Settings
from kb.sign_in.pages import DEVICE
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.signing_in import PASSWORD, Browser, Office

pytestmark = pytest.mark.slow  # each password takes its time

OTHER_PASSWORD = "paper lantern 9 giraffe"
STRANGER = "203.0.113.5"
HOME = "198.51.100.7"


@pytest.fixture
def office(collection: Collection, tmp_path: Path) -> Iterator[Office]:
    collection.write("en/a.md", title="A")
    clock = Clock()
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def poll(office: Office, email: str = "staff@example.com", times: int = 6, address: str = STRANGER) -> list[int]:
    """Somebody who has no idea of the password."""
    return [office.browser().sign_in(email, "wrong", address=address).status_code for _ in range(times)]


def at_home(office: Office, email: str = "staff@example.com") -> Browser:
    """A browser in which the account signed in, and out again."""
    browser = office.browser()
    assert browser.sign_in(email, address=HOME).status_code == 303
    browser.client.delete_cookie("session")
    return browser


def test_polling_keeps_nobody_out_of_a_browser_that_was_here_before(office: Office) -> None:
    office.hire(Role.STAFF)
    browser = at_home(office)
    for _ in range(4):
        office.clock.later(minutes=1)
        assert 429 in poll(office)
        assert browser.sign_in("staff@example.com", address=HOME).status_code == 303
        browser.client.delete_cookie("session")
    assert office.browser().sign_in("staff@example.com", address=HOME).status_code == 429, "an unknown browser waits"


def test_nor_does_polling_from_the_same_address(office: Office) -> None:
    office.hire(Role.STAFF)
    browser = at_home(office)
    for number in range(20):
        assert 400 in poll(office, f"n{number}@b", 1, HOME)
    assert poll(office, "n@b", 1, HOME) == [429]
    assert browser.sign_in("staff@example.com", address=HOME).status_code == 303


def test_the_known_browser_itself_waits_after_five_tries(office: Office) -> None:
    office.hire(Role.STAFF)
    browser = at_home(office)
    answers = [browser.sign_in("staff@example.com", "wrong", address=HOME).status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]
    assert office.browser().sign_in("staff@example.com", address=HOME).status_code == 303, "others have theirs"


def test_a_known_browser_is_known_for_its_own_account_only(office: Office) -> None:
    office.hire(Role.STAFF)
    office.hire(Role.EDITOR)
    browser = at_home(office)
    assert 429 in poll(office, "editor@example.com")
    assert browser.sign_in("editor@example.com", address=HOME).status_code == 429
    tried = [browser.sign_in(f"n{number}@b", "x", address=HOME).status_code for number in range(21)]
    assert tried[-1] == 429, "tries for other accounts count for the address"


def test_two_who_share_a_browser_are_both_known_in_it(office: Office) -> None:
    office.hire(Role.STAFF)
    office.hire(Role.EDITOR)
    browser = at_home(office)
    assert browser.sign_in("editor@example.com", address=HOME).status_code == 303
    browser.client.delete_cookie("session")
    assert 429 in poll(office)
    assert browser.sign_in("staff@example.com", address=HOME).status_code == 303


@pytest.mark.parametrize("value", ["", "x", "x" * 3000, "planted"])
def test_a_forged_cookie_gains_nothing(office: Office, value: str) -> None:
    office.hire(Role.STAFF)
    at_home(office)
    assert 429 in poll(office)
    thief = office.browser()
    thief.client.set_cookie(DEVICE, value, path="/login")
    assert thief.sign_in("staff@example.com", address=HOME).status_code == 429


def test_a_cookie_copied_or_planted_before_a_sign_in_is_worthless_after_it(office: Office) -> None:
    office.hire(Role.STAFF)
    browser, thief = at_home(office), office.browser()
    cookie = browser.client.get_cookie(DEVICE, path="/login")
    assert cookie is not None
    assert cookie.http_only
    thief.client.set_cookie(DEVICE, cookie.value, path="/login")
    assert browser.sign_in("staff@example.com", address=HOME).status_code == 303
    assert 429 in poll(office)
    assert thief.sign_in("staff@example.com", address=STRANGER).status_code == 429


@pytest.mark.parametrize("act", ["password", "link", "disable", "everywhere"])
def test_browsers_are_forgotten_with_all_else_that_lets_in(office: Office, act: str) -> None:
    ann = office.hire(Role.STAFF)
    browser = at_home(office)
    password = PASSWORD
    if act == "password":
        office.accounts.set_password(AT_THE_COMMAND_LINE, ann, password := OTHER_PASSWORD)
    elif act == "link":
        office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
    elif act == "disable":
        office.accounts.disable(AT_THE_COMMAND_LINE, ann.email)
        office.accounts.enable(AT_THE_COMMAND_LINE, ann.email)
    else:
        office.accounts.sign_out_everywhere(ann.person)
    assert 429 in poll(office)
    assert browser.sign_in(ann.email, password, address=HOME).status_code == 429


def test_a_reset_lets_the_owner_in_however_much_somebody_polls(office: Office) -> None:
    ann = office.hire(Role.STAFF)
    assert 429 in poll(office)
    secret = office.accounts.password_link(AT_THE_COMMAND_LINE, ann)
    with office.parts.database.connect() as connection:
        waiting = connection.execute(text("SELECT count(*) FROM sign_in_tries WHERE tries >= 5")).scalar()
    assert waiting == 1, "that of the stranger's address; the one of the account starts anew"
    browser, path = office.browser(), f"/password?token={secret}"
    assert 429 in poll(office)
    assert browser.post(path, "/password", {"token": secret, "password": OTHER_PASSWORD}).status_code == 303
    browser.client.delete_cookie("session")
    assert 429 in poll(office)
    assert browser.sign_in(ann.email, OTHER_PASSWORD, address=HOME).status_code == 303


def test_who_is_signed_in_changes_the_password_however_much_somebody_polls(office: Office) -> None:
    browser = office.browser(office.hire(Role.STAFF))
    assert 429 in poll(office)
    changed = browser.post("/account", "/account/password", {"old": PASSWORD, "new": OTHER_PASSWORD})
    assert changed.status_code == 303
    browser.client.delete_cookie("session")
    assert 429 in poll(office)
    assert browser.sign_in("staff@example.com", OTHER_PASSWORD, address=HOME).status_code == 303


def test_an_unknown_account_and_a_known_browser_are_answered_as_anybody(office: Office) -> None:
    office.hire(Role.STAFF)
    browser = at_home(office)
    unknown = [browser.sign_in("nobody@example.com", "wrong", address=HOME).status_code for _ in range(6)]
    existing = poll(office, address="192.0.2.9")
    assert unknown == existing == [400] * 5 + [429]


def test_fifty_browsers_of_one_account_are_known(office: Office) -> None:
    ann = office.hire(Role.STAFF)
    for _ in range(53):
        office.clock.later(seconds=1)
        office.accounts.know_browser(ann.person, "")
    with office.parts.database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM account_devices")).scalar() == 50
