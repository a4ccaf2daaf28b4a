"""Is self-service working? The figures of a time that tell it, beside those of the time before, and what is not known.

What a search or question got counts as an answer only where the search was sure of it: a result that may fit is
"doubtful", and what no article answers is "no good answer", whatever was shown or opened for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.graphics.tables import Table
from search.insights.counts.comparison import Ratio, Share, Trend, trend_of
from search.insights.counts.figures import UNSURE
from search.log.searches import Day, Search

MOST_LANGUAGES = 6


@dataclass(frozen=True, slots=True)
class SearchOutcomes:
    """What searches came to. Of ``summed`` only sums are left: among them nobody knows any more which were doubtful.

    ``unseen`` had something that fits, and nothing was opened; ``unrecorded`` were not to be recorded.
    """

    searches: int = 0
    sure: int = 0
    doubtful: int = 0
    failed: int = 0
    opened: int = 0
    unseen: int = 0
    summed: int = 0
    unrecorded: int = 0

    @property
    def answered(self) -> Share:
        """Those surely answered, of those of which it is known."""
        return Share(self.sure, self.searches - self.summed)

    @property
    def unsure(self) -> Share:
        """Those with a doubtful answer."""
        return Share(self.doubtful, self.searches - self.summed)

    @property
    def unanswered(self) -> Share:
        """Those without a good answer."""
        return Share(self.failed, self.searches)

    @property
    def led_on(self) -> Share:
        """Those from which an article was opened."""
        return Share(self.opened, self.searches)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything of one time: searches, and what readers said or did elsewhere, as far as it is known.

    ``told`` are questions that were answered in words, ``solved`` those of which it was said that it helped, ``helped``
    the votes that say so of an article, ``spared`` messages in contact forms that were said to be solved.
    """

    searches: SearchOutcomes
    helped: Share
    told: Share
    solved: Share
    spared: Share
    per_ticket: Ratio


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure now and before; ``rises_well`` tells whether more of it is good, None where it is neither."""

    name: str
    now: Share | Ratio | int
    before: Share | Ratio | int
    rises_well: bool | None

    @property
    def trend(self) -> Trend:
        """What became of it."""
        match self.now, self.before:
            case (Share() as now, Share() as before):
                return now.trend_from(before)
            case (Ratio() as now_ratio, Ratio() as before_ratio):
                return now_ratio.trend_from(before_ratio)
            case (int() as now_count, int() as before_count):
                return trend_of(now_count, before_count)
        raise TypeError(self.name)

    @property
    def verdict(self) -> str:
        """``better`` or ``worse`` where that can be told; else the name of the trend."""
        trend = self.trend
        if self.rises_well is None or trend not in (Trend.UP, Trend.DOWN):
            return str(trend)
        return "better" if (trend is Trend.UP) is self.rises_well else "worse"


@dataclass(frozen=True)
class Overview:
    """Both times, and the searches of both by language, the most searched first."""

    now: Outcomes
    before: Outcomes
    languages: Sequence[tuple[str, SearchOutcomes, SearchOutcomes]]

    @property
    def figures(self) -> list[Figure]:
        """What the first screen shows, the question's answer first; what neither time knows of is left out."""
        now, before = self.now, self.before
        both = [
            Figure("searches", now.searches.searches, before.searches.searches, None),
            *search_figures(now.searches, before.searches),
            Figure("helped", now.helped, before.helped, True),
            Figure("told", now.told, before.told, True),
            Figure("solved", now.solved, before.solved, True),
            Figure("spared", now.spared, before.spared, True),
            Figure("per_ticket", now.per_ticket, before.per_ticket, True),
        ]
        return [one for one in both if isinstance(one.now, int) or one.now.value is not None or has_value(one.before)]

    @property
    def answered(self) -> Figure:
        """The one that answers the question."""
        return search_figures(self.now.searches, self.before.searches)[0]

    def table(self) -> Table:
        """The figures for programs: shares as parts of 1, with their bounds, and of how many."""
        columns = ("figure", "value", "at_least", "at_most", "of", "value_before", "of_before", "change")
        rows = []
        for one in self.figures:
            now, before = one.now, one.before
            low, high = (now.bounds if isinstance(now, Share) else None) or (None, None)
            rows.append((one.name, _value(now), low, high, _of(now), _value(before), _of(before), one.verdict))
        return Table(columns, rows)

    def languages_table(self) -> Table:
        """Searches by language, now and before."""
        columns = ("language", "searches", "answered_share", "failed_share", "searches_before", "answered_before")
        return Table(
            (*columns, "change"),
            [
                (
                    *(code, now.searches, now.answered.value, now.unanswered.value),
                    *(before.searches, before.answered.value, search_figures(now, before)[0].verdict),
                )
                for code, now, before in self.languages
            ],
        )


def search_figures(now: SearchOutcomes, before: SearchOutcomes) -> list[Figure]:
    """The shares of searches: surely answered, doubtful, without a good answer, led to an article."""
    return [
        Figure("answered", now.answered, before.answered, True),
        Figure("unsure", now.unsure, before.unsure, False),
        Figure("failed", now.unanswered, before.unanswered, False),
        Figure("opened", now.led_on, before.led_on, True),
    ]


def outcomes_of(searches: Iterable[Search], days: Iterable[Day]) -> dict[str, SearchOutcomes]:
    """What searches came to, by language."""
    counts: dict[str, dict[str, int]] = {}

    def add(language: str, **more: int) -> None:
        count = counts.setdefault(language, {})
        for name, number in more.items():
            count[name] = count.get(name, 0) + number

    for one in searches:
        is_sure = not one.failed and one.confidence >= UNSURE
        add(
            one.language,
            searches=1,
            sure=int(is_sure),
            doubtful=int(not one.failed and not is_sure),
            failed=int(one.failed),
            opened=int(bool(one.clicks)),
            unseen=int(not one.failed and not one.clicks),
        )
    for day in days:
        sums = {"searches": day.searches, "summed": day.searches, "failed": day.failed, "opened": day.clicked}
        add(day.language, **sums, unrecorded=day.unrecorded)
    return {language: SearchOutcomes(**count) for language, count in counts.items()}


def all_together(outcomes: Iterable[SearchOutcomes]) -> SearchOutcomes:
    """The sums over languages."""
    found = list(outcomes)
    names = SearchOutcomes.__dataclass_fields__
    return SearchOutcomes(**{name: sum(getattr(one, name) for one in found) for name in names})


def by_language(
    now: dict[str, SearchOutcomes], before: dict[str, SearchOutcomes]
) -> list[tuple[str, SearchOutcomes, SearchOutcomes]]:
    """Both times side by side, the most searched first; languages without a search are left out."""
    both = [(code, now.get(code, SearchOutcomes()), before.get(code, SearchOutcomes())) for code in {*now, *before}]
    searched = [one for one in both if one[1].searches or one[2].searches]
    return sorted(searched, key=lambda one: (-one[1].searches, -one[2].searches, one[0]))[:MOST_LANGUAGES]


def has_value(one: Share | Ratio | int) -> bool:
    """Whether there is anything to tell."""
    return isinstance(one, int) or one.value is not None


def _value(one: Share | Ratio | int) -> float | int | None:
    return one if isinstance(one, int) else one.value


def _of(one: Share | Ratio | int) -> int | None:
    match one:
        case Share():
            return one.of
        case Ratio():
            return one.per
    return None
