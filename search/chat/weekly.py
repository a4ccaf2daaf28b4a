"""Tells a channel once a week how self-service went: numbers, and where to look; nothing that people typed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine

from kb.brand.localised import face_of
from kb.catalog.catalog import Catalog
from kb.core.clock import Clock
from kb.core.settings import Settings
from kb.core.site_address import site_address
from kb.core.text import one_line
from kb.language.formats import Writing
from kb.language.interface import interface_language, translations
from kb.storage.background import Repeating
from kb.storage.database import AWAY, naive_utc, said_by
from search.chat.slack_messages import escaped, link
from search.chat.summary_rows import claim_week, note_week_sent
from search.insights.counts.overview_wording import OverviewWording
from search.insights.counts.reader import InsightReader
from search.insights.counts.scope import InsightScope
from search.insights.monthly.month_report import OverdueReviews

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 600.0
HOUR = 8
"""Not before this hour of Monday, by the site's time zone."""
Send = Callable[[dict[str, Any]], str]
"""Posts a message; why it was not taken, empty where it was."""


class WeeklySummary(Repeating):
    """Looks now and then whether the summary of last week is to go out; ``send`` posts it."""

    def __init__(
        self,
        settings: Settings,
        database: Engine,
        clock: Clock,
        catalog: Callable[[], Catalog],
        reader: InsightReader,
        overdue: OverdueReviews,
        send: Send,
    ) -> None:
        super().__init__("weekly-summary", self.deliver, SECONDS_BETWEEN_LOOKS)
        self._settings, self._database, self._clock, self._catalog = settings, database, clock, catalog
        self._reader, self._overdue, self._send = reader, overdue, send

    def deliver(self) -> bool:
        """Send it if it is due and nobody did; whether it went."""
        now = self._clock()
        local = now.astimezone(self._catalog().brand.zone)
        monday = local.date() - timedelta(days=local.weekday())
        is_early = local.date() == monday and local.hour < HOUR
        if is_early or now.astimezone(UTC).date() < monday:  # days are counted by UTC, where it may be Sunday still
            return False
        week = InsightScope(monday - timedelta(days=7), monday - timedelta(days=1))
        try:
            with self._database.begin() as connection:
                is_ours = claim_week(connection, week.first, naive_utc(now))
            return is_ours and self._sent(week, now)
        except AWAY as error:
            logger.warning("the weekly summary waits for the database: %s", said_by(error))
            return False

    def _sent(self, week: InsightScope, now: datetime) -> bool:
        if wrong := self._send({"text": "\n".join(self.lines(week))}):
            logger.warning("the weekly summary was not taken: %s", wrong)
            return False
        with self._database.begin() as connection:
            note_week_sent(connection, week.first, naive_utc(now))
        return True

    def lines(self, week: InsightScope) -> Iterator[str]:
        """The lines, as Slack and Mattermost read them."""
        catalog = self._catalog()
        interface = interface_language(catalog.default_language)
        words = translations(interface)
        writing = Writing(dict(self._settings.calendars), dict(self._settings.digits), catalog.brand.region)
        number = partial(writing.number, interface=interface)
        told, overview = OverviewWording(words, number), self._reader.overview(week)
        span: dict[str, str] = {
            "first": writing.day(week.first, interface) or "",
            "last": writing.day(week.last, interface) or "",
        }
        name = face_of(self._settings, catalog.brand, catalog.default_language).site_name
        subject = words.gettext("Self-service from %(first)s to %(last)s") % span
        yield f"*{escaped(one_line(name))}: {escaped(subject)}*"
        yield escaped(told.answer(overview))
        for figure in overview.figures:
            yield f"• {escaped(told.name(figure))}: {escaped(told.value(figure.now))} ({escaped(told.change(figure))})"
        root, asked = site_address(self._settings), urlencode(week.dates)
        gaps = words.gettext("Topics that no article answers: %(count)s") % {
            "count": number(len(self._reader.gaps(week)))
        }
        yield f"• {link(f'{root}/insights/gaps?{asked}', gaps)}"
        overdue = words.gettext("Overdue reviews today: %(count)s") % {"count": number(len(self._overdue()))}
        yield f"• {link(f'{root}/review?state=overdue', overdue)}"
        yield link(f"{root}/insights?{asked}", words.gettext("All figures"))
