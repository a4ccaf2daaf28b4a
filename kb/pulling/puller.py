"""Looks at the remote now and then, when somebody says that it has something new, and after commits of this process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from kb.core.clock import Clock
from kb.core.errors import KbError
from kb.files.alone import Alone
from kb.git.folder import GitError, GitFolder
from kb.library.library import Library
from kb.pulling.catching_up import catch_up
from kb.pulling.outcome import WORKING, Pulled, PullState
from kb.pulling.remote import ALLOWED, BY_SSH, SECONDS, Upstream, fetch, find_upstream, push, way_out
from kb.storage.background import Repeating

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_BETWEEN_QUESTIONS = 5
"""So many looks are between two questions whether another process was told of something new."""
RETRY = timedelta(minutes=1)
TRIED_AGAIN = frozenset({PullState.UNREACHABLE, PullState.BLOCKED, PullState.DIVERGED})
"""It is looked again after ``RETRY``: somebody may have mended it, here or there."""
ROUNDS = 3
"""So often it is tried again at once where somebody pushed between our fetch and our push."""


@dataclass(frozen=True, slots=True)
class PullWays:
    """How it is pulled: every ``minutes`` (0: only when told), whether commits of here go there, ``credentials`` for
    the remote (``name:token``).
    """

    minutes: int = 0
    pushes: bool = False
    credentials: str = ""


class ArticlePuller(Repeating):
    """Keeps ``folder``, whose articles ``library`` reads, at what its remote has.

    ``told_elsewhere`` says when any process was last told that there is something new, as that process wrote it down.
    """

    def __init__(
        self,
        folder: GitFolder | None,
        library: Library,
        clock: Clock,
        ways: PullWays,
        told_elsewhere: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        super().__init__("pulling articles", self.look, SECONDS_BETWEEN_LOOKS)
        self._folder, self._library, self._clock, self._ways = folder, library, clock, ways
        self._told_elsewhere = told_elsewhere
        self._asked, self._looks = threading.Event(), 0
        # Other processes on the same folder wait, so that each finds what the one before it brought.
        self._alone = Alone(folder.repository.common / "refs" if folder else None)
        self._began: datetime | None = None
        self._commits = 0  # as they were when the last pull began, and what any process had been told
        self._heard: datetime | None = None
        self.last = Pulled(PullState.WAITING, clock())

    def told(self) -> str:
        """How the folder stands to its remote, in a word."""
        return str(self.last.state)

    def ask(self) -> None:
        """Have it looked at soon."""
        self._asked.set()

    def branch(self) -> str:
        """The name that the branch of the folder has at the remote, like ``refs/heads/main``.

        Raises:
            GitError: there is none.

        """
        return self._upstream()[0].ref

    def look(self) -> None:
        """Pull, if there is a reason to."""
        self._looks += 1
        if self._is_due():
            self.pull()

    def pull(self) -> Pulled:
        """Bring what is new, and take there what is new here; what came of it."""
        with self._alone():
            self._asked.clear()
            self._began, before = self._clock(), self.last
            self._commits, self._heard = self._folder.commits_made if self._folder else 0, self._told_elsewhere()
            try:
                self.last = self._pulled()
            except GitError as error:
                self.last = replace(before, state=PullState.UNREACHABLE, at=self._began, said=str(error), changed=0)
            self._note(before, self.last)
        if self.last.changed:
            with suppress(KbError):  # the library says itself what it cannot read
                self._library.refresh()
        return self.last

    def _is_due(self) -> bool:
        now, began = self._clock(), self._began
        if began is None or self._asked.is_set():
            return True
        if self.last.state in TRIED_AGAIN and now - began >= RETRY:
            return True
        if self._ways.minutes and now - began >= timedelta(minutes=self._ways.minutes):
            return True
        if self._ways.pushes and self._folder and self._folder.commits_made != self._commits:
            return True
        if self._looks % LOOKS_BETWEEN_QUESTIONS:
            return False
        return self._told_elsewhere() != self._heard

    def _pulled(self) -> Pulled:
        now = self._clock()
        if self._folder is not None:
            with self._folder.while_nobody_commits():
                pass  # it takes away the locks that a killed git left, on which a fetch would fail
        try:
            upstream, settings, hooks = self._upstream()
        except GitError as error:
            return Pulled(PullState.UNUSABLE, now, said=str(error))
        assert self._folder is not None  # else there is no upstream
        changed = 0
        with way_out(upstream, self._ways.credentials) as way:
            environment = ALLOWED if self._folder.runs_programs else ALLOWED | BY_SSH
            git = self._folder.at_home(way, environment, SECONDS)
            for round_ in range(ROUNDS):
                fetch(git, upstream)
                found = catch_up(self._folder, settings, hooks, upstream, now, may_join=self._ways.pushes)
                changed += found.changed
                found = replace(found, changed=changed)
                if found.state is not PullState.AHEAD or not self._ways.pushes:
                    break
                try:
                    unrun = None if self._folder.runs_programs else hooks
                    push(git, upstream, settings, unrun, self._folder.repository.top)
                    return replace(found, state=PullState.OK, ahead=0)
                except GitError as error:
                    found = replace(found, state=PullState.UNREACHABLE, said=f"not pushed: {error}")
                    if round_ + 1 == ROUNDS or "fetch first" not in str(error):
                        break
        return found

    def _upstream(self) -> tuple[Upstream, dict[str, str], Path]:
        """Where the branch comes from, what the repository is set to, and where its hooks are."""
        if self._folder is None:
            raise GitError("the articles folder is in no git work tree, or there is no git")
        settings, hooks = self._folder.settings_and_hooks()
        upstream = find_upstream(self._folder.at_home({}, {}), settings, self._folder.repository.top)
        return upstream, settings, hooks

    def _note(self, before: Pulled, now: Pulled) -> None:
        if now.changed:
            logger.info("%d files of articles came from the remote, at %s", now.changed, now.commit[:10])
        if now.state in WORKING or (now.state, now.said) == (before.state, before.said):
            return
        logger.warning("the articles folder is not at its remote (%s): %s %s", now.state, now.said, " ".join(now.files))
