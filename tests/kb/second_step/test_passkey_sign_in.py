"""A passkey is the second step or signs in alone; what another site, a copy or a replay sends is not believed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from lxml import html
from werkzeug.test import TestResponse

from kb.accounts.accounts import Account
from kb.accounts.audit_log import AuditEvent
from kb.core.roles import AT_THE_COMMAND_LINE, Role
from kb.factor_services.passkeys import Passkeys
from kb.factors.relying_party import FalsePasskeyError, RelyingParty
from tests.kb.second_step.conftest import PAGE, STEP, factors_of, text_of
from tests.security_key import SecurityKey
from tests.signing_in import PASSWORD, Browser, Office

pytestmark = pytest.mark.slow  # whole pages

KEYS, BY_KEY = f"{PAGE}/passkeys", "/login/passkey"


def add_key(browser: Browser, key: SecurityKey, name: str = "Blue key") -> TestResponse:
    options = browser.post(PAGE, f"{KEYS}/options", {})
    assert options.headers["Cache-Control"] == "private, no-store"
    return browser.post(PAGE, KEYS, {"name": name, "credential": key.create(json.loads(options.text))})


def asked(browser: Browser, page: str = "/login") -> dict[str, object]:
    return dict(json.loads(browser.post(page, f"{BY_KEY}/options", {}).text))


def by_key(browser: Browser, credential: str, page: str = "/login") -> TestResponse:
    return browser.post(page, BY_KEY, {"credential": credential})


@pytest.fixture
def key(office: Office, ann: Account) -> SecurityKey:
    """One that Ann added."""
    made = SecurityKey()
    done = add_key(office.browser(ann), made)
    assert len(text_of(done, "//ul[@class='recovery-codes']//code")) == 10, "it is her first factor"
    return made


def test_a_key_is_the_second_step_and_its_count_is_kept(office: Office, ann: Account, key: SecurityKey) -> None:
    browser = office.browser()
    assert browser.sign_in(ann.email, next="/review?state=all").location == STEP
    key.verifies = False  # holding it is enough after the password
    options = asked(browser, STEP)
    assert [one["id"] for one in options["allowCredentials"]] == [json.loads(key.get(options))["id"]]  # type: ignore[attr-defined]
    done = by_key(browser, key.get(options), STEP)
    assert (done.status_code, done.location) == (303, "/review?state=all")
    assert office.accounts.log(1)[0].details == {"second_factor": "passkey"}
    assert factors_of(office).state(ann.person).passkeys[0].sign_count == 2


def test_a_key_signs_in_alone_where_one_wanted_to_go(office: Office, ann: Account, key: SecurityKey) -> None:
    browser = office.browser()
    browser.get("/login?next=/review?state=all")
    options = asked(browser)
    assert (options["allowCredentials"], options["userVerification"], options["rpId"]) == ([], "required", "localhost")
    done = by_key(browser, key.get(options))
    assert (done.status_code, done.location) == (303, "/review?state=all")
    assert browser.is_signed_in()
    assert office.accounts.log(1)[0].details == {"how": "passkey"}


def test_after_a_refused_key_the_password_leads_where_one_wanted_to_go(
    office: Office, ann: Account, key: SecurityKey
) -> None:
    browser = office.browser()
    browser.get("/login?next=/review?state=all")
    asked(browser)
    refused = html.document_fromstring(by_key(browser, "{}").text)
    assert refused.xpath("//input[@name='next']/@value") == ["/review?state=all"]


def unverified(key: SecurityKey) -> None:
    key.verifies = False


def elsewhere(key: SecurityKey) -> None:
    key.origin = "https://evil.example"


def of_another_port(key: SecurityKey) -> None:
    key.origin = "http://localhost:8080"


def of_another_site(key: SecurityKey) -> None:
    key.name = "evil.example"


def somebody_elses(key: SecurityKey) -> None:
    key.handle = "AAAA"


def unnamed(key: SecurityKey) -> None:
    key.handle = ""


def copied(key: SecurityKey) -> None:
    key.count = 0


@pytest.mark.parametrize(
    "change", [unverified, elsewhere, of_another_port, of_another_site, somebody_elses, unnamed, copied]
)
def test_alone_it_is_believed_only_if_all_of_it_is_right(
    office: Office, ann: Account, key: SecurityKey, change: Callable[[SecurityKey], None]
) -> None:
    first = office.browser()
    assert by_key(first, key.get(asked(first))).status_code == 303
    change(key)
    browser = office.browser()
    refused = by_key(browser, key.get(asked(browser)))
    assert (refused.status_code, browser.is_signed_in()) == (400, False)
    assert "The passkey did not work." in " ".join(text_of(refused, "//*[@role='alert']"))
    assert office.events()[-1] == (AuditEvent.SIGN_IN_FAILED, "unknown account")


def test_a_challenge_is_of_one_browser_for_one_purpose_for_five_minutes_and_once(
    office: Office, ann: Account, key: SecurityKey
) -> None:
    browser, other = office.browser(), office.browser()
    answer = key.get(asked(browser))
    asked(other)
    assert by_key(other, answer).status_code == 400, "it is of another browser"
    with browser.client.session_transaction() as session:
        kept = dict(session)
    assert by_key(browser, answer).status_code == 303
    with other.client.session_transaction() as session:
        session.clear()
        session.update(kept)  # whoever copied the cookie before it was answered
    key_counts_anew = by_key(other, answer)
    assert (key_counts_anew.status_code, other.is_signed_in()) == (400, False)
    late = office.browser()
    answer = key.get(asked(late))
    office.clock.later(minutes=5, seconds=1)
    assert by_key(late, answer).status_code == 400
    half = office.browser()
    answer = key.get(asked(half))
    half.sign_in(ann.email)
    assert by_key(half, answer, STEP).status_code == 400, "it was made for signing in alone"


@pytest.mark.parametrize("credential", ["", "[]", "{", "{}", '{"id": 3, "response": []}', "[" * 9000, "\0"])
def test_what_is_no_answer_at_all_is_refused(office: Office, ann: Account, key: SecurityKey, credential: str) -> None:
    browser = office.browser()
    asked(browser)
    assert by_key(browser, credential).status_code == 400


def test_a_key_is_of_its_account_and_worth_nothing_once_it_is_removed_or_the_account_disabled(
    office: Office, ann: Account, key: SecurityKey
) -> None:
    bob = office.hire(Role.ADMIN, "bob@example.com")
    assert add_key(office.browser(bob), key).status_code == 400, "somebody has it already"
    add_key(office.browser(bob), SecurityKey(), "Bob's")
    half = office.browser()
    half.sign_in(bob.email)
    assert by_key(half, key.get(asked(half, STEP)), STEP).status_code == 400, "it is Ann's"
    office.accounts.disable(AT_THE_COMMAND_LINE, ann.email)
    browser = office.browser()
    assert by_key(browser, key.get(asked(browser))).status_code == 400
    office.accounts.enable(AT_THE_COMMAND_LINE, ann.email)
    own = office.browser(ann)
    [remove] = [path for path in text_of_actions(own) if path.endswith("/remove")]
    assert own.post(PAGE, remove, {"proof": "wrong"}).status_code == 400
    assert own.post(PAGE, remove, {"proof": PASSWORD}).status_code == 303
    assert by_key(browser, key.get(asked(browser))).status_code == 400
    assert office.browser().sign_in(ann.email).location == "/", "it was her only factor"


def text_of_actions(browser: Browser) -> list[str]:
    return [str(form.get("action")) for form in html.document_fromstring(browser.get(PAGE).text).xpath("//form")]


def test_adding_one_needs_a_fresh_sign_in(office: Office, ann: Account) -> None:
    browser = office.browser(ann)
    office.clock.later(minutes=11)
    assert browser.post(PAGE, f"{KEYS}/options", {}).status_code == 403
    assert browser.post(PAGE, KEYS, {"name": "x", "credential": "{}"}).status_code == 403


def test_no_button_for_passkeys_is_shown_where_browsers_give_out_none(
    office: Office, ann: Account, key: SecurityKey
) -> None:
    browser = office.browser()
    for host, buttons in (("http://localhost", 1), ("http://127.0.0.1", 0)):
        shown = html.document_fromstring(browser.get("/login", base_url=host).text)
        assert len(shown.xpath("//form[@data-passkey]")) == buttons
        browser.client.post(
            "/login",
            data={
                "csrf_token": shown.xpath("string(//input[@name='csrf_token']/@value)"),
                "email": ann.email,
                "password": PASSWORD,
            },
            base_url=host,
        )
        step = html.document_fromstring(browser.get(STEP, base_url=host).text)
        assert len(step.xpath("//form[@data-passkey]")) == buttons


def test_whoever_is_half_signed_in_adds_no_key_beside_a_factor(office: Office, ann: Account, key: SecurityKey) -> None:
    browser, second = office.browser(ann), SecurityKey()
    options = json.loads(browser.post(PAGE, f"{KEYS}/options", {}).text)
    passkeys = Passkeys(office.parts.database, office.clock)
    party = RelyingParty("localhost", "", "http://localhost")
    answer = (options["challenge"], options["user"]["id"], "Thief", second.create(options))
    with pytest.raises(FalsePasskeyError, match="has to be shown"):
        passkeys.add(ann.person, party, *answer, only_first=True)
    assert passkeys.add(ann.person, party, *answer) == []
