"""The articles folder as git knows it: what a file said on a day, and one commit for one decision.

No program that a repository names ever runs, unless the operator allows it for commits
(docs/decisions/0013): history is read through a repository of ours whose configuration is empty, and a commit that
would need such a program is not made. Every call says in full what it means: the repository is named, paths are taken
literally, nothing asks at a terminal, and what the process that started us wrote into ``GIT_DIR`` and its like (a git
hook does) is left out.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from kb.core.errors import KbError
from kb.files.alone import Alone
from kb.files.killed import NotedPrograms
from kb.git.commits import in_parts, known_paths, make_commit, message_of
from kb.git.log import Change, CommittedVersion, Git, changes, deleted_paths, version_of
from kb.git.repository import (
    NO_SETTINGS,
    SAFE,
    SAFE_ENVIRONMENT,
    GitError,
    Repository,
    as_environment,
    lay_out_reading_place,
    needs_programs,
    programs_of_a_commit,
    read_settings,
    without_filters,
)
from kb.git.running import run_git

__all__ = ["CommittedVersion", "GitError", "GitFolder"]

TIMEOUT_SECONDS = 10.0
RUNNING = "kb-running"
"""Where in the repository it is noted which git of ours writes there now."""

_NOT_OURS = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE"),
    *("GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_PROXY_COMMAND"),
)
_QUIET = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}


class GitFolder:
    """An articles folder in a git work tree; safe to use from many threads."""

    def __init__(
        self,
        root: Path,
        repository: Repository,
        timeout_seconds: float = TIMEOUT_SECONDS,
        *,
        commit_programs: bool = False,
    ) -> None:
        self._root = root
        self._repository = repository
        self._timeout = timeout_seconds
        self._commit_programs = commit_programs
        self._committing = Alone(repository.git_dir)  # git refuses the second of two commits at once
        self._writers = NotedPrograms(repository.git_dir / RUNNING)
        self.commits_made = 0

    @classmethod
    def open(
        cls, root: Path, timeout_seconds: float = TIMEOUT_SECONDS, *, commit_programs: bool = False
    ) -> GitFolder | None:
        """The folder ``root``; None where it is not in a work tree, or there is no git to ask.

        ``commit_programs``: hooks, filters and signing of the repository run at ``commit``, as its owner wants.
        """
        repository = Repository.above(root)
        if repository is None or not shutil.which("git"):
            return None
        folder = cls(root, repository, timeout_seconds, commit_programs=commit_programs)
        try:
            return folder if folder._at_home("rev-parse", "--git-dir") else None
        except GitError:
            return None

    @property
    def repository(self) -> Repository:
        """Where it is."""
        return self._repository

    @property
    def runs_programs(self) -> bool:
        """Whether programs that the repository names may run here.

        Raises:
            GitError: they may, and it belongs to somebody else.

        """
        if self._commit_programs and self._repository.git_dir.stat().st_uid != os.geteuid():
            raise GitError(f"{self._repository.git_dir} belongs to another user, so its programs do not run")
        return self._commit_programs

    @contextmanager
    def while_nobody_commits(self) -> Iterator[None]:
        """Keep commits waiting, those of other processes as well; the kernel gives the lock back when one dies, and
        git's own, which it leaves behind, are taken away.
        """
        with self._committing():
            self._writers.remove_locks(self._repository.locks())
            yield

    def at_home(self, settings: Mapping[str, str], environment: Mapping[str, str], seconds: float | None = None) -> Git:
        """What runs git in the repository itself with these settings and variables over the safe ones, or over none
        where its programs may run.

        Raises:
            GitError: as ``runs_programs``.

        """
        is_free = self.runs_programs
        given = {**({} if is_free else SAFE), **settings}
        variables = {**(_QUIET if is_free else SAFE_ENVIRONMENT), **environment}
        return partial(self._at_home, settings=given, environment=variables, seconds=seconds, is_noted=True)

    def settings_and_hooks(self) -> tuple[dict[str, str], Path]:
        """What the repository is set to, by its own files and those of whoever runs the site, and where its hooks are.

        Raises:
            GitError: git failed.

        """
        settings = read_settings(self._at_home("config", "--list", "-z", settings={}))
        hooks = os.fsdecode(self._at_home("rev-parse", "--git-path", "hooks", settings={}).removesuffix(b"\n"))
        return settings, self._root / hooks

    def version_on(self, path: str, day: date) -> CommittedVersion | None:
        """The file ``path`` as it was at the end of ``day`` (UTC); None where git does not tell.

        ``path`` is relative to the articles folder. A merge counts from the day it was made, as that is when the
        folder changed. Only where the file had no such name on that day are renames followed, which costs git a
        look into every commit.

        Raises:
            GitError: git failed, or took too long.

        """
        end = datetime.combine(day, time.max, UTC)
        with self._reading() as read:
            for options in ((), ("--follow",)):
                for change in changes(read, (self._repository.below / path).as_posix(), *options):
                    if change.status.startswith("C"):
                        break  # it began as a copy of another article, whose history is not its own
                    if change.at <= end:
                        return version_of(read, change)
        return None

    def changes_of(self, path: str, most: int) -> list[Change]:
        """The newest ``most`` commits that changed the file ``path``, newest first, those before a rename as well.

        Raises:
            GitError: git failed, or took too long.

        """
        with self._reading() as read:
            options = ("--follow", f"--max-count={most}")
            found = list(changes(read, (self._repository.below / path).as_posix(), *options))
        begins = next((at for at, change in enumerate(found) if change.status.startswith("C")), len(found))
        return found[: begins + 1]  # what it was copied from has a history of its own

    def deleted(self, most: int) -> list[str]:
        """The files that were deleted below the articles folder, those last deleted first; see ``deleted_paths``.

        Raises:
            GitError: git failed, or took too long.

        """
        below = self._repository.below
        with self._reading() as read:
            found = deleted_paths(read, "" if below == Path() else below.as_posix(), most)
        return [Path(path).relative_to(below).as_posix() for path in found]

    def content_in(self, change: Change) -> bytes | None:
        """The file as ``change`` left it; None where that took it away.

        Raises:
            GitError: git failed, or the file was larger than an article may be.

        """
        with self._reading() as read:
            version = version_of(read, change)
        return version.content if version else None

    def commit(self, paths: Sequence[str], message: str, author_name: str, author_email: str) -> str:
        """Commit exactly ``paths`` (relative to the articles folder) as they are on disk; the new commit's hash.

        What else is staged stays staged. The author is the committer as well where git knows of none.

        Raises:
            GitError: nothing was committed, and neither the files nor what was staged has changed.

        """
        if not paths:  # which git reads as: all that there are
            raise GitError("no paths to commit")
        with self.while_nobody_commits():
            if not (known := known_paths(self._at_home, self._root, paths)):
                raise GitError("no paths to commit: neither on disk nor known to git")
            git = self._committer(known, self._timeout + len(known) // 50)
            made = make_commit(git, known, message, author_name, author_email)
            self.commits_made += 1
        return made

    def commit_change(self, path: str, what: str, note: str, author_name: str, author_email: str) -> str:
        """Commit one file that was written already; why that did not work, empty if it did."""
        return self.commit_changes([path], what, note, author_name, author_email)

    def commit_changes(self, paths: Sequence[str], what: str, note: str, author_name: str, author_email: str) -> str:
        """The same of several files, in one commit."""
        try:
            self.commit(paths, message_of(what, note, paths), author_name, author_email)
        except KbError as error:
            return str(error)
        return ""

    def _committer(self, paths: Sequence[str], seconds: float) -> Git:
        """What runs git for a commit of ``paths``, each time for at most ``seconds``.

        Raises:
            GitError: it would need a program that the repository names, and those are not allowed.

        """
        if self.runs_programs:
            return self.at_home({}, {}, seconds)
        settings, hooks = self.settings_and_hooks()
        parts = (self._at_home("check-attr", "-z", "filter", "--", *part) for part in in_parts(paths))
        attributes = b"".join(parts)
        if programs := list(programs_of_a_commit(settings, hooks, attributes)):
            raise GitError(needs_programs(programs, "commit it yourself"))
        return self.at_home(without_filters(settings), {}, seconds)

    def _at_home(
        self,
        *arguments: str,
        given: bytes = b"",
        settings: Mapping[str, str] = SAFE,
        environment: Mapping[str, str] = SAFE_ENVIRONMENT,
        seconds: float | None = None,
        is_noted: bool = False,
    ) -> bytes:
        """What git prints in the repository itself, knowing its settings and those of whoever runs the site;
        ``is_noted``: where it is killed its locks are taken away later.
        """
        place = (f"--git-dir={self._repository.git_dir}", f"--work-tree={self._repository.top}")
        unset = (part for name in _NOT_OURS for part in ("-u", name))
        given_to_git = (f"{name}={value}" for name, value in {**environment, **as_environment(settings)}.items())
        return run_git(
            ("env", *unset, *given_to_git, "git"),
            *("--no-pager", "--literal-pathspecs", "-C", str(self._root), *place, *arguments),
            given=given,
            seconds=seconds or self._timeout,
            writers=self._writers if is_noted else None,
        )

    @contextmanager
    def _reading(self) -> Iterator[Git]:
        """Git in a repository of ours that has the history of this one; see ``lay_out_reading_place``."""
        head = self._at_home("rev-parse", "HEAD", "--").decode(errors="replace").split()
        environment = SAFE_ENVIRONMENT | NO_SETTINGS | as_environment(SAFE) | {"PATH": os.defpath}
        environment["GIT_OBJECT_DIRECTORY"] = str(self._repository.common / "objects")
        try:
            with tempfile.TemporaryDirectory(prefix="kb-git-") as folder:
                lay_out_reading_place(Path(folder), self._repository, head[0] if head else "")
                git = (shutil.which("git") or "git", "--no-pager", "--literal-pathspecs", f"--git-dir={folder}")
                yield partial(run_git, git, environment=environment, seconds=self._timeout)
        except OSError as error:
            raise GitError(f"the history cannot be read: {error}") from error
