"""Carries decisions out so that nothing is lost: not the file, not the history, not what another process decided.

The standing is claimed together with the note in the history, then the file is replaced atomically, then the decision
is confirmed; ``review.decisions.audit`` settles what a crash left between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from kb.core.errors import FileError
from kb.core.events import Tell, tell_nobody
from kb.editing.revisions import keep
from kb.files.saving import fingerprint, replace_file
from kb.git.folder import GitFolder
from kb.history.kept_versions import VersionNote, note_versions
from kb.library.library import Library
from kb.storage.database import AWAY
from review.decisions.annotations import change
from review.decisions.decision import KEYS_SET, Decision, DecisionKind, DecisionStatus
from review.decisions.history import note, set_status
from review.decisions.telling import event_of
from review.queue.rows import Standing


@dataclass(frozen=True)
class Step:
    """One article's part of an act: ``content`` is the file now, ``new`` what it becomes; None: it stays.

    ``was`` is its standing now, ``standing`` what that becomes.
    """

    decision: Decision
    content: bytes | None
    new: bytes | None
    was: Standing
    standing: Standing

    def versions(self) -> list[tuple[str, bytes]]:
        """The file before and after, each with its fingerprint."""
        return [(fingerprint(content), content) for content in (self.content, self.new) if content is not None]

    @property
    def undoes(self) -> int | None:
        """The number of the decision that this one takes back."""
        return self.decision.details.get("_undoes")


@dataclass
class Carried:
    """What became of the steps of an act: ``failed`` with why, ``overtaken`` by another process's decision."""

    done: list[Step] = field(default_factory=list)
    failed: list[tuple[Step, FileError]] = field(default_factory=list)
    overtaken: list[Step] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Carrier:
    """Carries out steps on the articles of one library; one act at a time."""

    def __init__(
        self, library: Library, database: Engine, git: GitFolder | None = None, tell: Tell = tell_nobody
    ) -> None:
        self._library = library
        self._database = database
        self._git = git
        self._tell = tell

    def carry_out(self, steps: Sequence[Step]) -> Carried:
        """Do what can be done, and tell what could not."""
        carried = Carried()
        if not steps:
            return carried
        for step in self._claimed(steps, carried):
            try:
                if step.new is not None and step.decision.before is not None:
                    replace_file(self._library.root / step.decision.path, step.new, step.decision.before)
                carried.done.append(step)
            except FileError as error:
                carried.failed.append((step, error))
        try:
            self._confirm(carried.done, [step for step, _ in carried.failed])
        except AWAY:  # the files are as decided, and the history says what was intended
            carried.warnings.append(_UNCONFIRMED)
        written = [step.decision for step in carried.done if step.new is not None]
        if written:
            self._library.look_at([str(self._library.root / one.path) for one in written])
            carried.warnings += self._commit(written)
        return carried

    def _claimed(self, steps: Sequence[Step], carried: Carried) -> list[Step]:
        """Write the standings and note the decisions, as far as no other process decided since they were read."""
        with self._database.begin() as connection:
            others = change(connection, {step.decision.article: (step.was, step.standing) for step in steps})
            carried.overtaken += [step for step in steps if step.decision.article in others]
            claimed = [step for step in steps if step.decision.article not in others]
            keep(connection, [version for step in claimed for version in step.versions()])
            numbers = note(connection, [step.decision for step in claimed])
        return [
            replace(step, decision=replace(step.decision, id=number))
            for step, number in zip(claimed, numbers, strict=True)
        ]

    def _confirm(self, done: Sequence[Step], void: Sequence[Step]) -> None:
        with self._database.begin() as connection:
            set_status(connection, [step.decision.id for step in done], DecisionStatus.DONE)
            set_status(connection, [step.decision.id for step in void], DecisionStatus.VOID)
            note_versions(connection, [_as_version(step.decision) for step in done if step.new is not None])
            set_status(connection, [u for step in done if (u := step.undoes) is not None], DecisionStatus.UNDONE)
            change(connection, {step.decision.article: (step.standing, step.was) for step in void})
            for step in done:
                if event := event_of(step.decision, self._library.catalog):
                    self._tell(connection, event)

    def _commit(self, decisions: Sequence[Decision]) -> list[str]:
        """One commit for each decision; one for all where they only set a key, as when many get another owner."""
        if self._git is None:
            return []
        together = [decision for decision in decisions if _sets_a_key(decision)]
        apart = [decision for decision in decisions if not _sets_a_key(decision)]
        warnings = []
        for some in (*([decision] for decision in apart), *([together] if together else [])):
            first, paths = some[0], [decision.path for decision in some]
            person = first.person
            if why := self._git.commit_changes(paths, _TITLES[first.kind], first.note, person.name, person.email):
                warnings.append(f"{', '.join(paths)[:_LONGEST_LIST]} is saved, but not committed: {why}")
        return warnings


def _sets_a_key(decision: Decision) -> bool:
    return decision.kind in KEYS_SET or decision.details.get("undoes") in KEYS_SET


def _as_version(made: Decision) -> VersionNote:
    names = (made.article, made.path, made.at, made.person.name, str(made.kind)[:16], made.note)
    return VersionNote(*names, made.before or "", made.after or "")


_UNCONFIRMED = "The files are saved. The history could not be completed: the next start or kb review --audit does it."
_LONGEST_LIST = 300
_TITLES = {
    DecisionKind.REVIEWED: "Review, still right",
    DecisionKind.EDITED: "Edit and review",
    DecisionKind.ARCHIVED: "Archive",
    DecisionKind.HANDED_OVER: "Hand over",
    DecisionKind.INTERVAL_SET: "Set the review interval",
    DecisionKind.UNDONE: "Take back a review",
}
