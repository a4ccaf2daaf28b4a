"""What a reviewer can decide, and what is refused because another did something meanwhile.

A file or a standing that is not as the reviewer saw it is not touched; ``review.decisions.carry_out`` does the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from kb.approval.gate import ApprovalNeededError, FileChange
from kb.catalog.article import Article, ArticleId
from kb.core.events import Tell, tell_nobody
from kb.editing.revisions import kept
from kb.files.alone import Alone
from kb.files.inside import content_of
from kb.files.saving import fingerprint
from kb.front_matter.edit import FrontMatterEditError, set_values
from kb.git.folder import GitFolder
from kb.library.library import Library
from kb.storage.database import naive_utc
from review.decisions.annotations import all_standings, as_plain, from_plain
from review.decisions.carry_out import Carrier, Step
from review.decisions.decision import KEYS_SET, RESETS, Decision, DecisionKind, DecisionStatus, Reviewer
from review.decisions.decision_request import WRITING, DecisionRequest, DecisionTarget, mark, standing_after, values_of
from review.decisions.history import after_batch, of_article, of_batch
from review.queue.rows import NO_STANDING, Standing

BEHIND = ("last_reviewed_on", "updated_on", "published_on", "date")
Let = Callable[[FileChange], None]
"""Raises ``ApprovalNeededError`` where a file is not to be written."""
LASTING = (DecisionKind.UNDONE, DecisionKind.OUTSIDE)
"""What cannot be taken back: that something was, and what happened outside."""


@dataclass(frozen=True)
class Refusal:
    """Why nothing was done to one article: a word that ``Wording.refusal`` spells out, or what the system said.

    ``meanwhile`` is what others decided since the reviewer looked; ``outside`` tells that the file is not as any of
    that left it.
    """

    article: ArticleId
    reason: str
    meanwhile: tuple[Decision, ...] = ()
    outside: bool = False


@dataclass
class Outcome:
    """What an act did. ``batch`` undoes it; ``warnings`` are for the reviewer to read."""

    batch: str
    done: list[ArticleId] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Decisions:
    """Carries out decisions on the articles of one library; safe to use from many threads."""

    def __init__(
        self,
        library: Library,
        database: Engine,
        clock: Callable[[], datetime],
        git: GitFolder | None = None,
        tell: Tell = tell_nobody,
        alone: Alone | None = None,
    ) -> None:
        """``alone`` keeps the decisions of other processes waiting, where there may be some."""
        self._library = library
        self._database = database
        self._clock = clock
        self._carrier = Carrier(library, database, git, tell)
        self.alone = alone or Alone()

    def decide(
        self, order: DecisionRequest, targets: Sequence[DecisionTarget], person: Reviewer, let: Let | None = None
    ) -> Outcome:
        """Do to each target what the order says, as one act; what cannot be done is told, the rest is done."""
        return self.decide_each([(order, target) for target in targets], person, let)

    def decide_each(
        self, orders: Sequence[tuple[DecisionRequest, DecisionTarget]], person: Reviewer, let: Let | None = None
    ) -> Outcome:
        """The same with an order for each target.

        ``let`` is asked before each file is written; without it, as for commands, everything is let.
        """
        outcome = Outcome(secrets.token_hex(8))
        with self.alone():
            with self._database.connect() as connection:
                standings = all_standings(connection)
            steps = []
            for order, target in orders:
                try:
                    step = self._prepare(order, target, person, standings, outcome.batch)
                    steps.append(_let_through(step, let))
                except _RefusedError as error:
                    outcome.refused.append(error.refusal)
            self._carry_out(steps, outcome)
        return outcome

    def undo(self, batch: str, person: Reviewer, let: Let | None = None) -> Outcome:
        """Take an act back, article by article, where nobody has decided or edited since; ``let`` as for ``decide``."""
        outcome = Outcome(secrets.token_hex(8))
        with self.alone():
            with self._database.connect() as connection:
                done = [
                    d for d in of_batch(connection, batch) if d.status is DecisionStatus.DONE and d.kind not in LASTING
                ]
                before = kept(connection, [decision.before for decision in done if decision.before])
                later = after_batch(connection, batch)
            steps = []
            for decision in done:
                try:
                    if newer := tuple(d for d in later if d.article == decision.article and _is_newer(d, decision)):
                        raise _RefusedError(Refusal(decision.article, "decided", newer))
                    step = self._reversed(decision, before.get(decision.before or ""), person, outcome.batch)
                    steps.append(_let_through(step, let))
                except _RefusedError as error:
                    outcome.refused.append(error.refusal)
            self._carry_out(steps, outcome)
        return outcome

    def _prepare(
        self,
        order: DecisionRequest,
        target: DecisionTarget,
        person: Reviewer,
        standings: Mapping[ArticleId, Standing],
        batch: str,
    ) -> Step:
        article = self._library.catalog.articles.get(target.article)
        if article is None:
            raise _RefusedError(Refusal(target.article, "gone"))
        today = self._now().date()
        before = standings.get(article.id, NO_STANDING)
        after = standing_after(before, order, today, person)
        content = self._as_seen(article, before, target)
        new = _rewritten(article, content, order, today, person) if order.kind in WRITING else None
        if new == content and order.kind in KEYS_SET:
            raise _RefusedError(Refusal(article.id, "same"))
        last = article.last_reviewed_on
        details = {**order.details(), "_before": as_plain(before), "_after": as_plain(after)}
        if order.kind in RESETS:
            details |= {"reviewed_on": today.isoformat(), "previously_on": last.isoformat() if last else None}
        decision = Decision(
            batch, self._now(), article.id, article.path, order.kind, person, order.note, details,
            fingerprint(content) if new is not None else None,
            fingerprint(new) if new is not None else None,
            DecisionStatus.INTENDED if new is not None else DecisionStatus.DONE,
        )  # fmt: skip
        return Step(decision, content if new is not None else None, new, before, after)

    def _reversed(self, done: Decision, before: bytes | None, person: Reviewer, batch: str) -> Step:
        content = None
        if done.after is not None:
            if before is None:
                raise _RefusedError(Refusal(done.article, "not_kept"))
            content = content_of(self._library.root, done.path)
            if content is None or fingerprint(content) != done.after:
                raise _RefusedError(Refusal(done.article, "edited"))
        standing = from_plain(done.details.get("_before", {}))
        now = from_plain(done.details.get("_after", {}))
        details = {"undoes": str(done.kind), "_undoes": done.id}
        details |= {"_before": as_plain(now), "_after": as_plain(standing)}
        decision = Decision(
            batch, self._now(), done.article, done.path, DecisionKind.UNDONE, person, "", details,
            done.after, done.before,
            DecisionStatus.INTENDED if content is not None else DecisionStatus.DONE,
        )  # fmt: skip
        return Step(decision, content, before if content is not None else None, now, standing)

    def _carry_out(self, steps: Sequence[Step], outcome: Outcome) -> None:
        carried = self._carrier.carry_out(steps)
        outcome.done += [step.decision.article for step in carried.done]
        outcome.warnings += carried.warnings
        root = self._library.root
        outcome.refused += [Refusal(step.decision.article, error.within(root)) for step, error in carried.failed]
        outcome.refused += [self._decided_since(step.decision.article, mark(step.was)) for step in carried.overtaken]

    def _as_seen(self, article: Article, standing: Standing, target: DecisionTarget) -> bytes:
        """The file, where both it and what was decided beside it are as the reviewer saw them."""
        content = content_of(self._library.root, article.path)
        if content is None:
            raise _RefusedError(Refusal(article.id, "gone"))
        if target.seen not in (None, fingerprint(content)):
            meanwhile = self._meanwhile(article.id, lambda decision: decision.before == target.seen)
            left = next((decision.after for decision in meanwhile if decision.after), None)
            if left == target.seen:
                meanwhile = ()  # all of that led back to what the reviewer saw, and was over before
            raise _RefusedError(Refusal(article.id, "changed", meanwhile, left != fingerprint(content)))
        if target.standing not in (None, mark(standing)):
            raise _RefusedError(self._decided_since(article.id, target.standing))
        return content

    def _decided_since(self, id_: ArticleId, seen: str | None) -> Refusal:
        """Why nothing is done to an article whose standing is no longer the one with the mark ``seen``."""
        return Refusal(id_, "decided", self._meanwhile(id_, lambda decision: _standing_before(decision) == seen))

    def _meanwhile(self, id_: ArticleId, is_first: Callable[[Decision], bool]) -> tuple[Decision, ...]:
        """What was decided from the one on that ``is_first``; nothing where there is none, as after an edit by hand."""
        with self._database.connect() as connection:
            newest = [
                decision for decision in of_article(connection, id_) if decision.status is not DecisionStatus.VOID
            ]
        since = next((place for place, decision in enumerate(newest) if is_first(decision)), -1)
        return tuple(newest[: since + 1])

    def _now(self) -> datetime:
        """The time in UTC, without a zone: that is how the history keeps it."""
        return naive_utc(self._clock())


class _RefusedError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _let_through(step: Step, let: Let | None) -> Step:
    """``step``, where the site lets it be written."""
    if let and step.new is not None:
        try:
            let(FileChange(step.decision.article, step.decision.path, step.content, step.new))
        except ApprovalNeededError as error:
            raise _RefusedError(Refusal(step.decision.article, "approval")) from error
    return step


def _rewritten(article: Article, content: bytes, order: DecisionRequest, today: date, person: Reviewer) -> bytes:
    try:
        return set_values(order.text or content, values_of(order, today, person), after=BEHIND)
    except FrontMatterEditError as error:
        raise _RefusedError(Refusal(article.id, f"{article.path}: {error}")) from error


def _standing_before(decision: Decision) -> str | None:
    before = decision.details.get("_before")
    return None if before is None else mark(from_plain(before))


def _is_newer(decision: Decision, than: Decision) -> bool:
    """Whether it stands in the way of taking back ``than``; one that was taken back itself does not, nor does that."""
    stands = decision.status is DecisionStatus.DONE and decision.kind is not DecisionKind.UNDONE
    return decision.id > than.id and (stands or decision.status is DecisionStatus.INTENDED)
