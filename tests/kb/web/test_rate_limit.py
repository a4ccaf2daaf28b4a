"""How much one address, and all of them, may write in a minute."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from kb.web.rate_limit import MinuteLimit, OwnWindowLimit
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


def test_a_window_of_ones_own_begins_with_the_first_and_is_not_lengthened_by_trying() -> None:
    seconds = 59.0
    limit = OwnWindowLimit(2, 60, lambda: seconds)
    assert [limit.count("a"), limit.count("a"), limit.count("a"), limit.count("b")] == [1, 2, None, 1]
    seconds = 118.0
    assert limit.count("a") is None
    seconds = 119.0
    assert limit.count("a") == 1


class Together:
    """What two processes count with; away where ``is_away``."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, datetime]] = Counter()
        self.is_away = False

    def count(self, name: str, who: str, until: datetime) -> int | None:
        if self.is_away:
            return None
        self.counts[name, who, until] += 1
        return self.counts[name, who, until]


def test_two_processes_hold_to_one_limit() -> None:
    together, clock = Together(), Clock()
    one, other = (MinuteLimit(3, 5, clock, shared=together, name="a") for _ in range(2))
    assert [limit.allows("x") for limit in (one, other, one, other, one)] == [True, True, True, False, False]
    assert [limit.allows("y") for limit in (one, other, one)] == [True, True, False]  # five of all together
    clock.now = NOON + timedelta(seconds=60)
    assert other.allows("x")


def test_while_nobody_can_tell_what_others_allowed_each_counts_for_itself() -> None:
    together = Together()
    together.is_away = True
    one, other = (MinuteLimit(2, 5, Clock(), shared=together, name="a") for _ in range(2))
    assert [limit.allows("x") for limit in (one, other, one, other, one)] == [True, True, True, True, False]


def test_a_window_of_ones_own_is_that_of_all_processes() -> None:
    counts: Counter[str] = Counter()

    def count(key: str, window: timedelta) -> int:
        assert window == timedelta(seconds=60)
        counts[key] += 1
        return counts[key]

    one, other = (OwnWindowLimit(3, 60, lambda: 0.0, count) for _ in range(2))
    assert [limit.count("a") for limit in (one, other, one, other, one)] == [1, 2, 3, None, None]
    assert other.count("b") == 1
