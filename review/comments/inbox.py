"""The comments of readers, narrowed down: what an address asks for, and what of the inbox that is.

An address comes from anywhere, so what it says and we do not know counts as not said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import Connection, select

from kb.catalog.article import Article, ArticleId
from kb.catalog.paths import with_parents
from kb.core.paging import page_among, page_number
from kb.feedback.vote_rows import FeedbackVote
from kb.storage.columns import kept_key
from kb.storage.database import few_at_a_time
from review.comments.handling import COLUMNS, OF_VOTE, CommentHandling, CommentState, Handled, read_handled
from review.queue.filters import Arguments

PAGE_SIZE, MOST_PAGES, MAX_TEXT = 30, 9_999, 600
MOST = 20_000
"""So many comments, the newest, are looked through; more than a team works off in a year."""
OPEN, ALL = "open", "all"
VIEWS = (OPEN, *CommentState, ALL)
MINE, TAKEN = "mine", "taken"
_FACETS = ("language", "category", "article", "whose")


class ListedComment(NamedTuple):
    """A comment without its words: on which article, as it stands in the catalog by now, and how far it is."""

    id: ArticleId
    article: Article | None
    handled: Handled

    @property
    def place(self) -> str:
        """The article as an address names it."""
        return f"{self.id.language}/{self.id.key}"

    @property
    def views(self) -> tuple[str, ...]:
        """In which of ``VIEWS`` it is."""
        state = self.handled.state
        return (ALL, state) if state is CommentState.SETTLED else (ALL, state, OPEN)


class InboxComment(NamedTuple):
    """A comment as it is shown; ``is_current`` tells whether the text is still the one its reader saw."""

    listed: ListedComment
    on: date
    text: str
    reasons: Sequence[str]
    step: str
    is_current: bool


@dataclass(frozen=True)
class InboxPage:
    """What the filters left; ``counts`` says how many there would be in each view, ``options`` for each value of each
    filter, all other filters kept; ``page`` is counted from 1.
    """

    total: int
    shown: Sequence[ListedComment]
    page: int
    pages: int
    counts: Mapping[str, int]
    options: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class InboxFilters:
    """What is asked for; as it is made: all that is not settled. ``article`` is ``language/key``."""

    state: str = OPEN
    language: str = ""
    category: str = ""
    article: str = ""
    whose: str = ""
    page: int = 1

    @classmethod
    def from_args(cls, args: Arguments) -> InboxFilters:
        """Read an address; what is not known there counts as not said."""
        given = {name: next(iter(args.getlist(name)), "").strip()[:MAX_TEXT] for name in ("state", *_FACETS, "page")}
        whose = given["whose"] if given["whose"] in (MINE, TAKEN) else ""
        state = given["state"] if given["state"] in VIEWS else OPEN
        names = {name: given[name] for name in ("language", "category", "article")}
        return cls(state, **names, whose=whose, page=page_number(given["page"], MOST_PAGES))

    def to_query(self, **changes: Any) -> str:
        """The filters, with ``changes``, as an address says them; a change of anything else leads to page 1."""
        wanted, nothing = replace(self, **{"page": 1, **changes}), InboxFilters()
        names = ("state", *_FACETS, "page")
        return urlencode(
            {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(nothing, name)}
        )

    def select(self, comments: Iterable[ListedComment], own: Set[ArticleId], name: str) -> InboxPage:
        """What is asked for by somebody of this ``name``, who answers for the articles of ``own``."""
        has: dict[str, Callable[[ListedComment], Sequence[str]]] = {
            "language": lambda one: (one.id.language,),
            "category": lambda one: with_parents(one.article.category) if one.article else (),
            "article": lambda one: (one.place,),
            "whose": lambda one: [
                value
                for value, holds in ((MINE, one.id in own), (TAKEN, bool(name) and one.handled.taken_by == name))
                if holds
            ],
        }
        found: list[ListedComment] = []
        near: dict[str, list[ListedComment]] = {facet: [] for facet in ("state", *_FACETS)}
        for one in comments:
            failed = [facet for facet in _FACETS if (wanted := getattr(self, facet)) and wanted not in has[facet](one)]
            failed += [] if self.state in one.views else ["state"]
            if len(failed) < 2:
                (near[failed[0]] if failed else found).append(one)
        page = page_among(self.page, len(found), PAGE_SIZE)
        counts = Counter(view for one in (*found, *near["state"]) for view in one.views)
        options = {facet: Counter(v for one in (*found, *near[facet]) for v in has[facet](one)) for facet in _FACETS}
        return InboxPage(
            len(found),
            found[page.offset : page.offset + PAGE_SIZE],
            page.number,
            page.pages,
            {view: counts[view] for view in VIEWS},
            {facet: dict(sorted(values.items())) for facet, values in options.items()},
        )


def listed_comments(connection: Connection, articles: Mapping[ArticleId, Article]) -> list[ListedComment]:
    """Every comment, the newest first, without its words."""
    row = FeedbackVote
    kept = {(id_.language, kept_key(id_.key)): id_ for id_ in articles}
    query = select(row.id, row.at, row.language, row.key, *COLUMNS).outerjoin(CommentHandling, OF_VOTE)
    newest = query.where(row.comment != "").order_by(row.at.desc(), row.id).limit(MOST)
    found = []
    for vote, at, language, key, *columns in connection.execute(newest):
        id_ = kept.get((language, key), ArticleId(language, key))
        found.append(ListedComment(id_, articles.get(id_), read_handled(vote, at, columns)))
    return found


def with_words(connection: Connection, listed: Sequence[ListedComment]) -> list[InboxComment]:
    """What was written; comments that are gone meanwhile are left out."""
    row = FeedbackVote
    words: dict[str, Any] = {}
    for some in few_at_a_time([one.handled.seen.vote for one in listed]):
        query = select(row.id, row.at, row.comment, row.reasons, row.step, row.revision).where(row.id.in_(some))
        words |= {found.id: found for found in connection.execute(query) if found.comment}
    return [
        InboxComment(
            one, said.at.date(), said.comment, said.reasons, said.step, _is_current(one.article, said.revision)
        )
        for one in listed
        if (said := words.get(one.handled.seen.vote))
    ]


def _is_current(article: Article | None, revision: str) -> bool:
    return article is not None and article.content_hash == revision
