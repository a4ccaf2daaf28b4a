"""One commit of named files, as whoever decided; what else is staged stays staged."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.core.text import UNWANTED
from kb.git.log import Git, names_of
from kb.git.repository import GitError

_ON_A_LINE = 500


def make_commit(git: Git, paths: Sequence[str], message: str, author_name: str, author_email: str) -> str:
    """Commit exactly ``paths`` as they are on disk; the new commit's hash.

    Raises:
        GitError: nothing was committed, and neither the files nor what was staged has changed.

    """
    name, email = _clean(author_name) or "unknown", _clean(author_email)
    committer = () if _knows_committer(git) else ("-c", f"user.name={name}", "-c", f"user.email={email}")
    new = [path for part in in_parts(paths) for path in names_of(git("ls-files", "--others", "-z", "--", *part))]
    with tempfile.TemporaryDirectory(prefix="kb-git-") as folder:
        listed = _listed(Path(folder) / "paths", paths)
        if new:  # a commit of paths takes none that git never saw
            git("add", "--intent-to-add", *_listed(Path(folder) / "new", new))
        try:
            author = f"--author={name} <{email}>"
            command = (*committer, "commit", "--quiet", "--only", author, "--file=-", *listed)
            git(*command, given=message.encode(errors="replace"))
        except GitError:
            for part in in_parts(new):  # which is no list in a file: below the top, git rm takes none
                git("rm", "--cached", "--quiet", "--force", "--", *part)
            raise
    return git("rev-parse", "HEAD").decode().strip()


def known_paths(git: Git, root: Path, paths: Sequence[str]) -> list[str]:
    """Those that there are below ``root``, and those of the others that git has: it refuses to commit that a file is
    gone which it never saw.

    Raises:
        GitError: git failed.

    """
    gone = {path for path in paths if not os.path.lexists(root / path)}
    tracked = (git("ls-files", "-z", "--", *part) for part in in_parts(sorted(gone)))
    known = {path for told in tracked for path in names_of(told)}
    return [path for path in paths if path not in gone or path in known]


def message_of(what: str, note: str, paths: Sequence[str]) -> str:
    """What a commit of ``paths`` says: ``what`` was done to which, and the ``note``, if there is one."""
    title = f"{what}: {paths[0]}" if len(paths) == 1 else f"{what}: {len(paths)} articles"
    told = [title, note, "\n".join(paths) if len(paths) > 1 else ""]
    return "\n\n".join(part for part in told if part)


def in_parts(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as a command line can hold."""
    return (paths[start : start + _ON_A_LINE] for start in range(0, len(paths), _ON_A_LINE))


def _listed(file: Path, paths: Sequence[str]) -> tuple[str, str]:
    """Options that have git read ``paths`` from ``file``: an import writes more than a command line holds."""
    file.write_bytes(b"\0".join(os.fsencode(path) for path in paths))
    return f"--pathspec-from-file={file}", "--pathspec-file-nul"


def _knows_committer(git: Git) -> bool:
    """Whether somebody said who commits here; git's own guess from the machine's name is not asked."""
    try:
        return bool(git("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"))
    except GitError:
        return False


def _clean(text: str) -> str:
    """A name or address without what git takes for a part of its own format."""
    return " ".join(UNWANTED.sub("", text).replace("<", " ").replace(">", " ").split()).strip(" .,:;\"'\\")
