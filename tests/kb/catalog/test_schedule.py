"""Days and hours by the clock of the site."""

# ruff: noqa: DTZ001, DTZ901 - times on a wall have no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kb.catalog.schedule import PlannedTime, Presence, WallClash, presence_at

BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
CASES = [
    ("2026-12-20 09:00", BERLIN, "2026-12-20 08:00", None),
    ("2026-12-20 09:00", UTC_ZONE, "2026-12-20 09:00", None),
    ("2026-12-20 09:00", ZoneInfo("Asia/Tehran"), "2026-12-20 05:30", None),
    ("2027-03-28 02:30", BERLIN, "2027-03-28 01:30", WallClash.SKIPPED),
    ("2027-10-31 02:30", BERLIN, "2027-10-31 00:30", WallClash.DOUBLED),
    ("2027-10-31 02:30", UTC_ZONE, "2027-10-31 02:30", None),
]


@pytest.mark.parametrize(("written", "zone", "moment", "clash"), CASES)
def test_an_hour_is_one_of_the_clock_on_the_wall(
    written: str, zone: ZoneInfo, moment: str, clash: WallClash | None
) -> None:
    time = PlannedTime(datetime.fromisoformat(written), has_hour=True)
    assert time.moment(zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert time.clash(zone) is clash
    assert time.written == written


def test_a_written_offset_leaves_no_doubt() -> None:
    at = datetime(2027, 10, 31, 2, 30, tzinfo=timezone(timedelta(hours=1)))
    time = PlannedTime(at, has_hour=True)
    assert (time.moment(BERLIN), time.clash(BERLIN)) == (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), None)


def test_a_day_begins_where_the_site_is_also_where_spring_skips_midnight() -> None:
    beirut = PlannedTime(datetime(2027, 3, 28))
    assert beirut.clash(ZoneInfo("Asia/Beirut")) is None
    assert beirut.moment(ZoneInfo("Asia/Beirut")) == datetime(2027, 3, 27, 22, tzinfo=UTC)
    assert PlannedTime(datetime(2026, 12, 20)).moment(BERLIN) == datetime(2026, 12, 19, 23, tzinfo=UTC)
    for edge in (datetime.min, datetime.max):
        assert PlannedTime(edge).moment(BERLIN).year == edge.year


@pytest.mark.parametrize("zone", [BERLIN, UTC_ZONE, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Los_Angeles")])
def test_what_others_write_for_never_and_for_always_can_be_told_by_every_clock(zone: ZoneInfo) -> None:
    for edge in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00+14:00"):
        time = PlannedTime(datetime.fromisoformat(edge), has_hour=True)
        assert time.moment(zone).astimezone(zone).year == time.at.year
        assert time.clash(zone) is None


def test_an_article_is_there_from_the_one_moment_to_the_other() -> None:
    begins, ends = PlannedTime(datetime(2026, 12, 20, 9), has_hour=True), PlannedTime(datetime(2026, 12, 24))
    there = [
        (datetime(2026, 12, 20, 7, 59, 59), Presence.LATER),
        (datetime(2026, 12, 20, 8), Presence.NOW),
        (datetime(2026, 12, 23, 22, 59, 59), Presence.NOW),
        (datetime(2026, 12, 23, 23), Presence.OVER),
        (datetime(2028, 1, 1), Presence.OVER),
    ]
    for now, presence in there:
        assert presence_at(now.replace(tzinfo=UTC), BERLIN, begins, ends) is presence
    assert presence_at(datetime(2026, 1, 1, tzinfo=UTC), BERLIN, None, None) is Presence.NOW
