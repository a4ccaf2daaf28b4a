"""Which articles the clock lets readers see now, when that changes next, and what is doubtful about their times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kb.catalog.article import Article, ArticleId, Status
from kb.catalog.catalog import Catalog
from kb.catalog.schedule import PlannedTime, Presence, WallClash, presence_at
from kb.core.errors import Problem


def put_on_time(articles: dict[ArticleId, Article], problems: list[Problem], now: datetime, zone: ZoneInfo) -> None:
    """Give each article its presence at ``now`` (UTC); ``problems`` hears of times that are not what they seem."""
    for id_, article in articles.items():
        if _is_always_there(article):
            continue
        times = (article.goes_public, article.taken_away)
        is_old = all(time is None or time.is_long_past(now) for time in times) and article.taken_away is None
        if is_old and article.presence is Presence.NOW:
            continue
        problems += _doubts(article, now, zone)
        if (presence := presence_at(now, zone, *times)) is not article.presence:
            articles[id_] = replace(article, presence=presence)


def as_of(catalog: Catalog, now: datetime, zone: ZoneInfo) -> Catalog:
    """The same files as the clock lets readers see them at ``now`` (UTC)."""
    articles = dict(catalog.articles)
    put_on_time(articles, [], now, zone)
    return replace(catalog, articles=articles, version=catalog.version + 1, changed_at=now)


def next_change(articles: Iterable[Article], now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment after ``now`` (UTC) at which an article goes public or is taken away."""
    planned = (article for article in articles if not _is_always_there(article))
    times = (time for article in planned for time in planned_of(article, now, zone))
    return min(times, default=None)


def _is_always_there(article: Article) -> bool:
    """Whether no clock is asked about it: nearly all articles, at each change."""
    return article.goes_public is None and article.taken_away is None and article.presence is Presence.NOW


def planned_of(article: Article, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments after ``now`` (UTC) at which a published article comes or goes, in that order."""
    if article.status is not Status.PUBLISHED or article.presence is Presence.OVER:
        return []
    times = (article.goes_public, article.taken_away)
    near = (time for time in times if time and not time.is_long_past(now))
    return [moment for time in near if (moment := time.moment(zone)) > now]


def _doubts(article: Article, now: datetime, zone: ZoneInfo) -> list[Problem]:
    found = [
        problem
        for time in (article.goes_public, article.taken_away)
        if time
        for problem in _clash(article, time, now, zone)
    ]
    start, end = article.goes_public, article.taken_away
    if start and end and end.moment(zone) <= start.moment(zone):
        begins = f"{start.key or 'the day of the file'}: {start.written}"
        message = f"{end.key}: {end.written} is not after {begins}, so readers never see it"
        found.append(Problem("error", "never_public", article.path, message, end.line, end.key, end.written))
    return found


def _clash(article: Article, time: PlannedTime, now: datetime, zone: ZoneInfo) -> list[Problem]:
    """What daylight saving makes of a time that is still to come."""
    clash = None if time.is_long_past(now) else time.clash(zone)
    if clash is None or time.moment(zone) <= now:
        return []
    meant = time.moment(zone).astimezone(zone)
    if clash is WallClash.SKIPPED:
        why = f"the clocks of {zone.key} skip this time; it counts as {meant:%H:%M}"
    else:
        offset = f"{meant:%z}"
        written = f"{time.written}{offset[:3]}:{offset[3:]}"
        why = f"the clocks of {zone.key} show this time twice; the first counts. To say which, write it like {written}"
    message = f"{time.key}: {time.written}: {why}"
    return [Problem("warning", "clock_change", article.path, message, time.line, time.key, time.written)]
