"""Limits, votes, counters and roles behind a real nginx with the printed configuration, and the real server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from search.widget.pages import REPORTS_OF_ONE
from tests.conftest import Collection
from tests.nginx import HOST, Nginx, printed
from tests.servers import Server, free_port
from tests.signing_in import PASSWORD
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

ANN, BOB = "203.0.113.5", "203.0.113.6"
CERTIFICATE = "ssl_certificate /etc/ssl/help.example.com.pem; ssl_certificate_key /etc/ssl/help.example.com.key;"
FORGED = {"X-Forwarded-User": "mallory", "X-Forwarded-Email": "boss@example.com", "X-Forwarded-Groups": "admins"}
INVENTED = [
    {"X-Forwarded-For": "{}"},
    {"X-Forwarded-For": "{}, 127.0.0.1"},
    {"Forwarded": "for={}"},
    {"X-Real-IP": "{}", "X-Forwarded-For": "{}", "X_Forwarded_For": "{}", "Client-IP": "{}"},
]


@dataclass
class Site:
    """``kb serve`` and nginx before it."""

    server: Server
    nginx: Nginx
    data: Path

    def visitor(self, address: str) -> Visitor:
        return Visitor(self.nginx.port, address)

    def column(self, query: str) -> list[object]:
        with closing(sqlite3.connect(self.data / "kb.sqlite")) as database:
            return [row[0] for row in database.execute(query)]


def running(folder: Path, printed_text: str = "", **settings: str) -> Iterator[Site]:
    Collection(folder / "articles").write("en/first.md", "The very first article.", title="First")
    settings = {"KB_BASE_URL": f"https://{HOST}", **settings}
    server = Server(folder / "articles", folder / "data", free_port(), settings)
    nginx = None
    try:
        server.wait_until("/healthz", "ok")
        server.run("user", "add", "boss@example.com", "--role", "admin", "--password-stdin", given=PASSWORD)
        nginx = Nginx(folder / "nginx", server.port, printed_text=printed_text)
        yield Site(server, nginx, folder / "data")
        assert "Traceback" not in server.said
    finally:
        server.stop()
        if nginx:
            nginx.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Shared: the tests come from addresses of their own."""
    yield from running(tmp_path_factory.mktemp("site"))


def vote(visitor: Visitor, headers: dict[str, str] | None = None) -> int:
    fields = {"language": "en", "key": "first", "helpful": "yes"}
    return visitor.post("/feedback", fields, {"Sec-Fetch-Site": "same-origin", **(headers or {})}).status


def invented(number: int) -> dict[str, str]:
    """What a client may write to pretend to be another one each time."""
    return {name: value.format(f"192.0.2.{number}") for name, value in INVENTED[number % len(INVENTED)].items()}


def test_one_address_that_tries_many_accounts_waits_and_another_does_not_whatever_it_invents(site: Site) -> None:
    answers = [
        site.visitor(ANN).sign_in(f"n{number}@example.com", "wrong", headers=invented(number)).status
        for number in range(24)
    ]
    assert answers == [400] * 20 + [429] * 4
    assert site.visitor(ANN).sign_in("boss@example.com", PASSWORD).status == 429
    assert site.visitor(BOB).sign_in("boss@example.com", PASSWORD).status == 303


def test_one_household_of_version_6_counts_once(site: Site) -> None:
    answers = [
        site.visitor(f"2001:db8:0:1::{number:x}").sign_in(f"n{number}@example.com", "wrong").status
        for number in range(1, 22)
    ]
    assert answers == [400] * 20 + [429]
    assert site.visitor("2001:db8:0:2::1").sign_in("boss@example.com", PASSWORD).status == 303


def test_one_reader_has_one_vote_whatever_it_invents_and_another_reader_has_another(site: Site) -> None:
    assert {vote(site.visitor(ANN), invented(number)) for number in range(10)} == {303}
    assert len(site.column("SELECT id FROM feedback_votes")) == 1
    assert vote(site.visitor(BOB)) == 303
    assert len(site.column("SELECT id FROM feedback_votes")) == 2


def test_the_widget_s_reports_are_counted_for_each_client(site: Site) -> None:
    def reports(address: str) -> list[int]:
        visitor = site.visitor(address)
        return [visitor.post("/api/v1/deflection", {"no": "report"}).status for _ in range(2 * REPORTS_OF_ONE + 2)]

    assert 429 in reports(ANN), "one minute may have ended in between, but not two"
    assert site.visitor(BOB).post("/api/v1/deflection", {"no": "report"}).status == 400


def test_roles_cannot_be_forged_through_nginx(site: Site) -> None:
    """Without KB_TRUSTED_PROXY nobody is named by a header, trusted for the address or not."""
    for headers in (FORGED, {**FORGED, "X-Forwarded-For": "127.0.0.1"}, {**FORGED, "Host": "127.0.0.1"}):
        for path in ("/account", "/desk", "/review", "/insights"):
            assert site.visitor(ANN).get(path, headers).status != 200
    assert site.column("SELECT count(*) FROM accounts") == [1]


def test_before_the_first_account_nobody_behind_a_bare_proxy_is_at_the_machine(tmp_path: Path) -> None:
    """No header tells of this proxy: each request looks like one of somebody who sits here."""
    Collection(tmp_path / "articles").write("en/first.md", "The very first article.", title="First")
    server = Server(tmp_path / "articles", tmp_path / "data", free_port())
    text = f"server {{ listen 443 ssl; {CERTIFICATE} location / {{ proxy_pass http://127.0.0.1:8000; }} }}"
    nginx = None
    try:
        server.wait_until("/healthz", "ok")
        nginx = Nginx(tmp_path / "nginx", server.port, printed_text=text)
        for path in ("/review", "/desk", "/insights", "/links", "/review/articles/en/first"):
            assert Visitor(nginx.port, ANN).get(path).status == 302
        assert Visitor(nginx.port, ANN).get("/api/v1/review").status == 401
        assert Visitor(nginx.port, ANN).post("/desk", {"message": "kettle"}).status in (400, 403)
    finally:
        server.stop()
        if nginx:
            nginx.stop()


class TestAProxyThatSignsPeopleIn:
    """nginx is one here, by lines added to the printed ones: it lets everybody through and says who Ann is."""

    @pytest.fixture
    def site(self, tmp_path: Path) -> Iterator[Site]:
        cleared = "".join(f'proxy_set_header X-Forwarded-{name} "";' for name in ("User", "Email", "Groups"))
        text = printed("Behind nginx").replace("proxy_set_header Host", cleared + " proxy_set_header Host")
        settings = {"KB_TRUSTED_PROXY": "127.0.0.1", "KB_SIGN_IN_ROLES": "groups:admins=admin"}
        yield from running(tmp_path, text, **settings)

    def test_keeps_a_client_from_naming_itself_however_the_header_is_written(self, site: Site) -> None:
        spelled = {name.replace("-", "_"): value for name, value in FORGED.items()}
        for headers in (FORGED, spelled, {name.upper(): value for name, value in FORGED.items()}):
            assert site.visitor(ANN).get("/desk", headers).status == 302
        assert (
            Visitor(site.server.port, site=f"https://{HOST}".replace("https", "http")).get("/desk", FORGED).status
            == 200
        )


class TestAProxyThatIsNotThere:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Iterator[Site]:
        settings = {"KB_TRUSTED_PROXY": "192.0.2.99", "KB_SIGN_IN_ROLES": "groups:admins=admin"}
        yield from running(tmp_path, **settings)

    def test_cannot_be_played_by_a_client(self, site: Site) -> None:
        pretending = {**FORGED, "X-Forwarded-For": "192.0.2.99", "Forwarded": "for=192.0.2.99"}
        assert site.visitor(ANN).get("/desk", pretending).status == 302
        assert site.visitor("192.0.2.99").get("/desk", FORGED).status == 302, "the other end is nginx, not that address"


class TestALoadBalancerBeforeNginx:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Iterator[Site]:
        text = printed("Behind nginx").replace("$remote_addr", "$proxy_add_x_forwarded_for")
        yield from running(tmp_path, text, KB_TRUSTED_NETWORKS="198.51.100.0/24")

    def test_is_read_past_where_it_is_named(self, site: Site) -> None:
        def attempt(number: int, told: str, balancer: str = "198.51.100.7") -> int:
            headers = {"X-Forwarded-For": told}
            return site.visitor(balancer).sign_in(f"n{number}@example.com", "wrong", headers=headers).status

        assert [attempt(number, f"192.0.2.{number}, {ANN}") for number in range(20)] == [400] * 20
        assert attempt(20, f"{BOB}, {ANN}", "198.51.100.8") == 429
        assert attempt(21, f"{ANN}, {BOB}") == 400
        assert attempt(22, ANN, BOB) == 400, "who is no balancer is asked by its own address"
