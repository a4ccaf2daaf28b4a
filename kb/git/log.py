"""What git's log says of one file, and the file as a commit left it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.core.text import UNWANTED, as_read
from kb.git.repository import GitError
from kb.library.reader import MAX_ARTICLE_BYTES

Git = Callable[..., bytes]
"""Runs git with arguments and tells what it printed; raises ``GitError``."""
_RECORD = re.compile("\x1e(?=[0-9a-f]{40,64}\0)")  # begins each commit of a log; nobody writes a NUL into a message


@dataclass(frozen=True, slots=True)
class CommittedVersion:
    """A file as one commit left it; ``at`` is when that was committed (UTC)."""

    content: bytes
    commit: str
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Change:
    """One commit that touched a file; ``path`` is the file's name in it, from the top of the work tree, ``message``
    what its author wrote.
    """

    commit: str
    at: datetime
    author: str
    status: str
    path: str
    message: str


def names_of(listed: bytes) -> tuple[str, ...]:
    """The names that git printed with NULs between them."""
    return tuple(name for name in listed.decode(errors="surrogateescape").split("\0") if name)


def changes(read: Git, path: str, *options: str) -> Iterator[Change]:
    """The commits that touched ``path`` (from the top of the work tree), newest first."""
    written = ("--format=%x1e%H%x00%ct%x00%aN%x00%B%x00", "--name-status", "-z", "--no-show-signature")
    programs = ("--no-ext-diff", "--no-textconv")
    log = read("log", "--first-parent", "--find-renames=60%", *written, *programs, *options, "HEAD", "--", path)
    for record in _RECORD.split(log.decode(errors="surrogateescape"))[1:]:
        commit, seconds, author, message, *names = record.split("\0")
        status, *names = [name.strip("\n") for name in names if name.strip("\n")] or [""]
        if names:
            at = datetime.fromtimestamp(int(seconds), UTC)
            clean = as_read(message.encode(errors="replace").decode()).strip()
            yield Change(commit, at, UNWANTED.sub("", author), status, names[-1], clean)


def deleted_paths(read: Git, below: str, most: int) -> list[str]:
    """The files below a folder (empty: all) that the newest ``most`` commits which delete any took away, those last
    deleted first; from the top of the work tree. What was only renamed is not among them.
    """
    written = ("--format=", "--name-only", "-z", "--no-show-signature", "--no-ext-diff", "--no-textconv")
    options = ("--first-parent", "--find-renames=60%", "--diff-filter=D", f"--max-count={most}")
    log = read("log", *options, *written, "HEAD", "--", *([below] if below else []))
    names = (name.strip("\n") for name in log.decode(errors="surrogateescape").split("\0"))
    return list(dict.fromkeys(name for name in names if name))


def version_of(read: Git, change: Change) -> CommittedVersion | None:
    """The file as ``change`` left it; None where that took it away.

    Raises:
        GitError: git failed, or the file was larger than an article may be.

    """
    if change.status == "D":
        return None
    name = f"{change.commit}:{change.path}"
    if int(read("cat-file", "-s", name)) > MAX_ARTICLE_BYTES:  # a small pack may unfold into any size
        raise GitError(f"{change.path} was larger than an article may be in {change.commit[:10]}")
    content = read("cat-file", "blob", name)
    return CommittedVersion(content, change.commit, change.at, change.author)
