"""Carries moves out so that nothing is lost: an article is at its new place before it is gone from the old one.

The act is noted with the fingerprints of every file, the new files are made, the old ones are taken away, and in one
transaction everything that is kept of the articles follows and the act is done. Whatever a crash left between is
settled at the next start: where all new files are there it goes on, else it goes back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from kb.approval.gate import ApprovalGate, ApprovalNeededError, FileChange
from kb.catalog.article import ArticleId
from kb.core.clock import Clock
from kb.core.errors import FileError, KbError
from kb.core.roles import Person
from kb.editing.revisions import keep, kept
from kb.files.alone import Alone
from kb.files.inside import content_of
from kb.files.saving import fingerprint, replace_file
from kb.git.folder import GitFolder
from kb.history.kept_versions import VersionNote, note_versions
from kb.library.library import Library
from kb.moving.mending import LinkMend
from kb.moving.move_rows import MoveState, NotedMove, moves_in, note_move, set_state
from kb.moving.moved_files import go_back, is_made, make_new, steps_of, take_away_old
from kb.moving.plan import MovePlan
from kb.moving.relinking import relinked
from kb.storage.database import AWAY, naive_utc, said_by
from kb.storage.relocation import Follower, NewAddress, Relocation, follow_all

logger = logging.getLogger(__name__)
MOVED, MENDED = "move", "links"


@dataclass
class MoveOutcome:
    """What a move did beside moving: ``mended`` files, those ``changed`` meanwhile and those that somebody else has to
    approve (``unapproved``), which were left as they are, ``warnings``.
    """

    mended: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unapproved: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    not_committed: str = ""


class Mover:
    """Moves articles of one library; one move at a time, whichever process it is in."""

    def __init__(
        self,
        library: Library,
        database: Engine,
        git: GitFolder | None,
        clock: Clock,
        followers: Callable[[], list[Follower]],
        lock: Path,
        gate: ApprovalGate,
    ) -> None:
        """``followers`` are asked for when something moves: other features are made after this one."""
        self.library, self.database, self._git, self._clock = library, database, git, clock
        self.followers = followers
        self.gate = gate
        self._alone = Alone(lock)

    def move(self, plan: MovePlan, mends: Sequence[LinkMend], person: Person, note: str) -> MoveOutcome:
        """Do what is planned, mend links of others, and commit all of it at once.

        Raises:
            ApprovalNeededError: the owner of a category has to say yes; nothing is done.
            FileChangedError: an article was changed since it was planned; nothing is done.
            FileExistsError: there is something at a new place by now; nothing is done.
            FileError: a file cannot be written; everything is as it was.

        """
        outcome = MoveOutcome()
        with self._alone():
            steps, change = steps_of(self.library.root, plan), plan.change
            for move in plan.articles:  # an owner each of the category that it leaves and of the one that it comes to
                id_ = ArticleId(move.address.language, move.address.old)
                self.gate.let(FileChange(id_, move.address.new_path, move.before, move.after), person)
            with self.database.begin() as connection:
                keep(
                    connection, [(fingerprint(one), one) for move in plan.articles for one in (move.before, move.after)]
                )
                at = naive_utc(self._clock())
                number = note_move(connection, at, person, note, plan.title, steps, MoveState.INTENDED)
            noted = NotedMove(number, at, person, note, plan.title, steps)
            try:
                make_new(self.library, plan, steps)
                take_away_old(self.library.root, steps)
            except (FileError, OSError):
                self._go_back(noted)
                raise

            def with_links(address: NewAddress, text: str) -> str:
                article = change.catalog.articles[ArticleId(address.language, address.old)]
                return relinked(text, article, change, 0).text

            try:
                self._settle_rows(noted, Relocation(steps.articles, change.categories, with_links))
            except AWAY as error:
                logger.warning("%s: the files are moved, but not what is kept of them: %s", plan.title, said_by(error))
                outcome.warnings.append("rows")
            self.library.refresh()
            self._mend(mends, person, outcome)
            outcome.not_committed = self._commit(noted, outcome.mended)
        return outcome

    def mend(self, mends: Sequence[LinkMend], person: Person, title: str) -> MoveOutcome:
        """Mend links alone, in one commit."""
        outcome = MoveOutcome()
        with self._alone():
            self._mend(mends, person, outcome)
            if self._git and outcome.mended:
                outcome.not_committed = _committed(self._git, outcome.mended, title, person)
        return outcome

    def settle(self) -> int:
        """Settle every interrupted move; how many there were. Quick where there is none."""
        with self.database.connect() as connection:
            if not moves_in(connection, MoveState.INTENDED):
                return 0
        with self._alone():
            with self.database.connect() as connection:
                interrupted = moves_in(connection, MoveState.INTENDED)
            for noted in interrupted:
                self._settle(noted)
        return len(interrupted)

    def _settle(self, noted: NotedMove) -> None:
        root, steps = self.library.root, noted.steps
        if is_made(root, steps):
            take_away_old(root, steps)
            self._settle_rows(noted, Relocation(steps.articles, steps.categories))
            self.library.refresh()
            self._commit(noted, [])
            logger.warning("%s: it was interrupted, and is done now", noted.title)
        else:
            self._go_back(noted)
            logger.warning("%s: it was interrupted, and everything is as it was before", noted.title)

    def _go_back(self, noted: NotedMove) -> None:
        with self.database.connect() as connection:
            contents = kept(connection, [one.before for one in noted.steps.articles])
        go_back(self.library.root, noted.steps, contents)
        with self.database.begin() as connection:
            set_state(connection, noted.id, MoveState.VOID)
        self.library.refresh()

    def _settle_rows(self, noted: NotedMove, moved: Relocation) -> None:
        """What is kept of the articles follows, their histories say so, and the act is done: all or nothing."""
        root = self.library.root
        notes = [
            VersionNote(
                *(ArticleId(one.language, one.new), one.new_path, noted.at, noted.person.name, MOVED, noted.note),
                before=one.before,
                after=fingerprint(content_of(root, one.new_path) or b""),
            )
            for one in noted.steps.articles
        ]
        with self.database.begin() as connection:
            follow_all(connection, self.followers(), moved)
            note_versions(connection, notes)
            set_state(connection, noted.id, MoveState.DONE)

    def _mend(self, mends: Sequence[LinkMend], person: Person, outcome: MoveOutcome) -> None:
        notes = []
        for one in mends:
            try:
                if one.article.key:
                    self.gate.let(FileChange(one.article, one.path, one.before, one.after), person)
                with self.database.begin() as connection:
                    keep(connection, [(fingerprint(one.before), one.before), (fingerprint(one.after), one.after)])
                replace_file(self.library.root / one.path, one.after, fingerprint(one.before))
            except ApprovalNeededError:
                outcome.unapproved.append(one.path)
                continue
            except (FileError, *AWAY) as error:
                logger.warning("%s: its links are not mended: %s", one.path, said_by(error))
                outcome.changed.append(one.path)
                continue
            outcome.mended.append(one.path)
            marks = fingerprint(one.before), fingerprint(one.after)
            at = naive_utc(self._clock())
            notes.append(VersionNote(one.article, one.path, at, person.name, MENDED, "", *marks))
        if notes:
            self.library.refresh()
            self._note(notes)

    def _note(self, notes: Sequence[VersionNote]) -> None:
        try:
            with self.database.begin() as connection:
                note_versions(connection, [one for one in notes if one.article.key])
        except AWAY as error:
            logger.warning("links are mended, but their versions could not be noted: %s", said_by(error))

    def _commit(self, noted: NotedMove, mended: Sequence[str]) -> str:
        if self._git is None:
            return ""
        articles = (path for one in noted.steps.articles for path in (one.path, one.new_path))
        beside = (path for old, (new, _, _) in noted.steps.beside.items() for path in (old, new))
        message = noted.title + (f"\n\n{noted.note}" if noted.note else "")
        return _committed(self._git, [*articles, *beside, *mended], message, noted.person)


def _committed(git: GitFolder, paths: Sequence[str], message: str, person: Person) -> str:
    try:
        git.commit(paths, message, person.name, person.email)
    except KbError as error:
        logger.warning("%s: not committed: %s", message.partition("\n")[0], error)
        return str(error)
    return ""
