"""Records what was searched for, without slowing a search or keeping who searched.

Searches wait in memory and are written in one go every few seconds. The keystrokes of one search become one: while a
reader goes on typing, the last text replaces the one before. Where the database is away they wait, bounded; what does
not fit any more is counted as dropped.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from kb.catalog.article import ArticleId
from kb.storage.collecting import MAX_PENDING, BatchedWriter, LaterWrites
from kb.storage.columns import kept_key, kept_language
from kb.storage.daily_secret import DailySecret, draw_secret
from kb.storage.database import naive_utc
from kb.web.rate_limit import KnownNames, MinuteLimit
from search.log.searches import FIRST_KEPT, MAX_QUERY, MOST_POSITIONS, Click, Search, write
from search.results.results import Results
from search.text.folding import clean, words

TYPING = timedelta(seconds=30)
TRIES = 10
"""So often a click is tried again whose search is not written yet: longer than another process keeps that back."""
"""So long after a key the next one belongs to the same search."""
SAME = timedelta(minutes=10)
"""So long the same question again, also its next page, is the same search."""
MAX_REMEMBERED = 10_000
MAX_CLICKS = 20
OF_ONE_ADDRESS, OF_ONE_ADDRESS_A_DAY = 300, 2_000
"""So many searches of one address are recorded in a minute, and in a day."""
MAX_A_DAY = 1_000_000


@dataclass(frozen=True, slots=True)
class ReaderSearch:
    """Who searches and for what: ``reader`` is a session of ``Recorder.session``, ``category`` may be empty.

    ``place`` is a session of the address alone, empty where it is not known. ``again``: the same was asked a moment ago
    and its answer was not complete; what is found now counts instead.
    """

    reader: str
    text: str
    category: str = ""
    place: str = ""
    again: bool = False


class _UnwrittenSearches(NamedTuple):
    """What is written in one go: searches, clicks on searches that were written before, counts by day and language."""

    searches: list[Search]
    clicks: list[tuple[str, Click]]
    unrecorded: Counter[tuple[date, str]]


class Recorder(BatchedWriter[_UnwrittenSearches]):
    """Collects searches in memory and writes them from a thread of its own."""

    def __init__(
        self,
        database: Engine | None,
        clock: Callable[[], datetime],
        secret: Callable[[date], bytes] = draw_secret,
        later: LaterWrites | None = None,
    ) -> None:
        """``secret`` gives that of a day, by which the searches of a reader belong together."""
        super().__init__("searches", database, later, "searches")
        self._clock = clock
        self._waiting: OrderedDict[str, Search] = OrderedDict()
        self._last: OrderedDict[str, Search] = OrderedDict()
        self._clicks: list[tuple[str, Click]] = []
        self._tries: Counter[str] = Counter()
        self._unrecorded: Counter[tuple[date, str]] = Counter()
        self._salt = DailySecret(secret)
        self._names = KnownNames()
        self._in_minute = MinuteLimit(OF_ONE_ADDRESS, MAX_PENDING, clock)
        self._in_day = MinuteLimit(OF_ONE_ADDRESS_A_DAY, MAX_A_DAY, clock, 24 * 60 * 60)

    def session(self, *reader: str) -> str:
        """What tells the searches of one reader on one day from others', and nothing else.

        The salt of the hash is in memory only and another every day, so that nobody can find out afterwards who it was.
        """
        salt = self._salt.of(self._clock().date())
        return hashlib.blake2b("\0".join(reader).encode("utf-8", "replace"), digest_size=16, key=salt).hexdigest()

    def record(self, asked: ReaderSearch, found: Results) -> str | None:
        """Take down a search and how it was answered; returns what it is called, None where there was no question."""
        query = clean(asked.text).strip()[:MAX_QUERY]
        folded = " ".join(words(query))[:MAX_QUERY]
        if not folded or found.mode == "starting" or self._database is None:
            return None
        at = naive_utc(self._clock())
        first = tuple(hit.article.id for hit in found.hits[:FIRST_KEPT])
        first = tuple(ArticleId(id_.language, kept_key(id_.key)) for id_ in first)
        language, category = kept_language(found.language), kept_key(clean(asked.category))
        search = Search(
            *(secrets.token_hex(8), at, asked.reader, query, folded, language, category),
            *(found.total, found.fits, float(found.confidence), found.mode, first),
        )
        with self._lock:
            return self._take(search, asked)

    def place(self, network: str | None) -> str:
        """The session of an address alone; empty where it is not known."""
        return self.session(network) if network else ""

    def reader(self, network: str | None, agent: str) -> str:
        """The session of a reader at an address; they are told apart by their browsers as long as these have a likely
        number of names.
        """
        place = self.place(network)
        return self.session(network or "", agent) if self._names.has_room(place, agent) else place

    def _take(self, search: Search, asked: ReaderSearch) -> str | None:
        last = self._last.get(search.session)
        if last is not None and last.category == search.category:
            passed = abs(search.at - last.at)  # clocks may go back
            if last.folded == search.folded and last.language == search.language and passed <= SAME:
                if asked.again and last.id in self._waiting:
                    search.id, search.at, search.clicks = last.id, last.at, last.clicks
                    self._keep(search)
                return last.id
            if last.id in self._waiting and passed <= TYPING and not last.clicks and _goes_on(last, search):
                search.id = last.id
                return self._keep(search)
        if len(self._waiting) >= MAX_PENDING or not self._has_room(asked.place or None):
            self.dropped += 1
            return None
        return self._keep(search)

    def _has_room(self, place: str | None) -> bool:
        return self._in_minute.allows(place) and self._in_day.allows(place)

    def _keep(self, search: Search) -> str:
        self._waiting[search.id] = self._last[search.session] = search
        self._last.move_to_end(search.session)
        if len(self._last) > MAX_REMEMBERED:
            self._last.popitem(last=False)
        return search.id

    def click(self, search: str, article: ArticleId, position: int) -> None:
        """Somebody opened ``article``, which stood at ``position`` (from 1 on) of the results of ``search``."""
        if self._database is None or not 1 <= position <= MOST_POSITIONS:
            return
        at = naive_utc(self._clock())
        opened = Click(ArticleId(kept_language(clean(article.language)), kept_key(clean(article.key))), position, at)
        with self._lock:
            if (waiting := self._waiting.get(search)) is not None:
                waiting.clicks.extend([opened] if len(waiting.clicks) < MAX_CLICKS else [])
            elif len(self._clicks) < MAX_PENDING:
                self._clicks.append((search[:16], opened))
            else:
                self.dropped += 1

    def count_unrecorded(self, language: str) -> None:
        """Somebody searched who asked not to be tracked: this number is all that is kept."""
        with self._lock:
            self._unrecorded[self._clock().date(), kept_language(language)] += 1

    def _taken(self, *, everything: bool) -> _UnwrittenSearches | None:
        """All but searches that may still be typed."""
        batch = _UnwrittenSearches(self._settled(everything), self._clicks, self._unrecorded)
        self._clicks, self._unrecorded = [], Counter()
        return batch if any(batch) else None

    def _as_kept(self, batch: _UnwrittenSearches) -> Any:
        clicks = [[search, *_plain(click)] for search, click in batch.clicks]
        unrecorded = [[day.isoformat(), language, count] for (day, language), count in batch.unrecorded.items()]
        searches = [
            {**asdict(one), "at": one.at.isoformat(), "clicks": [_plain(click) for click in one.clicks]}
            for one in batch.searches
        ]
        return [searches, clicks, unrecorded]

    def _of_kept(self, kept: Any) -> _UnwrittenSearches:
        searches, clicks, unrecorded = kept
        read = [
            Search(
                **{
                    **one,
                    "at": datetime.fromisoformat(one["at"]),
                    "first": tuple(ArticleId(*id_) for id_ in one["first"]),
                    "clicks": [_click(*click) for click in one["clicks"]],
                }
            )
            for one in searches
        ]
        counts = {(date.fromisoformat(day), language): count for day, language, count in unrecorded}
        return _UnwrittenSearches(read, [(search, _click(*click)) for search, *click in clicks], Counter(counts))

    def _write(self, connection: Connection, batch: _UnwrittenSearches) -> None:
        unknown = write(connection, batch.searches, batch.clicks, dict(batch.unrecorded))
        with self._lock:  # another process may have them yet
            again = {id_ for id_ in unknown if self._tries[id_] < TRIES}
            self._tries = Counter({id_: self._tries[id_] + 1 for id_ in again})
            self._clicks = [*(one for one in batch.clicks if one[0] in again), *self._clicks][:MAX_PENDING]

    def _settled(self, everything: bool) -> list[Search]:
        now = naive_utc(self._clock())
        done = [one for one in self._waiting.values() if everything or not -TYPING <= now - one.at <= TYPING]
        for search in done:
            del self._waiting[search.id]
        return done

    def _put_back(self, batch: _UnwrittenSearches) -> None:
        room = max(MAX_PENDING - len(self._waiting), 0)
        self.dropped += len(batch.searches[room:])
        self._waiting.update((search.id, search) for search in batch.searches[:room])
        self._clicks = [*batch.clicks, *self._clicks][:MAX_PENDING]
        self._unrecorded.update(batch.unrecorded)


def _plain(click: Click) -> list[Any]:
    return [*click.article, click.position, click.at.isoformat()]


def _click(language: str, key: str, position: int, at: str) -> Click:
    return Click(ArticleId(language, key), position, datetime.fromisoformat(at))


def _goes_on(last: Search, search: Search) -> bool:
    """Whether a text is the one before with more typed."""
    return search.query.startswith(last.query) or search.folded.startswith(last.folded)
