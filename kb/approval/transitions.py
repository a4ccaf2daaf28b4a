"""The states of an article, which act leads from one to another and who may do it: a table, shown in docs/roles.md."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kb.catalog.article import Status


class Stage(StrEnum):
    """Where a version of an article stands: in its file (draft, published, archived), or in a proposal."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class StageAct(StrEnum):
    """What somebody does to a version."""

    PROPOSE = "propose"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    HIDE = "make a draft"
    ARCHIVE = "archive"


class Who(StrEnum):
    """Who may do an act."""

    WRITER = "whoever writes"
    PROPOSER = "whoever proposed it"
    EDITOR = "whoever edits"
    DECIDER = "whoever edits; where the category asks for approval, its owner or an administrator"


class Transition(NamedTuple):
    """An act that leads from one of several states to another."""

    act: StageAct
    before: tuple[Stage, ...]
    after: Stage
    who: Who


WITH_OTHERS = (Stage.IN_REVIEW, Stage.APPROVED)
"""States in which a proposal waits for somebody else than whoever made it."""
UNDECIDED = (*WITH_OTHERS, Stage.RETURNED)
_IN_FILES = (Stage.DRAFT, Stage.PUBLISHED, Stage.ARCHIVED)
TRANSITIONS = (
    Transition(StageAct.PROPOSE, _IN_FILES, Stage.IN_REVIEW, Who.WRITER),
    Transition(StageAct.PROPOSE, UNDECIDED, Stage.IN_REVIEW, Who.PROPOSER),
    Transition(StageAct.RETURN, WITH_OTHERS, Stage.RETURNED, Who.DECIDER),
    Transition(StageAct.WITHDRAW, UNDECIDED, Stage.WITHDRAWN, Who.PROPOSER),
    Transition(StageAct.APPROVE, (Stage.IN_REVIEW,), Stage.APPROVED, Who.DECIDER),
    Transition(StageAct.PUBLISH, (*_IN_FILES, Stage.IN_REVIEW), Stage.PUBLISHED, Who.DECIDER),
    Transition(StageAct.PUBLISH, (Stage.APPROVED,), Stage.PUBLISHED, Who.EDITOR),
    Transition(StageAct.ARCHIVE, (Stage.PUBLISHED,), Stage.ARCHIVED, Who.DECIDER),
    Transition(StageAct.HIDE, (Stage.PUBLISHED,), Stage.DRAFT, Who.DECIDER),
)
"""All of them. What no reader sees before or after (a draft that is saved, or put away) is no transition: it needs no
more than the right to edit.
"""


def leading_to(after: Stage) -> frozenset[Stage]:
    """The states from which something leads to ``after``."""
    return frozenset(stage for one in TRANSITIONS if one.after is after for stage in one.before)


def who_may(act: StageAct, before: Stage) -> Who | None:
    """Who may do ``act`` to what is in the state ``before``; None where it cannot be done there."""
    return next((one.who for one in TRANSITIONS if one.act is act and before in one.before), None)


def is_decided(before: Status | None, after: Status | None) -> bool:
    """Whether a file may become ``after`` only by whoever decides on it; None where it was none, or cannot be read."""
    from_, to = Stage(before or Status.DRAFT), Stage(after or Status.PUBLISHED)
    return any(one.who is Who.DECIDER and from_ in one.before and one.after is to for one in TRANSITIONS)
