"""What is kept of notices that were put up here, and for how long."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Engine

from kb.brand.brand import LocalisedText
from kb.brand.notices import NoticeKind, SiteNotice
from kb.notices.notice_rows import forget_older_than, kept_notices, put_up, take_down
from tests.clock import Clock


def test_what_is_over_goes_in_time_and_what_is_not_stays(database: Engine, clock: Clock) -> None:
    over = SiteNotice(LocalisedText({"en": "Over"}), NoticeKind.INFO, None, datetime(2026, 11, 1))  # noqa: DTZ001
    open_ended = SiteNotice(LocalisedText({"en": "Open"}))
    with database.begin() as connection:
        for notice in (over, open_ended, SiteNotice(LocalisedText({"en": "Down"}))):
            put_up(connection, notice, "Ann", clock())
        down = next(one for one in kept_notices(connection) if one.notice.text.own("en") == "Down")
        take_down(connection, down.id, clock())
        assert forget_older_than(connection, date(2026, 11, 2)) == 1
        assert forget_older_than(connection, date(2026, 11, 23)) == 1
        assert [one.notice for one in kept_notices(connection)] == [open_ended]
