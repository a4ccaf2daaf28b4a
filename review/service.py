"""One site's review: the queue now, what can be decided, what is known; shared by its pages, feeds and commands."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cachetools import TTLCache, cached
from sqlalchemy import Connection, Engine

from kb.accounts.accounts import addresses_by_team, names_of_disabled
from kb.accounts.teams import everyone, slugs
from kb.approval.gate import ApprovalGate
from kb.approval.owner_names import parts_of
from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core import roles
from kb.core.events import Tell, tell_nobody
from kb.core.setting_groups import ReviewSettings
from kb.core.settings import Settings
from kb.exchange.writing.counted_before import CountedBeforeReader
from kb.feedback.complaints import complaints_since
from kb.feedback.votes import Score, votes_since
from kb.files.alone import Alone
from kb.git.folder import GitFolder
from kb.library.library import Library
from kb.storage.background import Repeating
from kb.storage.database import AWAY, said_by
from kb.usage.desk_reader import links_since
from kb.usage.views import views_since
from review.decisions.annotations import all_standings
from review.decisions.audit import settle
from review.decisions.decide import Decisions, Let, Outcome
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.decisions.handover import categories_of, hand_over, owned_by_name, waiting_with
from review.fresh import KeptUntilWritten
from review.links.checker import LinkChecker
from review.queue.complaints import MOST_DAYS
from review.queue.policy import Intervals, ReviewState, judge
from review.queue.priority import SIGNAL_DAYS, Signals
from review.queue.rows import Complaints, Known, Row, Standing, make_queue, make_row
from review.queue.rules import RuleFile, Rules

if TYPE_CHECKING:
    from review.links.visitor import LinkVisitor

logger = logging.getLogger(__name__)

SIGNALS_KEPT_SECONDS = 60
NO_VOTES = Score()
FailedSearches = Callable[[Connection, date], Mapping[ArticleId, int]]
NearDuplicates = Callable[[Article], list[tuple[Article, float]]]


class Review:
    """The review of one library, with what was decided in ``database``.

    ``near_duplicates`` gives the articles that say nearly the same, with how near, and ``failed_searches`` how many
    searches ended at each without success since a day (search provides both). ``tell`` hears of what is decided.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        database: Engine,
        clock: Callable[[], datetime],
        near_duplicates: NearDuplicates | None = None,
        git: GitFolder | None = None,
        failed_searches: FailedSearches = lambda _, __: {},
        tell: Tell = tell_nobody,
    ) -> None:
        self.settings = settings
        self.library = library
        self.database = database
        self._failed_searches = failed_searches
        self.clock = clock
        self.counted_before = CountedBeforeReader(library.root)
        self.near_duplicates = near_duplicates or (lambda _: [])
        self.git, self.tell = git, tell
        self.links = LinkChecker(lambda url: self._visitor.visit(url), clock)
        alone = Alone(settings.data_dir / "review.lock")
        self.decisions = Decisions(library, database, clock, git if settings.git_commit else None, tell, alone)
        self.gate = ApprovalGate(library, database, clock, self.addresses_of)
        self._rules = RuleFile(settings.articles_dir, site_intervals(settings))
        kept: TTLCache[object, Mapping[ArticleId, Signals]] = TTLCache(1, SIGNALS_KEPT_SECONDS)
        self._later, self._is_settled = Repeating("settling decisions", self._settle), False
        self._kept = KeptUntilWritten(database, others=settings.has_others)
        self._signals = cached(kept, lock=threading.Lock())(self._read_signals)

    def start(self) -> None:
        """Settle what a crash left, as soon as the database takes it, and check links when asked."""
        try:
            self._settle()
        except AWAY as error:
            logger.warning("decisions that were interrupted are settled later: %s", said_by(error))
            self._later.start()
        self.links.start()

    def _settle(self) -> None:
        if not self._is_settled:
            with self.decisions.alone():  # what another process is at is not interrupted
                settle(self.catalog, self.settings.articles_dir, self.database, self.tell)
            self._is_settled = True

    def close(self) -> None:
        """Stop checking links."""
        self._later.close()
        self.links.close()
        self._kept.close()
        if "_visitor" in self.__dict__:
            self._visitor.close()

    @cached_property
    def _visitor(self) -> LinkVisitor:
        """Made when a link is looked at: the HTTP client takes a quarter of a second that commands would wait for."""
        from review.links.visitor import LinkVisitor

        return LinkVisitor(self.settings.base_url, self.clock)

    @property
    def catalog(self) -> Catalog:
        """The collection now."""
        return self.library.catalog

    @property
    def rules(self) -> Rules:
        """What ``review.yml`` says now."""
        return self._rules.read()

    def let(self, person: roles.Person) -> Let:
        """What asks whether ``person`` may write into an article, where its category asks for approval."""
        return partial(self.gate.let, person=person)

    def today(self) -> date:
        """The day by UTC, as decisions are dated."""
        return self.clock().date()

    def known(self, today: date | None = None) -> Known:
        """What people decided and what readers did, in a few queries however many articles there are."""
        day = today or self.today()
        return Known(self._standings(), self._signals(day), self.complaints(day), self.left())

    def complaints(self, today: date) -> Complaints:
        """What readers said of texts that some of them call wrong, as far as that may flag them."""
        rule, since = self.rules.readers_flag, today - timedelta(days=MOST_DAYS)
        if rule is None:
            return {}
        least = rule.readers
        return self._kept(("complaints", since, least), lambda connection: complaints_since(connection, since, least))

    def left(self) -> frozenset[str]:
        """The names and addresses of those whose account is disabled, folded as addresses."""
        return self._kept("left", names_of_disabled)

    def teams(self) -> frozenset[str]:
        """The slugs of all teams."""
        return self._kept("teams", slugs)

    def team_names(self) -> Mapping[str, str]:
        """What teams are called, by their slugs."""
        return self._kept("team names", lambda connection: {one.slug: one.name for one in everyone(connection)})

    def addresses_of(self, owner: str | None) -> tuple[str, ...]:
        """Each address at which ``owner`` gets mail: what ``review.yml`` says, else the addresses in it and those of
        everybody in the teams that it names.
        """
        own = self.rules.addresses_of(owner)
        if owner is None or owner in self.rules.addresses:
            return own
        members = self._kept("team mail", addresses_by_team)
        theirs = (address for part in parts_of(owner) for address in members.get(part, ()))
        return tuple(dict.fromkeys((*own, *theirs)))

    def queue(self, today: date | None = None) -> list[Row]:
        """Every published article, the one to begin with first; as of another day where one is given."""
        today = today or self.today()
        return make_queue(self.catalog, today, self.rules, self.known(today))

    def overdue(self) -> list[tuple[Article, str, date | None]]:
        """What is overdue today, the most important first: the article, who is to act (empty: nobody), since when."""
        rows = (row for row in self.queue() if row.state is ReviewState.OVERDUE)
        return [(row.article, row.responsible or "", row.verdict.due_on) for row in rows]

    def row(self, article: Article, today: date | None = None) -> Row:
        """One article's row."""
        today = today or self.today()
        return make_row(article, self.catalog, today, self.rules, self.known(today))

    def owned_by_name(self) -> Mapping[str, Set[ArticleId]]:
        """The articles of each name and address that owners are known by, folded as addresses."""
        return owned_by_name(self.catalog)

    def waiting_with(self, name: str, email: str) -> list[Article]:
        """What somebody owns or was assigned, published or not."""
        return waiting_with(self.catalog, self._standings(), name, email)

    def categories_of(self, name: str) -> list[str]:
        """The files of the categories that name somebody, or a team, as their owner."""
        return categories_of(self.catalog, name)

    def hand_over(self, name: str, email: str, to: str, by: roles.Person) -> Outcome:
        """Give ``to`` what somebody owns, in the files, and what they were assigned; ``by`` stands in the history."""
        who = Reviewer(by.name, by.email)
        return hand_over(self.decisions, self.catalog, self._standings(), (name, email), to, who)

    def flag(self, article: ArticleId, comment: str, person: roles.Person) -> None:
        """Somebody at the desk says that ``article`` is wrong: it goes to the head of the queue."""
        by = Reviewer(person.name or "desk", person.email)
        self.decisions.decide(DecisionRequest(DecisionKind.FLAGGED, comment), [DecisionTarget(article)], by)

    def is_overdue(self, article: Article) -> bool:
        """Whether readers of ``article`` are told that nobody checked it for long; asks no database."""
        intervals = self.rules.intervals(article, self.catalog.owner_of(article))
        verdict = judge(self.today(), article.last_reviewed_on, intervals, published_on=article.published_on)
        return verdict.state is ReviewState.OVERDUE

    def _standings(self) -> Mapping[ArticleId, Standing]:
        with self.database.connect() as connection:
            return all_standings(connection)

    def _read_signals(self, today: date) -> Mapping[ArticleId, Signals]:
        since = today - timedelta(days=SIGNAL_DAYS)
        with self.database.connect() as connection:
            views, votes = views_since(connection, since), votes_since(connection, since)
            failed = self._failed_searches(connection, since)
            links = links_since(connection, datetime.combine(since, time()))
        found = {}
        for id_ in views.keys() | votes.keys() | failed.keys() | links.keys():
            article = self.catalog.articles.get(id_)
            score = votes[id_].get(article.content_hash, NO_VOTES) if article and id_ in votes else NO_VOTES
            counts = views.get(id_, 0), score.helpful, score.unhelpful, failed.get(id_, 0), links.get(id_, 0)
            found[id_] = Signals(*counts)
        return found


def site_intervals(settings: ReviewSettings) -> Intervals:
    """The intervals of the settings."""
    return Intervals(settings.review_due, settings.review_overdue)
