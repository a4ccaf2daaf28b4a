"""A take-over that was stopped in the middle: the files that it had written are put back, so that it can begin anew.

Git writes the files first, then what it knows of them, then moves the branch. Stopped in between it takes its own files
for somebody's changes, and would be in its own way for ever.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from kb.files.saving import nobody_saves_in
from kb.git.log import Git, names_of


def put_back(git: Git, coming: str, top: Path) -> None:
    """Have what the ref ``coming`` says was not taken over to its end as it was before; ``top`` is the uppermost
    folder of the work tree.

    Put back is what is the file of that commit, the beginning of it (a file may be half written), or missing. All else
    was changed by people and stays.

    Raises:
        GitError: git failed.

    """
    if not git("for-each-ref", "--format=%(refname)", coming):
        return
    names = frozenset(names_of(git("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", "HEAD", coming, "--")))
    if names:
        with nobody_saves_in((top / name).parent for name in names):
            _put_back(partial(git, "-C", str(top)), coming, top, names)
    git("update-ref", "-d", coming)


def _put_back(git: Git, coming: str, top: Path, names: frozenset[str]) -> None:
    given = b"\0".join(map(os.fsencode, names))
    git("reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul", "HEAD", given=given)
    listed = ("ls-tree", "-r", "-z", "--name-only", "--full-tree")
    before, after = (frozenset(names_of(git(*listed, commit))) for commit in ("HEAD", coming))

    def is_of_git(name: str) -> bool:
        return _is_of_git(top / name, git("cat-file", "--filters", f"{coming}:{name}") if name in after else b"")

    for name in names.intersection(names_of(git("ls-files", "--modified", "--deleted", "-z"))):
        if is_of_git(name):
            git("checkout-index", "--force", "--", name)
    for name in names - before:
        if is_of_git(name):
            (top / name).unlink(missing_ok=True)


def _is_of_git(file: Path, written: bytes) -> bool:
    """Whether ``file`` is missing, or ``written`` or the beginning of it; empty: git takes the file away."""
    if file.parent.resolve() != file.parent:  # a link leads to another file
        return False
    try:
        there = os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()
    except FileNotFoundError:
        return True
    except OSError:  # a folder has taken its place
        return False
    return bool(written) and written.startswith(there)
