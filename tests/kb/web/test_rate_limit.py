"""How much one address, and all of them, may write in a minute."""

from __future__ import annotations

from datetime import timedelta

from kb.web.rate_limit import MinuteLimit
from tests.clock import NOON, Clock


def test_one_address_has_its_share_and_others_theirs() -> None:
    limit = MinuteLimit(2, 100, Clock())
    assert [limit.allows(who) for who in ("a", "a", "a", "b", "a", "b", "b")] == [
        True,
        True,
        False,
        True,
        False,
        True,
        False,
    ]


def test_all_together_have_theirs() -> None:
    limit = MinuteLimit(2, 3, Clock())
    assert [limit.allows(who) for who in ("a", "b", "c", "d")] == [True, True, True, False]


def test_those_nobody_can_tell_apart_share_only_the_common_one() -> None:
    limit = MinuteLimit(1, 3, Clock())
    assert [limit.allows(None) for _ in range(4)] == [True, True, True, False]


def test_the_next_minute_begins_anew_also_where_the_clock_goes_back() -> None:
    clock = Clock()
    limit = MinuteLimit(1, 1, clock)
    clock.now = NOON + timedelta(seconds=59)
    assert limit.allows("a")
    clock.now = NOON + timedelta(seconds=60)
    assert limit.allows("a")
    clock.now = NOON
    assert limit.allows("a")
    assert not limit.allows("a")
