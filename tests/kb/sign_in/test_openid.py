"""Single sign-on against a real provider over real HTTP: who comes in, as what, and which answers are not believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEvent
from kb.core.roles import AT_THE_COMMAND_LINE, Role, read_rules
from kb.core.settings import Settings
from tests import openid_provider
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.signing_in import Browser, Office

pytestmark = pytest.mark.slow  # a provider, and whole pages

BASE_URL = "http://localhost"
ROLES = "groups:kb-admins=admin,groups:editors=editor,groups:support=staff,email:boss@example.com=admin"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with openid_provider.running(f"{BASE_URL}/login/sso/callback") as found:
        found.person = {
            "sub": "ann",
            "name": "Ann",
            "email": "ann@example.com",
            "email_verified": True,
            "groups": ["support", "everybody"],
        }
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock, provider: Provider) -> Iterator[Office]:
    """A site that lets people in by ``provider``; nobody has an account yet."""
    collection.write("en/orders/refund.md", title="Refund")
    settings = Settings(
        articles_dir=collection.root,
        data_dir=tmp_path / "data",
        base_url=BASE_URL,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        sign_in_roles=read_rules(ROLES),
    )
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def there(browser: Browser, place: str = "/account") -> str:
    """Go to the provider, sign in there, and get the address that it sends one back to."""
    away = browser.get("/login/sso", query_string={"next": place})
    assert away.status_code == 302, away.text
    back = httpx2.get(str(away.location)).headers["Location"]
    assert back.startswith(f"{BASE_URL}/login/sso/callback?")
    return str(back.removeprefix(BASE_URL))


def sign_in(browser: Browser, place: str = "/account") -> TestResponse:
    """There and back again."""
    return browser.get(there(browser, place))


def refusal(response: TestResponse) -> tuple[int, str]:
    return response.status_code, " ".join(Page(response).texts("//*[@role='alert'][not(@hidden)]"))


def role_of(office: Office, email: str = "ann@example.com") -> Role:
    return office.accounts.get(email).role


UNTRUE = (400, "Single sign-on did not work. Try again.")
ITS_OWNER_IS_ANOTHER = (
    "There is an account with your e-mail address here already, and it cannot be made yours by single sign-on. "
    "Ask an administrator."
)
TAKEN = (403, ITS_OWNER_IS_ANOTHER)
NO_ACCESS = (403, "Your account there has no access here. Ask an administrator.")


class TestComingIn:
    def test_who_is_known_there_comes_in_with_the_role_of_their_group(
        self, office: Office, provider: Provider, clock: Clock
    ) -> None:
        browser = office.browser()
        response = sign_in(browser, "/account?a=b")
        assert (response.status_code, response.location) == (303, "/account?a=b")
        ann = office.accounts.get("ann@example.com")
        assert (ann.name, ann.role, ann.password_hash) == ("Ann", Role.STAFF, None)
        assert ann.signed_in_at == clock.now.replace(tzinfo=None)
        page = Page(browser.get("/account"))
        assert "ann@example.com" in page.text
        assert page.texts("//input[@type='password']") == []
        newest, made = office.accounts.log(10)
        assert (newest.event, newest.about, newest.details) == (AuditEvent.SIGNED_IN, ann.email, {"how": "oidc"})
        assert (made.event, made.name, made.about) == (AuditEvent.ACCOUNT_ADDED, "single sign-on", ann.email)

    def test_the_session_is_one_like_any_other_and_can_be_ended(self, office: Office) -> None:
        browser = office.browser()
        sign_in(browser)
        assert browser.is_signed_in()
        office.accounts.sign_out_everywhere(office.accounts.get("ann@example.com").person)
        assert not browser.is_signed_in()

    def test_what_was_in_the_browser_before_is_gone(self, office: Office) -> None:
        browser = office.browser()
        back = there(browser)
        with browser.client.session_transaction() as session:
            session["planted"] = "by somebody else"
        browser.get(back)
        with browser.client.session_transaction() as session:
            assert set(session) & {"planted", "sso_next"} == set()
            assert not any(key.startswith("_state_sso_") for key in session)

    def test_the_question_carries_state_nonce_and_a_challenge_and_no_secret(self, office: Office) -> None:
        away = str(office.browser().get("/login/sso").location)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == f"{BASE_URL}/login/sso/callback"
        assert all(len(asked[name]) >= 20 for name in ("state", "nonce", "code_challenge"))
        assert CLIENT_SECRET not in away
        again = parse_qs(urlsplit(str(office.browser().get("/login/sso").location)).query)
        assert all([asked[name]] != again[name] for name in ("state", "nonce", "code_challenge"))

    @pytest.mark.parametrize(
        "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "", f"/desk?q={'x' * 5000}"]
    )
    def test_the_way_on_stays_on_this_site(self, office: Office, place: str) -> None:
        assert sign_in(office.browser(), place).location == "/"

    def test_the_button_is_named_by_the_setting_and_keeps_where_one_wanted_to_go(self, office: Office) -> None:
        page = Page(office.browser().get("/login?next=/desk"))
        assert page.texts("//a[@class='button']") == ["Sign in with single sign-on"]
        assert page.texts("//a[@class='button']/@href") == ["/login/sso?next=/desk"]

    def test_the_provider_is_looked_up_once_an_hour(self, office: Office, provider: Provider, clock: Clock) -> None:
        browser = office.browser()
        for expected, minutes in ((1, 59), (1, 2), (2, 0)):
            browser.get("/login/sso")
            assert provider.discoveries == expected
            clock.later(minutes=minutes)

    def test_ten_tries_that_were_given_up_leave_one_question_in_the_cookie(self, office: Office) -> None:
        browser = office.browser()
        for _ in range(10):
            browser.get("/login/sso")
        with browser.client.session_transaction() as session:
            assert sum(key.startswith("_state_sso_") for key in session) == 1


class TestRoles:
    def test_the_highest_role_wins(self, office: Office, provider: Provider) -> None:
        provider.person["groups"] = ["support", "kb-admins", "editors"]
        sign_in(office.browser())
        assert role_of(office) == Role.ADMIN

    @pytest.mark.parametrize("groups", [[], ["everybody"], "supporters", None, [["support"]], {"support": True}])
    def test_without_a_mapped_group_nobody_comes_in(self, office: Office, provider: Provider, groups: Any) -> None:
        provider.person["groups"] = groups
        browser = office.browser()
        assert refusal(sign_in(browser)) == NO_ACCESS
        assert not browser.is_signed_in()
        assert office.accounts.everyone() == []
        assert office.events() == [(AuditEvent.SIGN_IN_FAILED, "ann@example.com")]

    def test_a_claim_that_is_no_list_counts_as_one_value(self, office: Office, provider: Provider) -> None:
        provider.person["groups"] = "support"
        assert sign_in(office.browser()).status_code == 303

    def test_claims_that_only_the_userinfo_address_tells_count(self, office: Office, provider: Provider) -> None:
        provider.by_userinfo = {"email", "email_verified", "groups", "name"}
        assert sign_in(office.browser()).status_code == 303
        assert role_of(office) == Role.STAFF

    def test_the_userinfo_of_somebody_else_does_not_count(self, office: Office, provider: Provider) -> None:
        provider.by_userinfo = {"email", "groups"}
        provider.userinfo_of = "boss"
        assert refusal(sign_in(office.browser())) == UNTRUE

    def test_a_rule_on_an_address_asks_for_one_that_is_verified(self, office: Office, provider: Provider) -> None:
        provider.person |= {"email": "boss@example.com", "email_verified": False, "groups": []}
        assert refusal(sign_in(office.browser())) == NO_ACCESS
        provider.person["email_verified"] = True
        assert sign_in(office.browser()).status_code == 303
        assert role_of(office, "boss@example.com") == Role.ADMIN

    def test_the_role_follows_the_group_at_the_next_entry_and_ends_other_sessions(
        self, office: Office, provider: Provider
    ) -> None:
        office.hire(Role.ADMIN)
        before, after = office.browser(), office.browser()
        sign_in(before)
        provider.person["groups"] = ["editors"]
        sign_in(after)
        assert role_of(office) == Role.EDITOR
        assert (before.is_signed_in(), after.is_signed_in()) == (False, True)
        changed = next(entry for entry in office.accounts.log(10) if entry.event == AuditEvent.ROLE_CHANGED)
        assert (changed.name, changed.about) == ("single sign-on", "ann@example.com")
        assert changed.details == {"before": "staff", "after": "editor"}

    def test_who_lost_all_groups_is_signed_out_at_the_next_try(self, office: Office, provider: Provider) -> None:
        browser = office.browser()
        sign_in(browser)
        provider.person["groups"] = []
        assert refusal(sign_in(office.browser())) == NO_ACCESS
        assert not browser.is_signed_in()

    def test_the_last_administrator_stays_one(
        self, office: Office, provider: Provider, caplog: pytest.LogCaptureFixture
    ) -> None:
        provider.person["groups"] = ["kb-admins"]
        sign_in(office.browser())
        provider.person["groups"] = ["support"]
        assert sign_in(office.browser()).status_code == 303
        assert role_of(office) == Role.ADMIN
        assert "ann@example.com is the last administrator" in caplog.text
        office.hire(Role.ADMIN)
        sign_in(office.browser())
        assert role_of(office) == Role.STAFF

    def test_a_disabled_account_stays_out(self, office: Office) -> None:
        office.hire(Role.ADMIN)
        sign_in(office.browser())
        office.accounts.disable(AT_THE_COMMAND_LINE, "ann@example.com")
        told = refusal(sign_in(office.browser()))
        assert told == (403, "Your account is disabled. Ask an administrator.")


class TestWhoseAccount:
    def test_a_verified_address_leads_to_the_account_that_is_there(self, office: Office, provider: Provider) -> None:
        office.hire(Role.STAFF, "ann@example.com")
        provider.person["email"] = "Ann@Example.com"
        sign_in(office.browser())
        assert [account.email for account in office.accounts.everyone()] == ["ann@example.com"]
        assert office.browser().sign_in("ann@example.com").status_code == 303

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_an_unverified_address_takes_over_no_account(
        self, office: Office, provider: Provider, verified: Any
    ) -> None:
        office.hire(Role.ADMIN, "ann@example.com")
        provider.person["email_verified"] = verified
        browser = office.browser()
        assert refusal(sign_in(browser)) == TAKEN
        assert not browser.is_signed_in()
        assert role_of(office) == Role.ADMIN

    def test_an_unverified_address_of_nobody_makes_an_account(self, office: Office, provider: Provider) -> None:
        del provider.person["email_verified"]
        assert sign_in(office.browser()).status_code == 303
        assert sign_in(office.browser()).status_code == 303
        assert len(office.accounts.everyone()) == 1

    def test_an_account_made_under_a_strangers_address_is_not_shared_with_the_stranger(
        self, office: Office, provider: Provider
    ) -> None:
        provider.person |= {"sub": "mallory", "email_verified": False}
        sign_in(office.browser())
        provider.person |= {"sub": "ann", "email_verified": True, "groups": ["kb-admins"]}
        assert refusal(sign_in(office.browser())) == TAKEN
        assert role_of(office) == Role.STAFF

    def test_a_new_address_of_the_same_person_leads_to_the_same_account(
        self, office: Office, provider: Provider
    ) -> None:
        sign_in(office.browser())
        provider.person |= {"email": "ann@elsewhere.example"}
        assert sign_in(office.browser()).status_code == 303
        assert [account.email for account in office.accounts.everyone()] == ["ann@example.com"]

    @pytest.mark.parametrize("email", ["", None, "no address", "a\0b@example.com", "x" * 321 + "@example.com", 7])
    def test_without_an_address_that_is_one_nobody_comes_in(
        self, office: Office, provider: Provider, email: Any
    ) -> None:
        provider.person["email"] = email
        told = refusal(sign_in(office.browser()))
        assert told == (403, "Single sign-on did not tell us your e-mail address. Ask an administrator.")


class TestAnswersThatAreNotBelieved:
    def assert_refused(self, office: Office, browser: Browser, response: TestResponse) -> None:
        assert refusal(response) == UNTRUE
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not browser.is_signed_in()
        assert office.accounts.everyone() == []

    @pytest.mark.parametrize(
        "lies",
        [
            {"iss": "https://evil.example"},
            {"iss": None},
            {"aud": ["another-site"]},
            {"aud": "another-site", "azp": CLIENT_ID},
            {"nonce": "of another try"},
            {"nonce": None},
            {"exp": 1},
            {"exp": 1_700_000_000},
            {"exp": None},
            {"sub": ""},
            {"sub": "a\nb"},
            {"sub": "x" * 301},
            {"sub": None},
        ],
        ids=str,
    )
    def test_an_id_token_that_says_something_wrong(
        self, office: Office, provider: Provider, lies: dict[str, Any]
    ) -> None:
        provider.lies = lies
        browser = office.browser()
        self.assert_refused(office, browser, sign_in(browser))

    def test_a_signature_by_another_key(self, office: Office, provider: Provider) -> None:
        provider.key = 1
        browser = office.browser()
        self.assert_refused(office, browser, sign_in(browser))

    def test_a_state_of_another_browser(self, office: Office) -> None:
        browser = office.browser()
        self.assert_refused(office, browser, browser.get(there(office.browser())))

    def test_a_state_nobody_asked_with(self, office: Office) -> None:
        browser = office.browser()
        back = there(browser).partition("&state=")[0]
        for address in (f"{back}&state=forged", back, "/login/sso/callback"):
            self.assert_refused(office, browser, browser.get(address))

    def test_an_answer_that_was_used_already(self, office: Office) -> None:
        office.hire(Role.ADMIN)
        browser = office.browser()
        back = there(browser)
        assert browser.get(back).status_code == 303
        assert refusal(browser.get(back)) == UNTRUE

    def test_a_code_of_another_browser_lacks_its_verifier(self, office: Office) -> None:
        browser = office.browser()
        stolen = parse_qs(urlsplit(there(office.browser())).query)["code"][0]
        own = there(browser).rpartition("&state=")[2]
        self.assert_refused(office, browser, browser.get(f"/login/sso/callback?code={stolen}&state={own}"))

    def test_an_error_of_the_provider(self, office: Office) -> None:
        browser = office.browser()
        response = browser.get("/login/sso/callback?error=access_denied&error_description=<b>no</b>%0Aforged line")
        self.assert_refused(office, browser, response)
        assert "<b>no" not in response.text

    @pytest.mark.parametrize(("key", "value"), [("called", "https://evil.example"), ("algorithms", ["none", "HS256"])])
    def test_a_provider_that_is_another_or_signs_by_no_public_key(
        self, office: Office, provider: Provider, key: str, value: Any
    ) -> None:
        setattr(provider, key, value)
        browser = office.browser()
        self.assert_refused(office, browser, browser.get("/login/sso"))


class TestTrouble:
    @pytest.fixture
    def far_office(self, collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Office]:
        """A site whose provider is away."""
        with openid_provider.running("") as gone:
            issuer = gone.issuer
        settings = Settings(
            articles_dir=collection.root,
            data_dir=tmp_path / "data",
            base_url=BASE_URL,
            oidc_issuer=issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            oidc_name="Example Corp",
            sign_in_roles=read_rules(ROLES),
        )
        app = open_site(settings, models=[], clock=clock)
        yield Office(app, clock)
        app.extensions["kb"].close()

    def test_where_the_provider_is_away_a_page_says_so_and_passwords_go_on(
        self, far_office: Office, caplog: pytest.LogCaptureFixture
    ) -> None:
        far_office.hire(Role.STAFF)
        browser = far_office.browser()
        status, told = refusal(response := browser.get("/login/sso?next=/desk"))
        assert (status, told.partition(".")[0]) == (503, "Single sign-on cannot be reached at the moment")
        page = Page(response)
        assert page.texts("//a[@class='button']") == ["Sign in with Example Corp"]
        assert page.texts("//input[@name='next']/@value") == ["/desk"]
        assert browser.sign_in("staff@example.com").status_code == 303
        assert "cannot be reached" in caplog.text
        assert CLIENT_SECRET not in caplog.text

    def test_a_provider_that_is_ill_is_left_in_peace_for_a_while(
        self, office: Office, provider: Provider, clock: Clock
    ) -> None:
        browser = office.browser()
        provider.is_ill = True
        assert [browser.get("/login/sso").status_code for _ in range(3)] == [503, 503, 503]
        assert provider.discoveries == 1
        provider.is_ill = False
        clock.later(seconds=21)
        assert sign_in(browser).status_code == 303
        assert provider.discoveries == 2

    def test_without_the_settings_there_are_no_such_pages(self, collection: Collection, tmp_path: Path) -> None:
        app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[])
        client = app.test_client()
        assert [client.get(path).status_code for path in ("/login/sso", "/login/sso/callback")] == [404, 404]
        assert "/login/sso" not in client.get("/login").text
        app.extensions["kb"].close()

    def test_the_database_keeps_issuer_and_subject_only(self, office: Office, provider: Provider) -> None:
        sign_in(office.browser())
        with office.parts.database.connect() as connection:
            rows = connection.execute(text("SELECT issuer, subject FROM account_identities")).all()
        assert [tuple(row) for row in rows] == [(provider.issuer, "ann")]
