"""Where a git repository is, and how git is told to run no program that a repository names.

Nothing here runs git. A collection may hold files of the names that git looks for; what is taken for a repository is
a real ``.git`` only, never a folder that looks like the inside of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.core.errors import KbError

NOTHING = "/dev/null"
SAFE = {
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": NOTHING,
    "core.pager": "cat",
    "core.editor": "false",
    "core.sshCommand": "false",
    "core.gitProxy": "",
    "core.askPass": "",
    "core.alternateRefsCommand": "true",  # an empty one is an error to git; this lists nothing
    "credential.helper": "",  # an empty one takes away all that came before
    "protocol.allow": "never",
    "diff.external": "",
    "commit.gpgSign": "false",
    "log.showSignature": "false",
    "gpg.program": "false",
    "gpg.ssh.program": "false",
    "gpg.x509.program": "false",
    "gpg.openpgp.program": "false",
    "gpg.ssh.defaultKeyCommand": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
}
"""Settings that win over those of the repository, so that none of its programs is started."""
SAFE_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",  # wins over protocol.*.allow
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_EDITOR": "false",
    "GIT_ASKPASS": "false",
    "GIT_SSH_COMMAND": "false",
}
NO_SETTINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": NOTHING,
    "GIT_CONFIG_GLOBAL": NOTHING,
    "GIT_ATTR_NOSYSTEM": "1",
    "HOME": NOTHING,
    "XDG_CONFIG_HOME": NOTHING,
}
_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-index-change", "reference-transaction")
_WORK_TREE = re.compile(r"^[ \t]*worktree[ \t]*=[ \t]*(.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MAX_GITFILE_BYTES = 8 * 1024
_FILTER_PROGRAMS = ("clean", "smudge", "process")
_NO_FILTER = ("", "unspecified", "unset", "set")


class GitError(KbError):
    """Git did not do what it was asked to; the message is git's own."""


class GitStoppedError(GitError):
    """Git was ended in the middle of what it did, by us or somebody else."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with a folder of its work tree.

    ``git_dir`` keeps it, ``common`` what all its work trees share; ``top`` is the uppermost folder of the work tree,
    ``below`` the way from there to the folder.
    """

    git_dir: Path
    common: Path
    top: Path
    below: Path

    def locks(self) -> Iterator[Path]:
        """The files by which a git that changes something keeps others out, as far as there are any."""
        for name in ("index.lock", "next-index-*.lock", "HEAD.lock"):
            yield from self.git_dir.glob(name)
        for name in ("packed-refs.lock", "shallow.lock", "refs/**/*.lock"):
            yield from self.common.glob(name)

    @classmethod
    def above(cls, folder: Path) -> Repository | None:
        """The repository that ``folder`` is in: found by walking up to a real ``.git``, and by nothing else."""
        try:
            real = folder.resolve(strict=True)
        except (OSError, RuntimeError):
            return None
        for top in (real, *real.parents):
            git_dir = _git_dir(top / ".git")
            if git_dir is not None and (common := _common(git_dir)) is not None:
                return cls(git_dir, common, top, real.relative_to(top))
        return None


def _git_dir(dot_git: Path) -> Path | None:
    """The folder that a ``.git`` is or, being the file of a work tree or submodule, names; a link is neither.

    What a file names must name it in turn: anybody who writes among the articles could name any repository of the
    machine, and read the history of what has the same path there.
    """
    try:
        if dot_git.is_symlink():
            return None
        if dot_git.is_dir():
            return dot_git
        if not dot_git.is_file() or dot_git.stat().st_size > _MAX_GITFILE_BYTES:
            return None
        told = dot_git.read_text("utf-8", "surrogateescape")
        named = told.removeprefix("gitdir:").strip()
        found = (dot_git.parent / named).resolve(strict=True) if named and named != told.strip() else None
        return found if found and _names_in_turn(found, dot_git) else None
    except (OSError, RuntimeError, ValueError):
        return None


def _names_in_turn(git_dir: Path, dot_git: Path) -> bool:
    """Whether ``git_dir`` belongs to ``dot_git``, as work trees say in ``gitdir`` and submodules in their settings."""
    back = git_dir / "gitdir"
    if back.is_file():
        return (git_dir / back.read_text("utf-8", "surrogateescape").strip()).resolve() == dot_git.resolve()
    settings = (git_dir / "config").read_text("utf-8", "surrogateescape")
    trees = _WORK_TREE.findall(settings)
    return any((git_dir / tree.strip('"')).resolve() == dot_git.parent.resolve() for tree in trees)


def _common(git_dir: Path) -> Path | None:
    """Where objects and branches are; None where ``git_dir`` is no repository, or only says to belong to one."""
    try:
        file = git_dir / "commondir"
        common = git_dir
        if file.is_file() and file.stat().st_size <= _MAX_GITFILE_BYTES:
            common = (git_dir / file.read_text("utf-8", "surrogateescape").strip()).resolve(strict=True)
            if git_dir.parent != common / "worktrees":
                return None
        parts = (common / "objects", common / "refs")
        whole = (git_dir / "HEAD").is_file() and all(part.is_dir() and not part.is_symlink() for part in parts)
    except (OSError, RuntimeError, ValueError):
        return None
    return common if whole else None


def lay_out_reading_place(folder: Path, repository: Repository, head: str) -> None:
    """Make ``folder`` a bare repository of ours at the commit ``head``, with an empty configuration.

    Git reads the objects of ``repository`` from there without ever seeing what its ``config`` says: no remote to
    fetch from, no monitor, no driver. Where its history was cut (a shallow clone), it is cut here as well.

    Raises:
        GitError: ``head`` is no commit.

    """
    if not _HASH.fullmatch(head):
        raise GitError("HEAD names no commit")
    sha256 = len(head) == 64
    settings = "\trepositoryformatversion = 1\n\tbare = true\n"
    format_ = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "config").write_text(f"[core]\n{settings}{format_}")
    (folder / "HEAD").write_text(f"{head}\n")
    shallow = repository.common / "shallow"
    if shallow.is_file():
        (folder / "shallow").write_bytes(shallow.read_bytes())


def read_settings(listed: bytes) -> dict[str, str]:
    """What ``git config --list -z`` printed; the last of several values counts, as it does for git."""
    entries = (entry.partition("\n") for entry in listed.decode(errors="surrogateescape").split("\0") if entry)
    return {name: value for name, _, value in entries}


def without_filters(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings that take the programs from every filter of ``settings``."""
    names = sorted({_driver(name) for name in settings if name.startswith("filter.") and name.count(".") > 1})
    off = {f"filter.{name}.{program}": "" for name in names for program in _FILTER_PROGRAMS}
    return off | {f"filter.{name}.required": "false" for name in names}


def programs_of_a_commit(settings: Mapping[str, str], hooks: Path, attributes: bytes) -> Iterator[str]:
    """In words: what the repository would have run at a commit of files with these ``attributes``.

    ``attributes`` is what ``git check-attr -z filter`` printed of them.
    """
    yield from programs_of_hooks(settings, hooks, _HOOKS)
    if settings.get("commit.gpgsign", "false").lower() not in ("false", "no", "off", "0"):
        yield "a signature (commit.gpgSign)"
    yield from programs_of_filters(settings, attributes, "clean")


def programs_of_hooks(settings: Mapping[str, str], hooks: Path, names: Iterable[str]) -> Iterator[str]:
    """In words: which of the hooks ``names`` there are, and any that settings name."""
    for name in names:
        hook = hooks / name
        if hook.is_file() and hook.stat().st_mode & 0o111:
            yield f"the hook {name}"
    for name in sorted(key for key in settings if key.startswith("hook.") and key.endswith(".command")):
        yield f"the hook {name}"  # newer gits have hooks in their settings, which core.hooksPath does not take away


def programs_of_filters(settings: Mapping[str, str], attributes: bytes, way: str) -> Iterator[str]:
    """In words: which filters would run a program on files, of which ``git check-attr -z filter`` printed
    ``attributes``, on their ``way`` into a commit (``clean``) or out of one (``smudge``).
    """
    told = attributes.decode(errors="surrogateescape").split("\0")
    for name in sorted({value for value in told[2::3] if value not in _NO_FILTER}):
        if settings.get(f"filter.{name}.{way}") or settings.get(f"filter.{name}.process"):
            yield f"the filter {name} (.gitattributes)"


def needs_programs(programs: Iterable[str], instead: str) -> str:
    """What is said where the repository names programs that may not run; ``instead`` is what people can do."""
    return (
        f"the repository asks for {', '.join(programs)}, and programs that it names do not run here; "
        f"{instead}, or allow them with KB_GIT_PROGRAMS=1"
    )


def as_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as git takes them from its environment, where a name may hold any character."""
    pairs = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        pairs |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return pairs


def _driver(name: str) -> str:
    return name.removeprefix("filter.").rpartition(".")[0]
