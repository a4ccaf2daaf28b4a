"""Brings a branch up to its upstream without losing anything: by fast-forward, of which git sees that it overwrites no
change; where both sides have commits, by one that joins them if they fit, made before any file is touched.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from kb.files.saving import nobody_saves_in
from kb.git.folder import GitFolder
from kb.git.log import Git, names_of
from kb.git.repository import (
    GitError,
    GitStoppedError,
    needs_programs,
    programs_of_filters,
    programs_of_hooks,
    without_filters,
)
from kb.pulling.outcome import Pulled, PullState
from kb.pulling.remote import BY_HAND, Upstream, is_rewritten
from kb.pulling.stopped import put_back

HOOKS = ("post-merge", "post-index-change", "reference-transaction")
AUTHOR = ("-c", "user.name=Help centre", "-c", "user.email=help-centre@localhost")
SECONDS = 600.0
"""So long git may write files; what one that is stopped meanwhile has written is put back by the next pull."""
SUBMODULE = "160000"
JOINED = "Join what was committed on the site and at the remote"


class ProgramsNeededError(GitError):
    """A program would have taken part that the repository names."""


class ConflictError(GitError):
    """Both sides changed the same files."""

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__("the same lines were changed here and at the remote")
        self.files = files


def catch_up(
    folder: GitFolder, settings: Mapping[str, str], hooks: Path, upstream: Upstream, now: datetime, *, may_join: bool
) -> Pulled:
    """Bring the work tree to what ``upstream`` has, which was fetched; ``may_join``: also where both have commits.

    Raises:
        GitError: git failed at something that tells nothing of the two.

    """
    programs = without_filters(settings) if not folder.runs_programs else {}
    git = folder.at_home(programs, {}, SECONDS)
    with folder.while_nobody_commits():
        put_back(git, upstream.coming, folder.repository.top)
        ahead, behind = map(int, git("rev-list", "--left-right", "--count", f"HEAD...{upstream.tracking}").split())
        if is_rewritten(git, upstream):
            said = f"the remote's history was rewritten: it has no more what {upstream.taken} names; see the manual"
            return _told(git, PullState.DIVERGED, now, ahead, behind, said)
        target, joined = upstream.tracking, bool(behind and ahead)
        try:
            if joined and not may_join:
                said = "commits here and at the remote; join them by hand, or have it done with KB_GIT_PUSH=1"
                return _told(git, PullState.DIVERGED, now, ahead, behind, said)
            if joined:
                target = _join(git, upstream, settings, is_safe=not folder.runs_programs)
            changed = _take_over(folder, git, settings, hooks, target, upstream.coming) if behind else 0
        except ConflictError as error:
            return _told(git, PullState.DIVERGED, now, ahead, behind, str(error), error.files)
        except ProgramsNeededError as error:
            return _told(git, PullState.REFUSED, now, ahead, behind, str(error))
        except GitError as error:
            return _told(git, PullState.BLOCKED, now, ahead, behind, *_in_the_way(str(error)))
        git("update-ref", upstream.taken, upstream.tracking)
        ahead += joined
        state = PullState.AHEAD if ahead else PullState.OK
        return _told(git, state, now, ahead, 0, changed=changed)


def _told(
    git: Git,
    state: PullState,
    now: datetime,
    ahead: int,
    behind: int,
    said: str = "",
    files: tuple[str, ...] = (),
    changed: int = 0,
) -> Pulled:
    commit = git("rev-parse", "HEAD").decode().strip()
    uncommitted = len(names_of(git("diff", "--name-only", "--no-ext-diff", "-z", "HEAD", "--")))
    return Pulled(state, now, commit, said, files, ahead, behind, changed, uncommitted)


def _take_over(folder: GitFolder, git: Git, settings: Mapping[str, str], hooks: Path, target: str, coming: str) -> int:
    """Move the branch on to ``target``, a commit on top of it, and the files with it; how many files that are. The ref
    ``coming`` is there meanwhile.

    Raises:
        ProgramsNeededError: a hook or filter would have taken part.
        GitError: a file was changed here that would be overwritten; nothing is.

    """
    told = names_of(git("diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules=none", "HEAD", target))
    modes, names = told[::2], told[1::2]  # ``:100644 160000 HASH HASH M``, and the name behind it
    if not folder.runs_programs:
        modules = [name for mode, name in zip(modes, names, strict=True) if mode.split()[1] == SUBMODULE]
        _refuse_programs(folder, settings, hooks, target, names, modules)
    top = folder.repository.top
    git("update-ref", coming, target)
    with nobody_saves_in((top / name).parent for name in names):
        try:
            # Without --no-overwrite-ignore and --no-autostash git would overwrite or put aside what only lies here.
            git("merge", "--quiet", "--ff-only", "--no-stat", "--no-autostash", "--no-overwrite-ignore", target)
        except GitStoppedError:
            raise
        except GitError:  # it looks before it touches anything
            git("update-ref", "-d", coming)
            raise
    git("update-ref", "-d", coming)
    return len(names)


def _refuse_programs(
    folder: GitFolder,
    settings: Mapping[str, str],
    hooks: Path,
    target: str,
    names: tuple[str, ...],
    modules: list[str],
) -> None:
    found = list(programs_of_hooks(settings, hooks, HOOKS)) + [f"the submodule {name}" for name in modules]
    with tempfile.TemporaryDirectory(prefix="kb-git-") as place:
        # Its attributes are those of the commit that comes, which only an index of it tells to every version of git.
        git = folder.at_home({}, {"GIT_INDEX_FILE": str(Path(place) / "index")}, SECONDS)
        git("read-tree", target)
        given = "\0".join(names).encode(errors="surrogateescape")
        # The names count from the top, as diff-tree has them, and check-attr takes them from where it runs.
        told = git("-C", str(folder.repository.top), "check-attr", "--cached", "-z", "--stdin", "filter", given=given)
    found.extend(programs_of_filters(settings, told, "smudge"))
    if found:
        raise ProgramsNeededError(needs_programs(found, BY_HAND))


def _join(git: Git, upstream: Upstream, settings: Mapping[str, str], *, is_safe: bool) -> str:
    """A commit of both sides; nothing but git's objects is written.

    Raises:
        ConflictError: they do not fit.
        ProgramsNeededError: a program would be asked to join files.

    """
    drivers = sorted(name for name in settings if name.startswith("merge.") and name.endswith(".driver"))
    if is_safe and drivers:
        raise ProgramsNeededError(needs_programs([f"the merge driver {drivers[0].split('.')[1]}"], BY_HAND))
    merge = ("-c", "merge.renormalize=false", "merge-tree", "--write-tree", "--name-only", "-z", "--no-messages")
    try:
        tree = git(*merge, "HEAD", upstream.tracking).decode().strip("\0\n")
    except GitError as error:
        told = str(error)  # on a conflict git ends with 1 and tells the tree and the files all the same
        if "\0" not in told:
            raise
        raise ConflictError(tuple(dict.fromkeys(name for name in told.split("\0")[1:] if name))) from None
    parents = ("-p", "HEAD", "-p", upstream.tracking)
    return git(*AUTHOR, "commit-tree", tree, *parents, "-m", JOINED).decode().strip()


def _in_the_way(told: str) -> tuple[str, tuple[str, ...]]:
    """What git said, on one line, and the files that it named: it writes each behind a tab."""
    lines = told.splitlines()
    files = tuple(line.strip() for line in lines if line.startswith("\t"))
    return " ".join(line.strip() for line in lines if not line.startswith("\t") and line != "Aborting"), files
