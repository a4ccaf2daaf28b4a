"""The articles folder as git knows it: what a file said on a day, and one commit for one decision.

The only module that runs git. Every call says in full what it means: paths are taken literally, nothing asks at a
terminal, and what the process that started us wrote into ``GIT_DIR`` and its like (a git hook does) is left out.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from kb.errors import KbError
from kb.metadata import UNWANTED

TIMEOUT_SECONDS = 10.0

_LOCATIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX")
_GIT = (
    *("env", *(part for name in _LOCATIONS for part in ("-u", name)), "LC_ALL=C", "GIT_TERMINAL_PROMPT=0"),
    *("git", "--no-pager", "--literal-pathspecs"),
)
_RECORD = "\x1e"  # begins each commit of a log; git writes no such character itself


class GitError(KbError):
    """Git did not do what it was asked to; the message is git's own."""


@dataclass(frozen=True, slots=True)
class Version:
    """A file as one commit left it; ``at`` is when that was committed (UTC)."""

    content: bytes
    commit: str
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class _Change:
    """One commit that touched a file; ``path`` is the file's name in it, from the top of the work tree."""

    commit: str
    at: datetime
    author: str
    status: str
    path: str


class GitFolder:
    """An articles folder in a git work tree; safe to use from many threads."""

    def __init__(self, root: Path, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._root = root
        self._timeout = timeout_seconds
        self._committing = threading.Lock()  # git refuses the second of two commits at once

    @classmethod
    def open(cls, root: Path, timeout_seconds: float = TIMEOUT_SECONDS) -> GitFolder | None:
        """The folder ``root``; None where it is not in a work tree, or there is no git to ask."""
        folder = cls(root, timeout_seconds)
        try:
            return folder if shutil.which("git") and folder._run("rev-parse", "--show-toplevel") else None
        except GitError:
            return None

    def version_on(self, path: str, day: date) -> Version | None:
        """The file ``path`` as it was at the end of ``day`` (UTC); None where git does not tell.

        ``path`` is relative to the articles folder. A merge counts from the day it was made, as that is when the
        folder changed. Only where the file had no such name on that day are renames followed, which costs git a
        look into every commit.

        Raises:
            GitError: git failed, or took too long.

        """
        end = datetime.combine(day, time.max, UTC)
        for options in ((), ("--follow",)):
            for change in self._changes(path, *options):
                if change.status.startswith("C"):
                    break  # it began as a copy of another article, whose history is not its own
                if change.at <= end:
                    return self._version(change)
        return None

    def commit(self, paths: Sequence[str], message: str, author_name: str, author_email: str) -> str:
        """Commit exactly ``paths`` (relative to the articles folder) as they are on disk; the new commit's hash.

        What else is staged stays staged, hooks run. The author is the committer as well where git knows of none.

        Raises:
            GitError: nothing was committed, and neither the files nor what was staged has changed.

        """
        if not paths:  # which git reads as: all that there are
            raise GitError("no paths to commit")
        name, email = _clean(author_name) or "unknown", _clean(author_email)
        with self._committing:
            known = self._knows_committer()
            committer = () if known else ("-c", f"user.name={name}", "-c", f"user.email={email}")
            new = [file for file in self._run("ls-files", "--others", "-z", "--", *paths).decode().split("\0") if file]
            if new:
                self._run("add", "--intent-to-add", "--", *new)  # a commit of paths takes none that git never saw
            try:
                author = f"--author={name} <{email}>"
                command = (*committer, "commit", "--quiet", "--only", author, "--file=-", "--", *paths)
                self._run(*command, given=message.encode(errors="replace"))
            except GitError:
                if new:
                    self._run("rm", "--cached", "--quiet", "--force", "--", *new)
                raise
            return self._run("rev-parse", "HEAD").decode().strip()

    def _changes(self, path: str, *options: str) -> Iterator[_Change]:
        """The commits that touched ``path``, newest first."""
        written = ("--format=%x1e%H%x00%ct%x00%aN%x00", "--name-status", "-z", "--no-show-signature")
        log = self._run("log", "--first-parent", "--find-renames=60%", *written, *options, "HEAD", "--", path)
        for record in log.decode(errors="surrogateescape").split(_RECORD)[1:]:
            commit, seconds, author, *names = record.split("\0")
            status, *names = [name.strip("\n") for name in names if name.strip("\n")] or [""]
            if names:
                at = datetime.fromtimestamp(int(seconds), UTC)
                yield _Change(commit, at, UNWANTED.sub("", author), status, names[-1])

    def _version(self, change: _Change) -> Version | None:
        if change.status == "D":
            return None
        content = self._run("cat-file", "blob", f"{change.commit}:{change.path}")
        return Version(content, change.commit, change.at, change.author)

    def _knows_committer(self) -> bool:
        """Whether somebody said who commits here; git's own guess from the machine's name is not asked."""
        try:
            return bool(self._run("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"))
        except GitError:
            return False

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git prints.

        It runs in a session of its own: no hook and no signing program finds a terminal to ask at, and all of them
        end with it. They are asked to end, not killed: a killed git leaves its lock behind.
        """
        command = (*_GIT, "-C", str(self._root), *arguments)
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)  # noqa: S603
        except (OSError, ValueError) as error:
            raise GitError(f"git cannot be run: {error}") from error
        with process:
            try:
                output, complaint = process.communicate(given, self._timeout)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                raise GitError(f"git took longer than {self._timeout:g} seconds and was stopped") from None
        if process.returncode:
            words = (complaint.strip() or output.strip()).decode(errors="replace")
            raise GitError(words or f"git ended with the status {process.returncode}")
        return output


def _clean(text: str) -> str:
    """A name or address without what git takes for a part of its own format."""
    return " ".join(UNWANTED.sub("", text).replace("<", " ").replace(">", " ").split()).strip(" .,:;\"'\\")
