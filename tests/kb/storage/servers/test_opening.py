"""How a server that takes writes is looked for."""

from __future__ import annotations

import threading
from typing import Any

from kb.storage.servers.address import Host
from kb.storage.servers.opening import ANSWER_SECONDS, ServersTried
from tests.kb.storage.servers.conftest import eventually


class AwayError(Exception):
    """What the driver raises here."""


class Asked:
    """A connection to a server that is halted once it was reached, or one that takes writes."""

    patience, autocommit = 30.0, False

    def __init__(self, host: str, promoted: threading.Event) -> None:
        self.host, self.promoted = host, promoted
        self.waited: list[float] = []

    def execute(self, _: str) -> Asked:
        if self.host == "halted":
            self.waited.append(self.patience)
            self.promoted.set()
            raise AwayError("no sign")
        return self

    def fetchone(self) -> tuple[bool]:
        return (self.promoted.is_set(),)

    def close(self) -> None:
        """As the driver closes."""


def test_a_server_that_is_halted_after_it_was_reached_is_waited_for_shortly_while_one_that_writes_is_looked_for() -> (
    None
):
    promoted, made = threading.Event(), list[Asked]()

    def attempt(asked: dict[str, Any]) -> Asked:
        if asked["target_session_attrs"] == "read-write":
            raise AwayError("the server is in hot standby")
        made.append(Asked(asked["host"], promoted))
        return made[-1]

    servers = ServersTried([Host("halted", 5432), Host("promoted", 5432)], attempt, AwayError)
    try:
        servers.writing(attempt)
    except AwayError:
        eventually(lambda: not servers.trouble)
    waited = {seconds for one in made for seconds in one.waited}
    assert waited == {ANSWER_SECONDS}
