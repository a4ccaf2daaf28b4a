"""Looking at addresses, on real servers of this machine that stand in for the world outside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from kb.web.outside import addresses_of, is_public
from review.links.visitor import PAUSE, LinkVisitor
from tests.receivers import ENDLESS

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

OUTSIDE, INSIDE = "127.0.0.1", "127.0.0.2"  # only the first may be visited


class Clock:
    """Goes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class Web(ThreadingHTTPServer):
    """A server that answers what its ``pages`` say: by path (with the method in front: for that method only)."""

    daemon_threads = True

    def __init__(self, host: str) -> None:
        super().__init__((host, 0), Page)
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {"/ok": (200, {}, "fine")}
        self.asked: list[str] = []
        self.names: list[str] = []
        self.agents: list[str] = []
        self.secrets: list[str] = []
        self.may_answer = threading.Event()

    def url(self, path: str, name: str = "") -> str:
        return f"http://{name or self.server_address[0]}:{self.server_address[1]}{path}"

    def page(self, path: str, status: int, text: str = "", **headers: str) -> None:
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, text)


class Page(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:  # noqa: N802 - the name http.server asks for
        web = self.server
        web.asked.append(f"{self.command} {self.path}")
        web.names.append(self.headers["Host"])
        web.agents.append(self.headers["User-Agent"])
        web.secrets += self.headers.get_all("Authorization", []) + self.headers.get_all("Cookie", [])
        if self.path == "/hang":
            web.may_answer.wait(30)
        if self.path == "/drop-head" and self.command == "HEAD":
            return
        nothing = (404, dict[str, str](), "")
        status, headers, text = web.pages.get(f"{self.command} {self.path}") or web.pages.get(self.path) or nothing
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(text.encode())

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


def serve(host: str) -> Iterator[Web]:
    web = Web(host)
    thread = threading.Thread(target=web.serve_forever, args=(0.01,))
    thread.start()
    yield web
    web.may_answer.set()
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    """A server outside."""
    yield from serve(OUTSIDE)


@pytest.fixture
def inner() -> Iterator[Web]:
    """A server inside the network."""
    yield from serve(INSIDE)


@pytest.fixture
def clock() -> Clock:
    """The time, as the visitor knows it."""
    return Clock()


def resolve(host: str) -> list[str]:
    """A small world of names."""
    if host == "unknown.example":
        raise OSError(host)
    return {"inside.example": [OUTSIDE, INSIDE], "two.example": ["127.0.0.3", OUTSIDE]}.get(
        host, [OUTSIDE] if host.endswith(".example") else [host]
    )


@pytest.fixture
def visitor(clock: Clock) -> Iterator[LinkVisitor]:
    """A visitor to whom ``OUTSIDE`` and what has nobody listening is the world."""
    allowed = {ip_address(OUTSIDE), ip_address("127.0.0.3")}
    visitor = LinkVisitor(
        "https://help.example.com", clock, clock.sleep, resolve, allowed.__contains__, timeout_seconds=5
    )
    yield visitor
    visitor.close()


class TestAnswers:
    @pytest.mark.parametrize(
        ("status", "state"),
        [
            *((200, "ok"), (204, "ok"), (304, "ok")),
            *((400, "broken"), (404, "broken"), (410, "broken"), (451, "broken")),
            *((401, "refused"), (403, "refused")),
            *((429, "unreachable"), (500, "unreachable"), (503, "unreachable")),
        ],
    )
    def test_the_status_tells_the_state(self, web: Web, visitor: LinkVisitor, status: int, state: str) -> None:
        web.page("/page", status)
        result = visitor.visit(web.url("/page"))
        assert (result.state, result.status, result.url) == (state, status, web.url("/page"))

    def test_a_page_that_is_there_costs_one_head(self, web: Web, visitor: LinkVisitor) -> None:
        assert visitor.visit(web.url("/ok?a=1#part")).state == "broken"
        assert visitor.visit(web.url("/ok#part")).state == "ok"
        assert web.asked == ["GET /robots.txt", "HEAD /ok?a=1", "GET /ok?a=1", "HEAD /ok"]

    @pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
    def test_an_error_on_head_is_believed_only_on_get_too(self, web: Web, visitor: LinkVisitor, status: int) -> None:
        web.page("HEAD /page", status)
        web.page("GET /page", 200)
        assert visitor.visit(web.url("/page")).state == "ok"

    def test_a_server_that_drops_head_is_asked_with_get(self, web: Web, visitor: LinkVisitor) -> None:
        web.page("/drop-head", 200)
        assert visitor.visit(web.url("/drop-head")).state == "ok"

    def test_it_says_who_it_is(self, web: Web, visitor: LinkVisitor) -> None:
        visitor.visit(web.url("/ok"))
        assert set(web.agents) == {"selfservice-kb link check (+https://help.example.com)"}

    def test_the_host_is_asked_by_its_name(self, web: Web, visitor: LinkVisitor) -> None:
        assert visitor.visit(web.url("/ok", "help.example")).state == "ok"
        assert set(web.names) == {f"help.example:{web.server_address[1]}"}

    def test_passwords_and_cookies_are_not_sent(self, web: Web, visitor: LinkVisitor) -> None:
        web.page("/old", 302, Location="/ok", Set_Cookie="session=1; Path=/")
        assert visitor.visit(web.url("/old", "user:secret@help.example")).state == "ok"
        assert web.secrets == []

    @pytest.mark.parametrize(
        "url", ["http://[::1", "http://", "ftp://a.example/x", "http://a.example:99999/", "http://a.example:x/"]
    )
    def test_what_is_no_address_is_broken(self, visitor: LinkVisitor, url: str) -> None:
        assert visitor.visit(url).state == "broken"


class TestNoAnswer:
    @pytest.mark.slow
    def test_a_host_that_hangs_is_unreachable(self, web: Web, clock: Clock) -> None:
        visitor = LinkVisitor("", clock, clock.sleep, resolve, lambda _: True, timeout_seconds=0.2)
        result = visitor.visit(web.url("/hang"))
        visitor.close()
        assert (result.state, result.detail) == ("unreachable", "no answer within 0.2 seconds")

    def test_a_host_where_nobody_listens_is_unreachable(self, web: Web, visitor: LinkVisitor) -> None:
        assert visitor.visit(web.url("/ok", "127.0.0.3")).state == "unreachable"

    def test_the_next_address_of_a_name_is_tried(self, web: Web, visitor: LinkVisitor) -> None:
        assert visitor.visit(web.url("/ok", "two.example")).state == "ok"

    def test_a_name_nobody_knows_is_unreachable(self, visitor: LinkVisitor) -> None:
        result = visitor.visit("http://unknown.example/")
        assert (result.state, result.detail) == ("unreachable", "the name unknown.example is not known")


class TestRedirects:
    @pytest.mark.parametrize(
        ("status", "state"), [(301, "moved"), (308, "moved"), (302, "ok"), (303, "ok"), (307, "ok")]
    )
    def test_only_a_permanent_one_is_a_new_address(
        self, web: Web, visitor: LinkVisitor, status: int, state: str
    ) -> None:
        web.page("/old", status, Location="/ok")
        result = visitor.visit(web.url("/old"))
        assert (result.state, result.detail) == (state, web.url("/ok") if state == "moved" else "")

    def test_the_new_address_is_the_last_permanent_one(self, web: Web, visitor: LinkVisitor) -> None:
        web.page("/a", 301, Location="/b")
        web.page("/b", 308, Location="/c")
        web.page("/c", 302, Location="/d")
        web.page("/d", 301, Location="/ok")
        assert visitor.visit(web.url("/a")).detail == web.url("/c")

    def test_one_that_leads_nowhere_is_broken(self, web: Web, visitor: LinkVisitor) -> None:
        web.page("/old", 301, Location="/gone")
        result = visitor.visit(web.url("/old"))
        assert (result.state, result.status) == ("broken", 404)

    @pytest.mark.parametrize(("hops", "state"), [(5, "ok"), (6, "broken")])
    def test_five_are_followed(self, web: Web, visitor: LinkVisitor, hops: int, state: str) -> None:
        for hop in range(hops):
            web.page(f"/{hop}", 302, Location=f"/{hop + 1}")
        web.page(f"/{hops}", 200)
        assert visitor.visit(web.url("/0")).state == state

    @pytest.mark.parametrize("location", ["http://[::1", "file:///etc/passwd", "http://"])
    def test_one_to_what_is_no_address_is_broken(self, web: Web, visitor: LinkVisitor, location: str) -> None:
        web.page("/old", 302, Location=location)
        assert visitor.visit(web.url("/old")).state == "broken"


class TestInside:
    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
            *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "fec0::1"),
            *("::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "192.0.0.192", "168.63.129.16"),
        ],
    )
    def test_addresses_inside_the_network_are_not_public(self, address: str) -> None:
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
    def test_addresses_of_the_internet_are(self, address: str) -> None:
        assert is_public(ip_address(address))

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]"])
    def test_by_default_this_machine_is_refused_however_it_is_written(self, web: Web, clock: Clock, host: str) -> None:
        visitor = LinkVisitor("", clock, clock.sleep)
        result = visitor.visit(web.url("/ok", host))
        visitor.close()
        assert (result.state, result.detail) == ("refused", "an address inside the network")
        assert web.asked == []

    def test_a_name_with_one_address_inside_is_refused(self, web: Web, visitor: LinkVisitor) -> None:
        assert visitor.visit(web.url("/ok", "inside.example")).state == "refused"
        assert web.asked == []

    @pytest.mark.parametrize("path", ["/old", "/robots.txt"])
    def test_a_redirect_cannot_lead_inside(self, web: Web, inner: Web, visitor: LinkVisitor, path: str) -> None:
        web.page(path, 302, Location=inner.url("/ok"))
        result = visitor.visit(web.url("/old"))
        assert (result.state, result.detail) == ("refused", "an address inside the network")
        assert inner.asked == []

    def test_names_are_resolved_by_the_machine(self) -> None:
        assert {"127.0.0.1", "::1"} & set(addresses_of("localhost"))
        with pytest.raises(OSError):
            addresses_of("name.invalid")


class TestRobots:
    @pytest.mark.parametrize("agent", ["*", "selfservice-kb"])
    def test_they_are_obeyed(self, web: Web, visitor: LinkVisitor, agent: str) -> None:
        web.page("/robots.txt", 200, f"\ufeffUser-agent: {agent}\nDisallow: /secret\n")
        web.page("/secret/a", 200)
        assert visitor.visit(web.url("/ok")).state == "ok"
        result = visitor.visit(web.url("/secret/a"))
        assert (result.state, result.detail) == ("refused", "robots.txt asks not to look")
        assert web.asked == ["GET /robots.txt", "HEAD /ok"]

    def test_they_are_asked_for_every_hop(self, web: Web, visitor: LinkVisitor) -> None:
        web.page("/robots.txt", 200, "User-agent: *\nDisallow: /secret\n")
        web.page("/old", 302, Location="/secret")
        assert visitor.visit(web.url("/old")).state == "refused"

    @pytest.mark.parametrize("status", [403, 404, 410])
    def test_where_there_are_none_all_is_allowed(self, web: Web, visitor: LinkVisitor, status: int) -> None:
        web.page("/robots.txt", status, "User-agent: *\nDisallow: /\n")
        assert visitor.visit(web.url("/ok")).state == "ok"

    def test_where_they_cannot_be_read_nothing_is_looked_at(self, web: Web, visitor: LinkVisitor) -> None:
        web.page("/robots.txt", 500)
        assert visitor.visit(web.url("/ok")).state == "unreachable"
        assert web.asked == ["GET /robots.txt"]

    @pytest.mark.parametrize(("minutes", "times"), [(59, 1), (61, 2)])
    def test_they_are_read_once_an_hour(
        self, web: Web, visitor: LinkVisitor, clock: Clock, minutes: int, times: int
    ) -> None:
        visitor.visit(web.url("/ok"))
        clock.now += timedelta(minutes=minutes)
        visitor.visit(web.url("/ok"))
        assert web.asked.count("GET /robots.txt") == times


class TestPoliteness:
    def test_there_is_a_pause_between_two_requests_to_a_host(
        self, web: Web, visitor: LinkVisitor, clock: Clock
    ) -> None:
        visitor.visit(web.url("/gone"))
        clock.now += timedelta(seconds=0.5)
        visitor.visit(web.url("/ok"))
        assert web.asked == ["GET /robots.txt", "HEAD /gone", "GET /gone", "HEAD /ok"]
        assert clock.slept == [2.0, 2.0, 1.5]

    def test_another_host_is_not_waited_for(self, web: Web, visitor: LinkVisitor, clock: Clock) -> None:
        visitor.visit(web.url("/ok", "a.example"))
        visitor.visit(web.url("/ok", "b.example"))
        assert clock.slept == [2.0, 2.0]  # each after its own robots.txt

    def test_a_clock_that_was_set_back_costs_no_more_than_the_pause(
        self, web: Web, visitor: LinkVisitor, clock: Clock
    ) -> None:
        visitor.visit(web.url("/ok"))
        clock.now -= timedelta(hours=1)
        visitor.visit(web.url("/ok"))
        assert max(clock.slept) <= PAUSE.total_seconds()

    @pytest.mark.parametrize(
        ("retry_after", "seconds"),
        [
            *(("30", 30), ("Sun, 22 Nov 2026 12:01:02 GMT", 60), ("soon", 300), ("999999999", 86_400), ("-1", 300)),
            *((endless, 300) for endless in ENDLESS),
        ],
    )
    @pytest.mark.parametrize("status", [429, 503])
    def test_a_busy_host_is_left_alone_as_long_as_it_asks(
        self, web: Web, visitor: LinkVisitor, clock: Clock, status: int, retry_after: str, seconds: int
    ) -> None:
        web.page("/busy", status, Retry_After=retry_after)
        assert visitor.visit(web.url("/busy")).state == "unreachable"
        asked = list(web.asked)
        clock.now += timedelta(seconds=seconds - 1)
        result = visitor.visit(web.url("/ok"))
        assert (result.state, web.asked) == ("unreachable", asked)
        assert "busy" in result.detail
        clock.now += timedelta(seconds=1)
        assert visitor.visit(web.url("/ok")).state == "ok"
