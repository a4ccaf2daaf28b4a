"""Looks at one address as a polite guest: asks robots.txt, waits between two visits to a host, reads no bodies.

Addresses come from articles, so anybody who can write one chooses what this machine connects to. Names are resolved
here, addresses inside the network are refused, and the connection is made to the very address that was looked at;
every hop of a redirect anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from urllib.robotparser import RobotFileParser

import httpx2
from cachetools import TTLCache

from kb.core.networks import IPAddress
from kb.web.deadline_transport import DeadlineTransport, VisitDeadline
from kb.web.outside import Resolve, addresses_of, is_public
from kb.web.posting import asked_pause
from review.links.checker import Clock, LinkResult, LinkState

PAUSE = timedelta(seconds=2)
ROBOTS_KEPT = timedelta(hours=1)
TIMEOUT_SECONDS = 10.0
VISIT_SECONDS = 60.0
"""So long one visit takes altogether, with its pauses, redirects and robots.txt, however slowly a server goes on."""
MAX_REDIRECTS = 5
MAX_HOSTS = 1_000

_AGENT = "selfservice-kb"
_MAX_ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5
_HOLD, _LONGEST_HOLD = timedelta(minutes=5), timedelta(days=1)
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx2.Headers
    text: str

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "") if self.status in (301, 302, 303, 307, 308) else ""


class _NoVisitError(Exception):
    """Ends a visit early; the arguments are the state, the detail and the HTTP status."""

    def __init__(self, state: LinkState, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.state, self.detail, self.status = state, detail, status


class LinkVisitor:
    """Looks at addresses, for one thread. ``about`` is the site's own address, told to those who are visited.

    ``may_visit`` decides about every IP address before it is connected to.
    """

    def __init__(
        self,
        about: str,
        clock: Clock,
        sleep: Callable[[float], object] = time.sleep,
        resolve: Resolve = addresses_of,
        may_visit: Callable[[IPAddress], bool] = is_public,
        timeout_seconds: float = TIMEOUT_SECONDS,
        visit_seconds: float = VISIT_SECONDS,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._resolve, self._may_visit = resolve, may_visit
        self._timeout, self._deadline = timeout_seconds, VisitDeadline(visit_seconds)
        self._robots: TTLCache[str, RobotFileParser, datetime] = TTLCache(MAX_HOSTS, ROBOTS_KEPT, timer=clock)
        self._visited: TTLCache[str, datetime, datetime] = TTLCache(MAX_HOSTS, PAUSE, timer=clock)
        self._held: TTLCache[str, datetime, datetime] = TTLCache(MAX_HOSTS, _LONGEST_HOLD, timer=clock)
        agent = f"{_AGENT} link check (+{about})" if about else f"{_AGENT} link check"
        # Connections are made to IP addresses, so neither they nor cookies may pass from one host name to another
        # of the same address. Proxies of the environment would resolve names for us, past our check.
        self._client = httpx2.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            transport=DeadlineTransport(self._deadline),
            timeout=timeout_seconds,  # for each step; the deadline is for all of them
            trust_env=False,
        )

    def close(self) -> None:
        """Let go of the HTTP client."""
        self._client.close()

    def visit(self, url: str) -> LinkResult:
        """Look at ``url``: HEAD, then GET where that has no good answer, along redirects. Never raises for a site."""
        self._deadline.begin()
        try:
            return self._follow(url)
        except _NoVisitError as no:
            return LinkResult(url, no.state, no.status, no.detail)
        except httpx2.InvalidURL as error:
            return LinkResult(url, "broken", detail=f"this is no address: {error}")
        except httpx2.TimeoutException:
            seconds = self._deadline.seconds if self._deadline.is_over else self._timeout
            return LinkResult(url, "unreachable", detail=f"no answer within {seconds:g} seconds")
        except httpx2.HTTPError as error:
            return LinkResult(url, "unreachable", detail=f"no answer: {error}")

    def _follow(self, url: str) -> LinkResult:
        here, moved_to, is_permanent = httpx2.URL(url), "", True
        for _ in range(MAX_REDIRECTS + 1):
            if not self._robots_of(here).can_fetch(_AGENT, str(here)):
                raise _NoVisitError("refused", "robots.txt asks not to look")
            answer = self._look(here)
            if not answer.location:
                state, detail = self._judge(here, answer)
                if state == "ok" and moved_to:
                    return LinkResult(url, "moved", answer.status, moved_to)
                return LinkResult(url, state, answer.status, detail)
            is_permanent = is_permanent and answer.status in (301, 308)
            here = here.join(answer.location)
            moved_to = str(here) if is_permanent else moved_to
        raise _NoVisitError("broken", f"it leads on more than {MAX_REDIRECTS} times", answer.status)

    def _judge(self, url: httpx2.URL, answer: _Answer) -> tuple[LinkState, str]:
        if answer.status < 400:
            return "ok", ""
        if answer.status in _BUSY:
            return "unreachable", f"{url.host} is busy and asks to come back later"
        if answer.status in (401, 403, 407):
            return "refused", "it asks to sign in, or lets no programs in"
        if answer.status >= 500:
            return "unreachable", "the site has an error"
        return "broken", "there is no such page"

    def _robots_of(self, url: httpx2.URL) -> RobotFileParser:
        """What robots.txt of the host allows: everything where there is none, see RFC 9309."""
        origin = f"{url.scheme}://{url.netloc.decode()}"
        if (robots := self._robots.get(origin)) is None:
            here = url.join("/robots.txt")
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._send("GET", here, _MAX_ROBOTS_BYTES)
                if not answer.location:
                    break
                here = here.join(answer.location)
            if answer.status >= 500:
                raise _NoVisitError("unreachable", "its robots.txt cannot be read", answer.status)
            robots = self._robots[origin] = RobotFileParser()
            robots.parse(answer.text.splitlines() if answer.status == 200 else [])
        return robots

    def _look(self, url: httpx2.URL) -> _Answer:
        """HEAD is enough where it works; too many servers answer it with an error, or not at all."""
        try:
            answer = self._send("HEAD", url)
        except httpx2.RemoteProtocolError:
            return self._send("GET", url)
        return self._send("GET", url) if answer.status >= 400 and answer.status not in _BUSY else answer

    def _send(self, method: str, url: httpx2.URL, max_bytes: int = 0) -> _Answer:
        """One request to one of the host's addresses, after a pause; at most ``max_bytes`` of the body are read."""
        addresses = self._addresses(url)
        self._wait_for(url.host)
        if self._deadline.is_over:  # names and pauses take their time as well
            raise httpx2.ReadTimeout("the time for the whole visit is over")
        for number, address in enumerate(addresses, start=1):
            try:
                answer = self._ask(method, url, address, max_bytes)
                break
            except httpx2.ConnectError:  # such as an IPv6 address on a machine without IPv6
                if number == len(addresses):
                    raise
        if answer.status in _BUSY:
            self._held[url.host] = self._clock() + self._hold(answer.headers.get("Retry-After", ""))
        return answer

    def _ask(self, method: str, url: httpx2.URL, address: str, max_bytes: int) -> _Answer:
        place = url.copy_with(host=address, userinfo=b"", fragment=None)
        names = {"extensions": {"sni_hostname": url.raw_host.decode()}, "headers": {"Host": url.netloc.decode()}}
        with self._client.stream(method, place, **names) as response:  # type: ignore[arg-type]
            body = b""
            for part in response.iter_bytes() if max_bytes else ():
                body += part
                if len(body) >= max_bytes:
                    break
            return _Answer(response.status_code, response.headers, body[:max_bytes].decode("utf-8-sig", "replace"))

    def _addresses(self, url: httpx2.URL) -> list[str]:
        if url.scheme not in ("http", "https") or not url.host or not 0 < (url.port or 80) < 65_536:
            raise _NoVisitError("broken", "this is no address of a page")
        try:
            addresses = self._resolve(url.raw_host.decode())
        except OSError:
            raise _NoVisitError("unreachable", f"the name {url.host} is not known") from None
        if not all(self._may_visit(ip_address(address)) for address in addresses):
            raise _NoVisitError("refused", "an address inside the network")
        return addresses

    def _wait_for(self, host: str) -> None:
        now = self._clock()
        if (until := self._held.get(host)) and now < until:
            raise _NoVisitError("unreachable", f"{host} is busy and asks to come back later")
        if last := self._visited.get(host):
            self._sleep(min(last + PAUSE - now, PAUSE).total_seconds())  # the clock may have been set back
        self._visited[host] = self._clock()

    def _hold(self, retry_after: str) -> timedelta:
        """How long a busy host is left alone: as it asks, within bounds."""
        hold = asked_pause(retry_after, self._clock())
        return min(max(_HOLD if hold is None else hold, PAUSE), _LONGEST_HOLD)
