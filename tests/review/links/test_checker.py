"""External links are looked at in the background, once each. Looking itself is in test_link_visitor.py."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from kb.catalog.article import ArticleId
from review.links.checker import KEPT, MAX_WAITING, RETRIED_AFTER, LinkChecker, LinkResult, LinkState, external_links
from tests.clock import Clock
from tests.kb.conftest import render_body

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

HELP = ArticleId("en", "help")
PAGE = "https://example.com/page"
PATIENCE_SECONDS = 120


class Visits:
    """Finds every address in ``state``, when it is let; keeps the order of visits."""

    def __init__(self, state: LinkState = "ok") -> None:
        self.state: LinkState = state
        self.seen: list[str] = []
        self.open = threading.Event()
        self.open.set()
        self._done = threading.Condition()

    def __call__(self, url: str) -> LinkResult:
        assert self.open.wait(PATIENCE_SECONDS)
        with self._done:
            self.seen.append(url)
            self._done.notify_all()
        if "strange" in url:
            raise RuntimeError(url)
        return LinkResult(url, self.state, 200)


@contextmanager
def running(checker: LinkChecker) -> Iterator[LinkChecker]:
    checker.start()
    try:
        yield checker
    finally:
        checker.close()


def settled(checker: LinkChecker, *urls: str) -> dict[str, LinkResult]:
    """The results once none of ``urls`` waits any more."""
    tick = threading.Event()
    for _ in range(PATIENCE_SECONDS * 100):
        found = checker.results(urls)
        if all(result.state != "waiting" for result in found.values()):
            return found
        tick.wait(0.01)
    raise AssertionError(found)


class TestExternalLinks:
    def test_links_and_pictures_outside_of_the_site_are_listed_once_in_order(self) -> None:
        body = (
            "[a](https://example.com/a) ![b](https://example.com/b.png) [a](https://example.com/a) "
            "[c](//example.org/c#d) [e](HTTP://example.net/e)"
        )
        assert external_links(render_body(body).links) == [
            "https://example.com/a",
            "https://example.com/b.png",
            "https://example.org/c#d",
            "HTTP://example.net/e",
        ]

    def test_all_else_is_left_out(self) -> None:
        body = "[a](mailto:a@example.com) [b](tel:1) [c](missing.md) [d](#there) [e](/app) [f](javascript:x)"
        assert external_links(render_body(body).links) == []


class TestAsking:
    def test_an_address_waits_until_it_was_looked_at(self) -> None:
        visits = Visits()
        visits.open.clear()
        with running(LinkChecker(visits, Clock())) as checker:
            assert checker.request(HELP, [PAGE]) == []
            assert checker.results([PAGE])[PAGE].state == "waiting"
            visits.open.set()
            assert settled(checker, PAGE)[PAGE].state == "ok"

    def test_nothing_is_known_of_what_nobody_asked_for(self) -> None:
        assert LinkChecker(Visits(), Clock()).results([PAGE]) == {}

    def test_an_address_asked_for_twice_is_looked_at_once(self) -> None:
        visits = Visits()
        with running(LinkChecker(visits, Clock())) as checker:
            checker.request(HELP, [PAGE, PAGE, f"{PAGE}#part"])
            checker.request(ArticleId("fa", "help"), [PAGE])
            assert settled(checker, PAGE, f"{PAGE}#part").keys() == {PAGE, f"{PAGE}#part"}
            checker.request(HELP, [PAGE])
            settled(checker, PAGE)
        assert visits.seen == [PAGE]

    @pytest.mark.parametrize(
        ("state", "kept"), [("ok", KEPT), ("broken", KEPT), ("refused", KEPT), ("unreachable", RETRIED_AFTER)]
    )
    def test_a_result_is_kept_for_its_time(self, state: LinkState, kept: timedelta) -> None:
        clock, visits = Clock(), Visits(state)
        with running(LinkChecker(visits, clock)) as checker:
            checker.request(HELP, [PAGE])
            settled(checker, PAGE)
            clock.now += kept - timedelta(seconds=1)
            assert checker.results([PAGE])[PAGE].state == state
            clock.now += timedelta(seconds=1)
            assert checker.results([PAGE]) == {}
            checker.request(HELP, [PAGE])
            settled(checker, PAGE)
        assert visits.seen == [PAGE, PAGE]

    def test_there_is_room_for_so_many_and_the_others_are_told(self) -> None:
        checker = LinkChecker(Visits(), Clock())
        urls = [f"{PAGE}/{number}" for number in range(MAX_WAITING + 2)]
        assert checker.request(HELP, urls) == urls[MAX_WAITING:]
        assert checker.request(HELP, urls[:1]) == []
        assert len(checker.results(urls)) == MAX_WAITING


class TestLooking:
    def test_hosts_take_turns(self) -> None:
        visits = Visits()
        checker = LinkChecker(visits, Clock())
        urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/1"]
        checker.request(HELP, urls)
        with running(checker):
            settled(checker, *urls)
        assert visits.seen == [urls[0], urls[3], urls[1], urls[2]]

    def test_an_address_that_breaks_the_look_does_not_keep_the_others_from_it(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        strange = "https://example.com/strange"
        with (
            caplog.at_level(logging.CRITICAL, "review.links.checker"),
            running(LinkChecker(Visits(), Clock())) as checker,
        ):
            checker.request(HELP, [strange, PAGE])
            states = {url: result.state for url, result in settled(checker, strange, PAGE).items()}
        assert states == {strange: "unreachable", PAGE: "ok"}

    def test_closing_ends_its_thread_and_leaves_what_waits(self) -> None:
        visits = Visits()
        visits.open.clear()
        checker = LinkChecker(visits, Clock())
        checker.request(HELP, [PAGE, f"{PAGE}/2"])
        with running(checker):
            threading.Timer(0.05, visits.open.set).start()
        assert not any(thread.name == "link-checker" for thread in threading.enumerate())
        assert len(visits.seen) <= 1

    def test_closing_what_never_started_is_harmless(self) -> None:
        LinkChecker(Visits(), Clock()).close()
