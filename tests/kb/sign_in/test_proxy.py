"""People whom a proxy in front has signed in: by its headers, from its address, and by nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEvent
from kb.core.networks import is_in
from kb.core.roles import AT_THE_COMMAND_LINE, Role, RoleRule, read_rules, role_of
from kb.core.settings import Settings
from kb.sign_in.proxy import identity_of
from kb.web.client import client_address
from tests.clock import Clock
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page
from tests.signing_in import Office, form_token

PROXY, STRANGER = "10.0.0.5", "203.0.113.5"
NETWORKS = (ip_network("127.0.0.1"), ip_network("10.0.0.0/24"))
RULES = read_rules("groups:kb-admins=admin,groups:support=staff,groups:مدیران=editor")
ANN = {"X-Forwarded-User": "ann", "X-Forwarded-Email": "ann@example.com", "X-Forwarded-Groups": "everybody, support"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(collection: Collection, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """A site behind a proxy that signs people in; nobody has an account yet."""
    collection.write("en/orders/refund.md", title="Refund")
    collection.write("en/orders/secret-refund.md", "Whisper.", title="Secret refund", audience="internal")
    settings = Settings(
        articles_dir=collection.root, data_dir=tmp_path / "data", trusted_proxy=NETWORKS, sign_in_roles=RULES
    )
    app = open_site(settings, models=[], clock=clock)
    yield Office(app, clock)
    app.extensions["kb"].close()


def ask(office: Office, path: str = "/account", address: str = PROXY, **changed: str | None) -> TestResponse:
    """Open ``path`` as Ann, whom the proxy names; ``changed`` are headers (``User``, ``Groups`` …) sent otherwise."""
    names = {f"X-Forwarded-{name}": value for name, value in changed.items()}
    headers = {name: value for name, value in {**ANN, **names}.items() if value is not None}
    return office.browser().get(path, headers=headers, environ_base={"REMOTE_ADDR": address})


def is_let_in(response: TestResponse) -> bool:
    return response.status_code == 200 and "ann@example.com" in response.text


class TestWhoIsNamed:
    @pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::ffff:10.0.0.1"])
    def test_the_addresses_that_are_set_are_trusted(self, address: str) -> None:
        assert is_in(address, NETWORKS)

    @pytest.mark.parametrize("address", ["10.0.1.1", "::1", "::a00:1", "", None, "unix", "127.0.0.1, 10.0.0.1"])
    def test_no_other_is(self, address: str | None) -> None:
        assert not is_in(address, NETWORKS)
        assert not is_in(address, ())

    def test_the_name_the_address_and_the_groups_are_taken_from_the_headers(self) -> None:
        ann = identity_of(Headers(ANN), RULES)
        assert ann is not None
        assert (ann.issuer, ann.subject, ann.email, ann.email_verified) == ("proxy", "ann", "ann@example.com", True)
        assert ann.role == Role.STAFF

    def test_a_name_that_is_an_address_is_enough(self) -> None:
        named = identity_of(Headers({"X-Forwarded-User": "ann@example.com"}), RULES)
        assert named is not None
        assert (named.email, named.role) == ("ann@example.com", None)

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"X-Forwarded-Email": "ann@example.com", "X-Forwarded-Groups": "support"},
            {"X-Forwarded-User": " "},
            {"X-Forwarded-User": "mallory,ann"},
            {"X-Forwarded-User": "ann", "X-Forwarded-Email": "boss@example.com, ann@example.com"},
            {"X-Forwarded-User": "x" * 301},
        ],
        ids=str,
    )
    def test_without_a_name_or_with_two_nobody_is_named(self, headers: dict[str, str]) -> None:
        assert identity_of(Headers(headers), RULES) is None

    def test_groups_of_every_script_are_read(self) -> None:
        sent = "support,مدیران".encode().decode("latin-1")  # as WSGI hands it over
        named = identity_of(Headers({**ANN, "X-Forwarded-Groups": sent}), RULES)
        assert named is not None
        assert named.role == Role.EDITOR


class TestRules:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("groups:support=staff", RoleRule("groups", "support", Role.STAFF)),
            (" groups : role:admin = staff ".replace(" = ", "="), RoleRule("groups", "role:admin", Role.STAFF)),
            ("iss:https://login.example.com=editor", RoleRule("iss", "https://login.example.com", Role.EDITOR)),
            ("https://example.com/groups:kb=admin", RoleRule("https://example.com/groups", "kb", Role.ADMIN)),
            ("groups:CN=kb=admin", RoleRule("groups", "CN=kb", Role.ADMIN)),
        ],
    )
    def test_a_rule_is_a_claim_a_value_and_a_role(self, written: str, expected: RoleRule) -> None:
        assert read_rules(f"{written},") == (expected,)

    @pytest.mark.parametrize(
        "written", ["", ",", "support=staff", "groups:support", "groups:=staff", ":a=staff", "a:b=reader"]
    )
    def test_anything_else_is_refused(self, written: str) -> None:
        with pytest.raises(ValueError):
            read_rules(written)

    @pytest.mark.parametrize(
        ("claims", "role"),
        [
            ({"groups": ["support", "kb-admins"]}, Role.ADMIN),
            ({"groups": "support"}, Role.STAFF),
            ({"groups": "support kb-admins"}, None),
            ({"groups": ["Support"]}, None),
            ({"groups": {"support": 1}}, None),
            ({"groups": [None, 1, ["support"]]}, None),
            ({"roles": ["support"]}, None),
            ({}, None),
        ],
        ids=str,
    )
    def test_a_value_counts_whole_and_the_highest_role_wins(self, claims: dict[str, Any], role: Role | None) -> None:
        assert role_of(RULES, claims) == role


@pytest.mark.slow
class TestRequests:
    def test_who_is_named_by_the_proxy_is_let_in_and_gets_an_account(self, office: Office, clock: Clock) -> None:
        page = Page(ask(office))
        assert is_let_in(page.response)
        assert page.response.headers["Cache-Control"] == "private, no-store"
        assert page.texts("//input[@type='password']") == []
        assert "Sign out there." in page.text
        (ann,) = office.accounts.everyone()
        assert (ann.name, ann.role, ann.password_hash) == ("ann@example.com", Role.STAFF, None)
        assert ann.signed_in_at == clock.now.replace(tzinfo=None)
        assert office.events() == [(AuditEvent.ACCOUNT_ADDED, ann.email), (AuditEvent.SIGNED_IN, ann.email)]
        assert office.accounts.log(1)[0].details == {"how": "proxy"}

    @pytest.mark.parametrize("address", [STRANGER, "10.0.1.5", "::1"])
    def test_the_headers_of_anybody_else_count_for_nothing(self, office: Office, address: str) -> None:
        office.hire(Role.ADMIN, "ann@example.com")
        assert ask(office, address=address).location == "/login?next=/account"
        forwarded = ask(office, address=address, For=PROXY)
        assert forwarded.location == "/login?next=/account"

    def test_without_the_setting_they_count_for_nothing_on_this_machine_either(
        self, collection: Collection, tmp_path: Path, clock: Clock
    ) -> None:
        app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
        office = Office(app, clock)
        office.hire(Role.ADMIN, "ann@example.com")
        assert ask(office, address="127.0.0.1").location == "/login?next=/account"
        app.extensions["kb"].close()

    def test_without_accounts_a_name_in_a_request_opens_nothing(
        self, collection: Collection, tmp_path: Path, clock: Clock
    ) -> None:
        collection.write("en/a.md", title="A")
        app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[], clock=clock)
        assert ask(Office(app, clock), "/review", "127.0.0.1").status_code == 302
        app.extensions["kb"].close()

    @pytest.mark.parametrize("changed", [{"User": None}, {"Groups": "everybody"}, {"Groups": None}, {"User": "x,ann"}])
    def test_without_a_name_or_a_role_one_is_a_reader(self, office: Office, changed: dict[str, str | None]) -> None:
        office.hire(Role.ADMIN)
        assert ask(office, **changed).location == "/login?next=/account"
        assert ask(office, "/en/articles/orders/refund", **changed).status_code == 200
        assert ask(office, "/en/articles/orders/secret-refund", **changed).status_code == 404

    def test_a_request_in_which_nothing_changed_writes_nothing(self, office: Office, clock: Clock) -> None:
        ask(office)
        clock.later(hours=11)
        written: list[str] = []

        @event.listens_for(office.parts.database, "before_cursor_execute")
        def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if not statement.lstrip().upper().startswith("SELECT"):
                written.append(statement)

        assert is_let_in(ask(office))
        assert written == []

    def test_who_was_away_for_half_a_day_is_noted_again(self, office: Office, clock: Clock) -> None:
        ask(office)
        clock.later(hours=13)
        ask(office)
        ask(office)
        assert [name for name, _ in office.events()] == [
            AuditEvent.ACCOUNT_ADDED,
            AuditEvent.SIGNED_IN,
            AuditEvent.SIGNED_IN,
        ]

    def test_the_role_follows_the_groups_at_once(self, office: Office) -> None:
        office.hire(Role.ADMIN)
        assert ask(office, "/review").status_code == 403
        ask(office, Groups="kb-admins")
        assert office.accounts.get("ann@example.com").role == Role.ADMIN
        assert ask(office, "/review").status_code == 403
        assert office.accounts.get("ann@example.com").role == Role.STAFF

    def test_the_last_administrator_stays_one(self, office: Office, caplog: pytest.LogCaptureFixture) -> None:
        ask(office, Groups="kb-admins")
        assert is_let_in(ask(office))
        assert is_let_in(ask(office))
        assert office.accounts.get("ann@example.com").role == Role.ADMIN
        assert caplog.text.count("is the last administrator") == 1

    def test_a_disabled_account_stays_out(self, office: Office) -> None:
        office.hire(Role.ADMIN)
        ask(office)
        office.accounts.disable(AT_THE_COMMAND_LINE, "ann@example.com")
        assert ask(office).location == "/login?next=/account"

    def test_an_account_that_is_there_already_becomes_theirs_and_only_theirs(self, office: Office) -> None:
        known = office.hire(Role.STAFF, "ann@example.com")
        assert is_let_in(ask(office))
        assert [account.id for account in office.accounts.everyone()] == [known.id]
        assert ask(office, User="mallory").location == "/login?next=/account"

    def test_a_form_needs_its_token_all_the_same(self, office: Office) -> None:
        browser = office.browser()
        options: dict[str, Any] = {"headers": ANN, "environ_base": {"REMOTE_ADDR": PROXY}}
        form = {"name": "test", "scope": "search", "days": "30"}
        assert browser.client.post("/account/tokens", data=form, **options).status_code == 400
        form["csrf_token"] = form_token(browser.get("/account", **options))
        made = browser.client.post("/account/tokens", data=form, **options)
        assert (made.status_code, Page(made).texts("//code")[0][:3]) == (200, "kb_")

    def test_signing_out_leads_to_the_page_that_says_where(self, office: Office) -> None:
        browser = office.browser()
        options: dict[str, Any] = {"headers": ANN, "environ_base": {"REMOTE_ADDR": PROXY}}
        form = {"csrf_token": form_token(browser.get("/account", **options))}
        left = browser.client.post("/logout", data=form, **options)
        assert (left.status_code, left.location) == (303, "/account")
        wrong = {**form, "old": "none there was", "new": "quilt zebra mango 17"}
        assert browser.client.post("/account/password", data=wrong, **options).status_code == 400

    def test_a_password_still_signs_in_through_the_proxy(self, office: Office) -> None:
        office.hire(Role.ADMIN)
        browser = office.browser()
        assert browser.sign_in("admin@example.com", address=PROXY).status_code == 303
        assert browser.is_signed_in()

    def test_the_proxy_is_believed_whom_it_speaks_for(self, office: Office) -> None:
        for direct, expected in ((PROXY, "198.51.100.7"), (STRANGER, STRANGER)):
            with office.site.test_request_context(
                headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.7"}, environ_base={"REMOTE_ADDR": direct}
            ):
                assert client_address(Settings(trusted_proxy=NETWORKS)) == expected
