"""Fills a data folder with a month of GENERATED traffic, from a seed: searches, clicks, views, votes, replies of staff,
messages in contact forms and reported tickets that nobody made.

    python bench/traffic.py --articles articles --data DIR [--days 30] [--searches 300] [--seed 7]

For looking at the insights before there are readers. Each question goes through the real search of the collection in
the data folder; what readers do with the answer is drawn by chance: positions by a falling law, quarter of the failing
ones asked again in other words, more on weekdays than at weekends, one topic rising, a little less written to support
from week to week. Everything is repeatable.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from sqlalchemy import insert  # noqa: E402

from kb.catalog.article import Article, ArticleId  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.feedback.votes import FeedbackVote  # noqa: E402
from kb.library.library import open_library  # noqa: E402
from kb.storage.database import connect  # noqa: E402
from kb.usage.desk_notes import DeskNotes, Note, NoteKind  # noqa: E402
from kb.usage.views import ViewCounter  # noqa: E402
from search.desk.tickets import DayReport, report  # noqa: E402
from search.engine.engine import Engine  # noqa: E402
from search.log.recorder import ReaderSearch, Recorder  # noqa: E402
from search.results.results import Results, SearchRequest  # noqa: E402
from search.service.opening import open_search  # noqa: E402
from search.widget.deflection import WidgetEvent, record  # noqa: E402

# What the sample articles do not answer, by topic and language.
MISSING = {
    "bitcoin": {
        "en": ("can I pay with bitcoin", "do you accept crypto", "paying with cryptocurrency", "bitcoin payment"),
        "ar": ("هل يمكن الدفع بالبيتكوين", "الدفع بالعملات المشفرة"),
        "fa": ("پرداخت با بیت کوین", "ارز دیجیتال قبول می کنید"),
        "ru": ("оплата биткоином", "можно ли платить криптовалютой"),
    },
    "students": {
        "en": ("student discount", "do students get a discount", "discount code for students"),
        "ru": ("скидка студентам", "студенческая скидка"),
    },
    "engraving": {"en": ("engrave a name on a pan", "can you engrave my name", "personal engraving")},
    "jobs": {"en": ("jobs at your company", "are you hiring"), "fa": ("استخدام در شرکت شما",)},
    "recipes": {"en": ("recipe for carrot cake", "how to cook lentil soup"), "ar": ("وصفة حساء العدس",)},
}
RISING = "bitcoin"
HOURS = (0,) * 6 + (1, 2, 5, 8, 9, 9, 8, 8, 9, 8, 7, 6, 6, 7, 8, 6, 3, 1)
OPENED = (0.44, 0.17, 0.09, 0.05, 0.03)
MISSING_SHARE = 0.16


class Clock:
    """The time that the traffic is at."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """That time."""
        return self.now


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--articles", type=Path, required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--searches", type=int, default=300, help="a weekday")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--until", type=datetime.fromisoformat, default=datetime.now(UTC))
    given = options.parse_args()
    settings = Settings(given.articles.absolute(), given.data.absolute(), embedding_models=("e5",))
    library = open_library(settings)
    library.refresh()
    service = open_search(settings, library)
    service.bring_up_to_date()
    until = given.until.replace(tzinfo=UTC)
    count = Traffic(settings, service.engine, given.seed, until, given.days).run(given.searches)
    service.close()
    print(f"generated, from seed {given.seed}: {dict(count)}")


class Traffic:
    """Readers who are not there."""

    def __init__(self, settings: Settings, engine: Engine, seed: int, until: datetime, days: int) -> None:
        library = open_library(settings)
        library.refresh()
        self._articles = [one for one in library.catalog.published if one.audience.is_public]
        self._random, self._engine = random.Random(seed), engine
        self._random.shuffle(self._articles)
        self._clock, self._until, self._days = Clock(until), until, days
        self._database = connect(settings.database)
        self._recorder = Recorder(self._database, self._clock)
        self._views = ViewCounter(self._database, self._clock)
        self._sent = DeskNotes(self._database, self._clock)
        self._votes: list[dict[str, object]] = []
        self._loved = {one.id: self._random.betavariate(5, 2) for one in self._articles}
        self._asked = {one.id: (one.title, self._some_words(one.title)) for one in self._articles}
        self._known: dict[tuple[str, str], Results] = {}

    def run(self, searches: int) -> Counter[str]:
        """Make the traffic; ``searches`` on a weekday."""
        count: Counter[str] = Counter()
        for day in range(self._days):
            at = self._until - timedelta(days=self._days - 1 - day)
            share = 0.45 if at.weekday() >= 5 else self._random.uniform(0.85, 1.15)
            for moment in self._moments(at, int(searches * share)):
                self._clock.now = moment
                count[self._reader(day / self._days)] += 1
            self._recorder.flush(everything=True)
            self._views.flush()
            count.update(self._support(at, int(searches * share), day / self._days))
        with self._database.begin() as connection:
            connection.execute(insert(FeedbackVote), self._votes)
        self._recorder.close()
        self._database.dispose()
        return count + Counter(votes=len(self._votes))

    def _support(self, at: datetime, searches: int, progress: float) -> Counter[str]:
        """A day of messages: some begin in a contact form, the rest are tickets that staff answer."""
        written = 0
        with self._database.begin() as connection:
            for _ in range(searches // 8):
                visit = f"{self._random.getrandbits(128):032x}"
                events, article = self._message()
                written += WidgetEvent.SENT in events
                for event in events:
                    record(connection, at, visit, event, article.language, article.id)
            tickets = written + int(searches * (0.3 - 0.18 * progress))
            report(connection, [DayReport(at.date(), "helpdesk", tickets)])
        for number in range(tickets // 2):
            self._reply(f"T-{at:%m%d}-{number}")
        return Counter(messages=searches // 8, tickets=tickets)

    def _message(self) -> tuple[list[WidgetEvent], Article]:
        article = self._random.choice(self._articles)
        outcome = self._random.random()
        if outcome < 0.15:  # nothing was found to suggest
            return [WidgetEvent.SENT], article
        opened = [WidgetEvent.OPENED] if outcome < 0.6 else []
        end = WidgetEvent.SOLVED if outcome < 0.3 else None if outcome < 0.45 else WidgetEvent.SENT
        return [WidgetEvent.SHOWN, *opened, *([end] if end else [])], article

    def _reply(self, ticket: str) -> None:
        article, outcome = self._random.choice(self._articles), self._random.random()
        about = Note(NoteKind.ASKED, "Generated", ticket, article.title, article.language)
        kind = NoteKind.LINK if outcome < 0.6 else NoteKind.NOT_THIS if outcome < 0.66 else NoteKind.NOTHING
        named = None if kind is NoteKind.NOTHING else article.id
        self._sent.add(about, *([replace(about, kind=kind, article=named)] if outcome < 0.72 else []))

    def _some_words(self, title: str) -> str:
        words = title.split()
        return " ".join(self._random.sample(words, max(len(words) * 2 // 3, 1)))

    def _moments(self, day: datetime, number: int) -> Iterator[datetime]:
        start = day.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = self._random.choices(range(24), HOURS, k=number)
        made = sorted(start + timedelta(hours=hour, seconds=self._random.uniform(0, 3600)) for hour in hours)
        return (moment for moment in made if moment <= self._until)

    def _reader(self, progress: float) -> str:
        if self._random.random() < 0.04:
            self._recorder.count_unrecorded("en")
            return "not recorded"
        session = self._recorder.session(str(self._random.random()))
        if self._random.random() < MISSING_SHARE:
            return self._ask_in_vain(session, progress)
        article = self._random.choices(self._articles, [1 / (n + 3) for n in range(len(self._articles))])[0]
        found, name = self._search(session, self._random.choice(self._asked[article.id]), article.language)
        self._open(found, name)
        return "searches"

    def _ask_in_vain(self, session: str, progress: float) -> str:
        weights = [1 + 3 * progress if topic == RISING else 1 - 0.5 * progress for topic in MISSING]
        asked = MISSING[self._random.choices(list(MISSING), weights)[0]]
        language = self._random.choice(list(asked))
        self._search(session, self._random.choice(asked[language]), language)
        if self._random.random() < 0.25:
            self._clock.now += timedelta(seconds=self._random.uniform(8, 50))
            self._search(session, self._random.choice(asked[language]), language)
        return "searches in vain"

    def _search(self, session: str, text: str, language: str) -> tuple[Results, str]:
        known = self._known.get((text, language))
        found = known or self._engine.search(SearchRequest(text, language))
        self._known[text, language] = found
        return found, self._recorder.record(ReaderSearch(session, text), found) or ""

    def _open(self, found: Results, name: str) -> None:
        for position, (hit, share) in enumerate(zip(found.hits, OPENED, strict=False), start=1):
            if self._random.random() < share:
                self._recorder.click(name, hit.article.id, position)
                self._read(hit.article)
                return

    def _read(self, article: Article) -> None:
        self._views.count(article.id)
        if self._random.random() < 0.12:
            self._votes.append(self._vote(article, article.id))

    def _vote(self, article: Article, id_: ArticleId) -> dict[str, object]:
        return {
            **id_._asdict(),
            "id": f"{self._random.getrandbits(128):032x}",
            "revision": article.content_hash,
            "reader": None,
            "helpful": self._random.random() < self._loved[id_],
            "reasons": [],
            "comment": "",
            "at": self._clock.now.replace(tzinfo=None),
        }


if __name__ == "__main__":
    main()
