"""What is posted goes to the addresses that were looked at, and what answers ask for is understood."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address

import pytest

from kb.web.outside import InsideError
from kb.web.posting import asked_pause, post
from tests.clock import NOON
from tests.receivers import ENDLESS, webhook_receiver

JSON = {"Content-Type": "application/json"}


def test_a_name_is_looked_up_once_and_its_addresses_are_tried_one_after_the_other() -> None:
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.2", "127.0.0.1"]  # nobody listens at the first

    with webhook_receiver() as receiver:
        url = receiver.url.replace("127.0.0.1", "me:password@hooks.test") + "#part"
        assert post(url, b"{}", JSON, lambda _: True, resolve=resolve).status == 200
    ((headers, _),) = receiver.requests
    assert (asked, headers["Host"].partition(":")[0]) == (["hooks.test"], "hooks.test")
    assert "Authorization" not in headers


def test_of_a_name_that_leads_inside_as_well_no_address_is_connected_to() -> None:
    with webhook_receiver() as receiver:
        url = receiver.url.replace("127.0.0.1", "hooks.test")
        with pytest.raises(InsideError, match=r"^hooks\.test is inside the network$"):
            post(url, b"", JSON, lambda at: at == ip_address("127.0.0.1"), resolve=lambda _: ["127.0.0.1", "10.0.0.1"])
        with pytest.raises(InsideError):
            post(url, b"", JSON, lambda _: True, resolve=lambda _: [])
    assert receiver.requests == []


def test_a_pause_is_told_in_seconds_or_as_a_date() -> None:
    assert asked_pause("90", NOON) == timedelta(seconds=90)
    assert asked_pause("Sun, 22 Nov 2026 12:10:00 GMT", NOON) == timedelta(minutes=10)
    assert asked_pause("Sun, 22 Nov 2026 11:00:00 GMT", NOON) == timedelta()
    assert [asked_pause(odd, NOON) for odd in ("", "soon", "-5", "²", *ENDLESS)] == [None] * 6
