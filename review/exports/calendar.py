"""The review in a calendar: one all-day event for each article, on the day somebody should look at it.

Events rather than tasks, since that is what calendar services show of an address one subscribes to. They take up no
time of the day and ring no alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from babel.support import NullTranslations
from icalendar import Calendar, Event, vText

from kb.core.text import UNWANTED
from review.exports.json_csv import stable_id
from review.queue.filters import review_url
from review.queue.policy import WAITING, ReviewState
from review.queue.rows import Row
from review.wording import Wording

MOST_TODAY = 10
"""What waits is on today's page, the most important first; the others are one event, so that a day stays legible."""
REFRESH = timedelta(hours=6)


@dataclass(frozen=True)
class Frame:
    """What a calendar is made in: the site's ``name`` and address (``root``, no slash at its end), the words of its
    language, the day and the moment (with a zone), and whose it is (None: everybody's).
    """

    name: str
    root: str
    words: NullTranslations
    today: date
    now: datetime
    owner: str | None = None


def make_calendar(rows: Sequence[Row], frame: Frame) -> bytes:
    """An iCalendar file (RFC 5545) of ``rows``, which come with the most important first."""
    calendar = Calendar()
    titles = (frame.words.gettext("Review"), UNWANTED.sub("", frame.owner or ""), frame.name)
    title = vText(" – ".join(filter(None, titles)))  # the library knows of neither name below that it is text
    for name, value in (
        ("prodid", "-//selfservice-kb//review//EN"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("name", title),
        ("x-wr-calname", title),
        ("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H"),
    ):
        calendar.add(name, value)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    days = [(row, day) for row in rows if (day := day_of(row, frame.today))]
    today = [row for row, day in days if day == frame.today]
    left_out = {row.article.id for row in today[MOST_TODAY:]}
    wording = Wording(frame.words)
    for row, day in days:
        if row.article.id not in left_out:
            calendar.add_component(_event(row, day, wording, frame))
    if left_out:
        calendar.add_component(_others(len(left_out), frame))
    return bytes(calendar.to_ical())


def day_of(row: Row, today: date) -> date | None:
    """When to look at the article: what waits today, what is put off when that ends, the rest when it is due."""
    if row.waits(today):
        return today
    if row.state is ReviewState.SNOOZED:
        return row.standing.snoozed_until
    return row.standing.planned_on if row.state in WAITING else row.verdict.due_on


def _event(row: Row, day: date, wording: Wording, frame: Frame) -> Event:
    article, url = row.article, frame.root + review_url(row.article.id)
    event = _all_day(day, f"{article.title} – {wording.state(row.state)}", url, frame)
    event.add("uid", str(stable_id("event", frame.name, *article.id)))
    event.add("description", "\n".join([*map(wording.reason, row.reasons), url]))
    if article.category:
        event.add("categories", [article.category])
    return event


def _others(count: int, frame: Frame) -> Event:
    summary = frame.words.ngettext(
        "%(num)s more article waits for review", "%(num)s more articles wait for review", count
    )
    url = f"{frame.root}/review" + (f"?{urlencode({'owner': frame.owner})}" if frame.owner else "")
    event = _all_day(frame.today, summary % {"num": count}, url, frame)
    event.add("uid", str(stable_id("others", frame.name, frame.owner)))
    event.add("description", url)
    return event


def _all_day(day: date, summary: str, url: str, frame: Frame) -> Event:
    event = Event()
    event.add("dtstamp", frame.now)
    event.add("dtstart", day)
    event.add("summary", summary)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
