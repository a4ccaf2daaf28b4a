"""When an article goes public and when it is taken away: as it was written, by the clock of the site. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_FAR = timedelta(days=2)
"""A time that was so long ago by any clock was so by every clock."""
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) + _FAR, datetime.max.replace(tzinfo=UTC) - _FAR
"""Between them every moment can be told by the clock of any zone; "never" is often written as 9999-12-31."""


class Presence(StrEnum):
    """Where the clock is against the times of an article: before them, among them, or past them."""

    LATER = "later"
    NOW = "now"
    OVER = "over"


class WallClash(StrEnum):
    """What daylight saving makes of a time on the wall."""

    SKIPPED = "skipped"
    DOUBLED = "doubled"


@dataclass(frozen=True, slots=True)
class PlannedTime:
    """A day, or a day and hour, under ``key`` on ``line`` of a file.

    Without a zone ``at`` is by the clock of the site; a day without an hour is its beginning.
    """

    at: datetime
    has_hour: bool = False
    key: str = ""
    line: int = 1

    def moment(self, zone: ZoneInfo) -> datetime:
        """The moment it means (UTC). A time that spring skips is an hour later; of one that autumn doubles the first.

        At the edges of the calendar, where not every clock has such a moment, it is the nearest that all have.
        """
        return _utc(self.at, zone)

    def clash(self, zone: ZoneInfo) -> WallClash | None:
        """What daylight saving makes of it, where somebody wrote an hour and no zone."""
        if not self.has_hour or self.at.tzinfo is not None:
            return None
        first, second = (self.at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return None
        back = _utc(self.at, zone).astimezone(zone).replace(tzinfo=None)
        return WallClash.SKIPPED if back != self.at else WallClash.DOUBLED

    def is_long_past(self, now: datetime) -> bool:
        """Whether it was over days before ``now``, whatever the zone: nearly all are, and zones take time."""
        return self.at.replace(tzinfo=None) < now.replace(tzinfo=None) - _FAR

    @property
    def written(self) -> str:
        """Day, or day and hour, as one writes it."""
        return self.at.isoformat(" ", "minutes") if self.has_hour else self.at.date().isoformat()


def presence_at(
    now: datetime, zone: ZoneInfo, goes_public: PlannedTime | None, taken_away: PlannedTime | None
) -> Presence:
    """Whether an article with these times is there at ``now`` (UTC)."""
    if taken_away and (taken_away.is_long_past(now) or taken_away.moment(zone) <= now):
        return Presence.OVER
    if goes_public and not goes_public.is_long_past(now) and goes_public.moment(zone) > now:
        return Presence.LATER
    return Presence.NOW


def _utc(at: datetime, zone: ZoneInfo) -> datetime:
    aware = at if at.tzinfo is not None else at.replace(tzinfo=zone)
    try:
        moment = aware.astimezone(UTC)
    except OverflowError:
        moment = at.replace(tzinfo=UTC)
    return min(max(moment, _FIRST), _LAST)
