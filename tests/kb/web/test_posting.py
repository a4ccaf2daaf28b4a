"""What answers to what was posted ask for."""

from __future__ import annotations

from datetime import timedelta

from kb.web.posting import asked_pause
from tests.clock import NOON
from tests.receivers import ENDLESS


def test_a_pause_is_told_in_seconds_or_as_a_date() -> None:
    assert asked_pause("90", NOON) == timedelta(seconds=90)
    assert asked_pause("Sun, 22 Nov 2026 12:10:00 GMT", NOON) == timedelta(minutes=10)
    assert asked_pause("Sun, 22 Nov 2026 11:00:00 GMT", NOON) == timedelta()
    assert [asked_pause(odd, NOON) for odd in ("", "soon", "-5", "²", *ENDLESS)] == [None] * 6
