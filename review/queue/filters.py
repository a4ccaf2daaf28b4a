"""Which part of the queue somebody looks at: what an address asks for, and back to an address.

An address comes from anywhere, so what it says and we do not know counts as not said.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from kb.approval.owner_names import names_in
from kb.catalog.article import ArticleId
from kb.catalog.paths import with_parents
from kb.core.paging import page_among, page_number
from review.queue.policy import ReviewState
from review.queue.rows import Row

NOBODY = "nobody"
"""What is asked for where an article has no owner."""


def review_url(id_: ArticleId) -> str:
    """The address of an article's review, relative to the site's root."""
    return f"/review/articles/{id_.language}/{quote(id_.key)}"


PAGE_SIZE, MOST_PAGES = 50, 9_999
WAITING, OUTDATED, ALL = "waiting", "outdated", "all"
VIEWS = (WAITING, ALL, *ReviewState, OUTDATED)
MAX_TEXT = 200
_LAST = "\U0010ffff"
SORTS: Mapping[str, Callable[[Row], Any] | None] = {
    "priority": None,  # the order of the queue itself
    "due": lambda row: row.verdict.due_on or date.max,
    "reviewed": lambda row: row.article.last_reviewed_on or date.min,
    "title": lambda row: row.article.title.casefold(),
    "owner": lambda row: (row.responsible or _LAST).casefold(),
}
_FACETS: Mapping[str, Callable[[Row], Any]] = {
    "owner": lambda row: row.owner,
    "responsible": lambda row: row.standing.assignee or row.owner,
    "category": lambda row: row.article.category,
    "language": lambda row: row.article.language,
    "tag": lambda row: row.article.tags,
}
"""For each filter what a row has; ``_values`` says under which values it is found with that."""


class Arguments(Protocol):
    """The part of an address behind the question mark, as werkzeug's ``MultiDict`` has it."""

    def getlist(self, key: str, /) -> list[str]:
        """Every value of ``key``, none where it is not given."""


@dataclass(frozen=True)
class Selection:
    """What the filters left of a queue.

    ``rows`` are all in the order asked for, ``shown`` those of the ``page`` (from 1); ``counts`` says how many there
    would be in each view, and ``options`` how many for each value of each filter, all other filters kept.
    """

    rows: Sequence[Row]
    shown: Sequence[Row]
    page: int
    pages: int
    counts: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Filters:
    """What is asked for; as it is made: all that waits, the most important first.

    ``state`` holds names of ``VIEWS``; ``owner`` answers for an article, ``responsible`` should act (assigned to it,
    else the owner), both may be ``nobody``; ``mine`` is what whoever asks should act on,
    by themselves or in a team; ``planned`` is the last day of a plan to show; ``q`` words to find.
    """

    state: tuple[str, ...] = (WAITING,)
    owner: str = ""
    responsible: str = ""
    category: str = ""
    language: str = ""
    tag: str = ""
    mine: str = ""
    q: str = ""
    planned: date | None = None
    sort: str = "priority"
    page: int = 1

    @classmethod
    def from_args(cls, args: Arguments) -> Filters:
        """Read an address; what is not known there counts as not said."""
        given = {name: _text(args, name) for name in (*_FACETS, "mine", "q", "planned", "sort", "page")}
        states = tuple(view for view in VIEWS if view in args.getlist("state"))
        return cls(
            state=states or (WAITING,),
            **{name: given[name] for name in (*_FACETS, "q")},
            mine="1" if given["mine"] == "1" else "",
            planned=_day(given["planned"]),
            sort=given["sort"] if given["sort"] in SORTS else "priority",
            page=page_number(given["page"], MOST_PAGES),
        )

    def to_query(self, **changes: Any) -> str:
        """The filters, with ``changes``, as an address says them; a change of anything else leads to page 1."""
        wanted = replace(self, **{"page": 1, **changes})
        fields = {name: value for name in _NAMES if (value := getattr(wanted, name)) != getattr(_ANYTHING, name)}
        return urlencode(fields, doseq=True)

    def select(self, rows: Iterable[Row], today: date, me: Collection[str] = ()) -> Selection:
        """What of a queue is asked for on ``today`` by whoever goes by the names ``me``, folded as addresses."""
        tests = self._tests(today, me)
        near: dict[str | None, list[Row]] = {name: [] for name in (None, "state", *_FACETS, "mine", "q", "planned")}
        for row in rows:
            failed = [name for name, test in tests.items() if not test(row)]
            if len(failed) < 2:
                near[failed[0] if failed else None].append(row)
        found = near[None]
        if key := SORTS[self.sort]:
            found = sorted(found, key=key)
        page = page_among(self.page, len(found), PAGE_SIZE)
        return Selection(
            found,
            found[page.offset : page.offset + PAGE_SIZE],
            page.number,
            page.pages,
            self._counts([*found, *near["state"]], today),
            {name: _options(name, [*found, *near[name]], getattr(self, name)) for name in _FACETS},
        )

    def _tests(self, today: date, me: Collection[str]) -> dict[str, Callable[[Row], bool]]:
        """One test for each filter that leaves anything out."""
        tests: dict[str, Callable[[Row], bool]] = {}
        if ALL not in self.state:
            tests["state"] = self._in_view(self.state, today)
        for name in _FACETS:
            if wanted := getattr(self, name):
                tests[name] = partial(_has, name, wanted)
        if self.mine:
            tests["mine"] = lambda row: not names_in(row.standing.assignee or row.owner or "").isdisjoint(me)
        if self.planned:
            tests["planned"] = self._is_planned
        if words := _folded(self.q).split():
            tests["q"] = lambda row: all(word in _words_of(row) for word in words)
        return tests

    def _is_planned(self, row: Row) -> bool:
        planned_on = row.standing.planned_on
        return planned_on is not None and self.planned is not None and planned_on <= self.planned

    def _in_view(self, views: Sequence[str], today: date) -> Callable[[Row], bool]:
        """Whether a row is in one of ``views``; what is planned waits from the last day of the plan shown."""
        states = frozenset(views)
        waiting, outdated = WAITING in states, OUTDATED in states
        until = max(today, self.planned) if self.planned else today

        def test(row: Row) -> bool:
            if row.verdict.state in states or (row.outdated and outdated):
                return True
            return waiting and row.is_open(until)

        return test

    def _counts(self, rows: Sequence[Row], today: date) -> dict[str, int]:
        waits = self._in_view((WAITING,), today)
        states = Counter(row.verdict.state for row in rows)
        return {
            WAITING: sum(map(waits, rows)),
            ALL: len(rows),
            **{state: states[state] for state in ReviewState},
            OUTDATED: sum(row.outdated for row in rows),
        }


_ANYTHING = Filters()
_NAMES = tuple(Filters.__dataclass_fields__)


def _options(facet: str, rows: Iterable[Row], chosen: str) -> dict[str, int]:
    """How many rows each value would leave, by name; the chosen one is there also where it leaves none."""
    counts: dict[str, int] = {chosen: 0} if chosen else {}
    for has, count in Counter(map(_FACETS[facet], rows)).items():  # rows are many, what they have is little
        for value in _values(facet, has):
            counts[value] = counts.get(value, 0) + count
    return {name: counts[name] for name in sorted(counts, key=str.casefold)}


def _has(facet: str, wanted: str, row: Row) -> bool:
    return wanted in _values(facet, _FACETS[facet](row))


def _values(facet: str, has: Any) -> Sequence[str]:
    if facet == "tag":
        return tuple(dict.fromkeys(has))
    if facet == "category":
        return with_parents(has)
    return (has or NOBODY,)


def _words_of(row: Row) -> str:
    return _folded(f"{row.article.title} {row.article.key} {row.owner or ''} {row.standing.assignee}")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _text(args: Arguments, name: str) -> str:
    return next(iter(args.getlist(name)), "").strip()[:MAX_TEXT]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
