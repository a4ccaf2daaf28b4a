"""The figures of the insights: pure functions of searches, sums of days, views and votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import TypeVar

from kb.catalog.article import ArticleId
from search.log.searches import Day, Search
from search.widget.deflection import ArticleDeflection

Key = TypeVar("Key")
REFINED_WITHIN = timedelta(seconds=60)
UNSURE = 0.5
"""With less confidence than this an answer that fits is called a doubtful one."""
POSITIONS = 10
NO_FORM = ArticleDeflection()


@dataclass(frozen=True)
class QuestionFigures:
    """All searches for the same words in one language; ``query`` is how they were typed last.

    ``failed`` found nothing that fits, ``clicked`` led to an article, ``refined`` were followed within a minute by
    another search of the same reader, ``unsure`` have a doubtful answer.
    """

    query: str
    folded: str
    language: str
    searches: int
    failed: int
    clicked: int
    refined: int
    unsure: int

    @property
    def unclicked(self) -> int:
        """Searches that found something that fits, of which nothing was opened."""
        return self.searches - self.failed - self.clicked


@dataclass(frozen=True)
class Position:
    """How often something was shown at a position of the results, and how often it was opened there."""

    position: int
    shown: int
    opened: int

    @property
    def share(self) -> float | None:
        """Opened of shown, 0 to 1; None where nothing was shown."""
        return self.opened / self.shown if self.shown else None


@dataclass(frozen=True)
class Sums:
    """What is told of a number of searches at once."""

    searches: int = 0
    failed: int = 0
    clicked: int = 0
    unrecorded: int = 0

    @property
    def answered(self) -> float | None:
        """The share of searches that found something that fits."""
        return 1 - self.failed / self.searches if self.searches else None

    @property
    def opened(self) -> float | None:
        """The share of searches after which an article was opened."""
        return self.clicked / self.searches if self.searches else None


@dataclass(frozen=True)
class ArticleFigures:
    """How an article does: views, how often search led to it, what readers said of it, how often staff sent it, and
    what became of the messages of those who opened it from a contact form.
    """

    article: ArticleId
    views: int
    clicks: int
    yes: int = 0
    votes: int = 0
    links: int = 0
    form: ArticleDeflection = NO_FORM

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the true share of helped readers lies; None without votes."""
        return wilson(self.yes, self.votes) if self.votes else None


def wilson(yes: int, votes: int, z: float = 1.96) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927), 95 % by default; it does not fool with few votes."""
    share, extra = yes / votes, z * z / votes
    middle = (share + extra / 2) / (1 + extra)
    half = z / (1 + extra) * sqrt(share * (1 - share) / votes + extra / (4 * votes))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def of_category(searches: Iterable[Search], wanted: str, category_of: Callable[[ArticleId], str]) -> list[Search]:
    """The searches that belong to a category or one below it.

    A search belongs to the category it was narrowed to, else to that of the article opened, else shown first.
    """

    def category(search: Search) -> str:
        if search.category:
            return search.category
        nearest = [click.article for click in search.clicks[:1]] or search.first
        return category_of(nearest[0]) if nearest else ""

    return [search for search in searches if f"{category(search)}/".startswith(f"{wanted}/")]


def refined(searches: Iterable[Search]) -> set[str]:
    """The ids of the searches that were followed soon by other words of the same reader, and led nowhere before.

    ``searches`` are in the order of time.
    """
    last: dict[str, Search] = {}
    found = set()
    for search in searches:
        before = last.get(search.session)
        if before is not None and not before.clicks and before.folded != search.folded:
            found.update([before.id] if search.at - before.at <= REFINED_WITHIN else [])
        last[search.session] = search
    return found


def questions(searches: Iterable[Search], refined_ids: set[str]) -> list[QuestionFigures]:
    """Searches by words and language, the most frequent first."""
    written: dict[tuple[str, str], str] = {}
    counts: dict[tuple[str, str], list[int]] = {}
    for search in searches:
        entry = (search.language, search.folded)
        written[entry] = search.query
        count = counts.setdefault(entry, [0] * 5)
        is_failed, is_clicked = search.failed, bool(search.clicks)
        count[0] += 1
        count[1] += is_failed and not is_clicked
        count[2] += is_clicked
        count[3] += search.id in refined_ids
        count[4] += not is_failed and search.confidence < UNSURE
    made = [QuestionFigures(written[entry], entry[1], entry[0], *count) for entry, count in counts.items()]
    return sorted(made, key=lambda one: (-one.searches, one.language, one.folded))


def positions(searches: Sequence[Search]) -> list[Position]:
    """What was opened at the first ``POSITIONS`` positions."""
    opened = Counter(place for search in searches for place in {click.position for click in search.clicks})
    shown = Counter(min(search.total, POSITIONS) for search in searches)
    return [
        Position(place, sum(count for total, count in shown.items() if total >= place), opened[place])
        for place in range(1, POSITIONS + 1)
    ]


def by_language(searches: Iterable[Search], days: Iterable[Day]) -> list[tuple[str, Sums]]:
    """Sums by the language of the searches, the most searched first."""
    sums = _sums(searches, days, lambda one: one.language)
    return sorted(sums.items(), key=lambda entry: (-entry[1].searches, entry[0]))


def by_day(searches: Iterable[Search], days: Iterable[Day], first: date, last: date) -> list[tuple[date, Sums]]:
    """Sums of every day from ``first`` to ``last``."""
    sums = _sums(searches, days, lambda one: one.day if isinstance(one, Day) else one.at.date())
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, sums.get(day, Sums())) for day in every]


def together(searches: Iterable[Search], days: Iterable[Day]) -> Sums:
    """The sums of everything."""
    return _sums(searches, days, lambda _: None).get(None, Sums())


def _sums(searches: Iterable[Search], days: Iterable[Day], key_of: Callable[[Search | Day], Key]) -> dict[Key, Sums]:
    counts: dict[Key, Counter[str]] = {}
    for search in searches:
        count = counts.setdefault(key_of(search), Counter())
        count.update(searches=1, failed=int(search.failed), clicked=int(bool(search.clicks)))
    for day in days:
        count = counts.setdefault(key_of(day), Counter())
        count.update(searches=day.searches, failed=day.failed, clicked=day.clicked, unrecorded=day.unrecorded)
    return {key: Sums(**count) for key, count in counts.items()}


def articles(
    searches: Iterable[Search],
    views: Mapping[ArticleId, int],
    votes: Mapping[ArticleId, tuple[int, int]],
    links: Mapping[ArticleId, int],
    forms: Mapping[ArticleId, ArticleDeflection],
) -> list[ArticleFigures]:
    """The figures of every article that was read, opened, sent or voted on, the most read first.

    ``votes`` are (helped, all), ``links`` how often staff sent it, ``forms`` are those of contact forms.
    """
    clicks = Counter(click.article for search in searches for click in search.clicks)
    found = [
        ArticleFigures(
            *(id_, views.get(id_, 0), clicks[id_], *votes.get(id_, (0, 0)), links.get(id_, 0)),
            form=forms.get(id_, NO_FORM),
        )
        for id_ in {*views, *clicks, *votes, *links, *forms}
    ]
    return sorted(found, key=lambda one: (-one.views, -one.clicks, one.article))
