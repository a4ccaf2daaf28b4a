"""The review as a calendar, read back by the parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.support import NullTranslations
from icalendar import Calendar, Event

from kb.catalog.article import ArticleId
from review.exports.calendar import MOST_TODAY, Frame, make_calendar
from review.queue.rows import Known, Standing, make_queue
from review.queue.rules import Rules
from tests.conftest import Collection

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
FRAME = Frame("Help centre", "http://127.0.0.1:8000", NullTranslations(), TODAY, NOW)
FRESH, OVERDUE = "2026-11-01", "2020-01-01"
AWKWARD = "راهنمای «بازگشت»; a, b\\c — " + "длинное название " * 8


class Loud(NullTranslations):
    """A language that is English in capitals."""

    def gettext(self, message: str) -> str:
        return message.upper()


def raw(collection: Collection, frame: Frame = FRAME, **standings: Standing) -> bytes:
    known = Known({ArticleId("en", key): standing for key, standing in standings.items()})
    return make_calendar(make_queue(collection.library("en").catalog, frame.today, Rules(), known), frame)


def events(collection: Collection, frame: Frame = FRAME, **standings: Standing) -> list[Event]:
    calendar = Calendar.from_ical(raw(collection, frame, **standings))
    return list(calendar.walk("VEVENT"))


def day(collection: Collection, standing: Standing | None = None, **front_matter: str) -> date | None:
    """The day on which an article is in the calendar."""
    collection.write("en/a.md", title="A", **front_matter)
    found = events(collection, **({"a": standing} if standing else {}))
    return found[0].decoded("dtstart") if found else None


def test_the_name_of_a_calendar_is_text_whatever_an_owner_is_called(collection: Collection) -> None:
    text = raw(collection, replace(FRAME, owner="A, B; \\C\r\nX-EVIL:1\0")).decode()
    assert r"NAME:Review – A\, B\; \\C\nX-EVIL:1 – Help centre" in text.split("\r\n")


# The day


def test_an_article_is_in_the_calendar_on_the_day_it_is_due(collection: Collection) -> None:
    assert day(collection, last_reviewed_on=FRESH) == date(2027, 5, 1)


@pytest.mark.parametrize("front_matter", [{"last_reviewed_on": OVERDUE}, {"last_reviewed_on": "2026-05-22"}, {}])
def test_what_waits_is_in_the_calendar_today(collection: Collection, front_matter: dict[str, str]) -> None:
    assert day(collection, **front_matter) == TODAY


def test_what_is_flagged_is_in_the_calendar_today(collection: Collection) -> None:
    assert day(collection, Standing(flagged_on=TODAY - DAY), last_reviewed_on=FRESH) == TODAY


def test_what_is_put_off_is_in_the_calendar_when_that_ends(collection: Collection) -> None:
    later = TODAY + 9 * DAY
    assert day(collection, Standing(snoozed_until=later), last_reviewed_on=OVERDUE) == later
    assert day(collection, Standing(planned_on=later), last_reviewed_on=OVERDUE) == later


def test_what_needs_no_review_is_not_in_the_calendar(collection: Collection) -> None:
    assert day(collection, review_in="never") is None


# The file


def test_an_event_says_what_why_and_where_without_taking_up_the_day(collection: Collection) -> None:
    collection.write("en/orders/a b.md", title="Refund", last_reviewed_on="2026-05-22")
    (event,) = events(collection)
    url = "http://127.0.0.1:8000/review/articles/en/orders/a%20b"
    assert (event["summary"], event["url"]) == ("Refund – Due", url)
    assert event["description"] == f"Reviewed 184 days ago\n{url}"
    assert (event["transp"], event.categories) == ("TRANSPARENT", ["orders"])
    assert event.decoded("dtstamp") == NOW
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert not event.walk("VALARM")


def test_an_event_keeps_its_id_whatever_becomes_of_its_article(collection: Collection) -> None:
    collection.write("en/a.md", title="A", last_reviewed_on=OVERDUE)
    collection.write("fa/a.md", title="A", last_reviewed_on=OVERDUE)
    before = {str(event["uid"]) for event in events(collection)}
    collection.write("en/a.md", title="Another", last_reviewed_on=FRESH)
    assert {str(event["uid"]) for event in events(collection, replace(FRAME, today=TODAY + DAY))} == before
    assert len(before) == 2
    assert not before & {str(event["uid"]) for event in events(collection, replace(FRAME, name="Other site"))}


def test_lines_are_folded_at_75_bytes_of_utf_8_and_read_back_whole(collection: Collection) -> None:
    collection.write("en/a.md", title=f"'{AWKWARD}'", last_reviewed_on=FRESH)
    text = raw(collection)
    assert max(map(len, text.split(b"\r\n"))) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")
    text.decode("utf-8")
    (event,) = events(collection)
    assert str(event["summary"]) == f"{AWKWARD.strip()} – Fresh"


def test_a_title_cannot_add_lines_of_its_own(collection: Collection) -> None:
    collection.write("en/a.md", title='"A\\r\\nBEGIN:VALARM\\nEND:VEVENT"', last_reviewed_on=FRESH)
    (event,) = events(collection)
    assert str(event["summary"]) == "A BEGIN:VALARM END:VEVENT – Fresh"


def test_a_calendar_is_named_and_says_how_often_to_look(collection: Collection) -> None:
    calendar = Calendar.from_ical(raw(collection, replace(FRAME, owner="Orders team")))
    assert calendar["x-wr-calname"] == "Review – Orders team – Help centre"
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)
    assert calendar["prodid"]


def test_a_calendar_speaks_the_language_of_its_page(collection: Collection) -> None:
    collection.write("en/a.md", title="A", last_reviewed_on=OVERDUE)
    (event,) = events(collection, replace(FRAME, words=Loud()))
    assert str(event["summary"]) == "A – OVERDUE"


# A long backlog


def test_today_names_the_most_important_and_counts_the_others(collection: Collection) -> None:
    for number in range(MOST_TODAY + 3):
        reviewed = date(2025, 1, 1) + number * DAY
        collection.write(f"en/a{number:02}.md", title=f"A{number:02}", last_reviewed_on=reviewed.isoformat())
    collection.write("en/later.md", title="Later", last_reviewed_on=FRESH)
    *named, rest = events(collection, replace(FRAME, owner="A & B"))
    assert [str(event["summary"])[:3] for event in named] == [f"A{n:02}" for n in range(MOST_TODAY)] + ["Lat"]
    assert rest["summary"] == "3 more articles wait for review"
    assert rest["url"] == "http://127.0.0.1:8000/review?owner=A+%26+B"
    assert rest.decoded("dtstart") == TODAY


def test_as_many_as_fit_are_all_named(collection: Collection) -> None:
    for number in range(MOST_TODAY):
        collection.write(f"en/a{number}.md", title="A", last_reviewed_on=OVERDUE)
    assert len(events(collection)) == MOST_TODAY
