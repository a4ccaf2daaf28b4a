"""A passkey by the browser's own authenticator: added on one's account, then signed in with, with nothing typed."""

from __future__ import annotations

import pytest

from kb.core.roles import Role
from tests.browser.centre import Centre
from tests.signing_in import PASSWORD

pytestmark = pytest.mark.slow

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_signs_in_alone_and_as_the_second_step(help_centre: Centre) -> None:
    help_centre.office.hire(Role.STAFF, "keys@example.com")
    named = help_centre.address.replace("127.0.0.1", "localhost")  # passkeys are of names
    with help_centre.context("en", base_url=named) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

        def type_password() -> None:
            page.goto("/login?next=/account/second-factor")
            page.locator("[name=email]").fill("keys@example.com")
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main form:not([data-passkey]) button").click()

        def sign_out() -> None:
            page.locator(".staff-bar .sign-out button").click()
            page.locator("main").wait_for()

        type_password()
        page.locator("#passkey-name").fill("This laptop")
        page.locator("form[data-passkey=create] button").click()
        page.locator(".recovery-codes li").nth(9).wait_for()
        page.locator("main a.button").click()
        page.get_by_text("This laptop", exact=True).first.wait_for()
        sign_out()
        page.goto("/login?next=/account/second-factor")
        page.locator("form[data-passkey=get] button").click()
        page.wait_for_url("**/account/second-factor")
        sign_out()
        type_password()
        page.wait_for_url("**/login/code")
        page.locator("form[data-passkey=get] button").click()
        page.wait_for_url("**/account/second-factor")
        assert complaints == []
