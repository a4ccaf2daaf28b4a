"""The web, and a guest in it whose clock goes only while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

import pytest

from kb.exchange.fetching.limits import FetchLimits
from kb.exchange.fetching.web_fetcher import WebFetcher
from tests.web_of_pictures import PictureWeb, web_of_pictures

NAMES = {"pictures.test": ["127.0.0.1"], "other.test": ["127.0.0.1"], "inside.test": ["127.0.0.2"]}
"""Of these hosts, 127.0.0.1 stands for the world outside."""


@dataclass
class Waited:
    """A clock in seconds; ``slept`` is how long somebody waited each time."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def web() -> Iterator[PictureWeb]:
    with web_of_pictures() as found:
        yield found


@pytest.fixture
def waited() -> Waited:
    return Waited()


def fetcher_of(waited: Waited, limits: FetchLimits | None = None) -> WebFetcher:
    """One that knows ``NAMES`` and may visit 127.0.0.1 alone."""

    def resolve(host: str) -> list[str]:
        if host not in NAMES:
            raise OSError("unknown")
        return NAMES[host]

    return WebFetcher(
        "https://help.example.com",
        limits,
        may_visit=lambda at: at == ip_address("127.0.0.1"),
        resolve=resolve,
        sleep=waited.sleep,
        timer=waited,
    )
