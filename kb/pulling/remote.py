"""The remote of an articles folder: where it is, and how git is let out to it and nowhere else.

The address is that of the repository's own settings. What else they say of remotes counts for nothing: no program for
the other side, no helper, no proxy command (docs/decisions/0013).
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from kb.files.private import PRIVATE_FILE
from kb.git.log import Git
from kb.git.repository import GitError, needs_programs, programs_of_hooks

PROTOCOLS = ("https", "http", "ssh", "file")
SECONDS = 120.0
"""So long the other side may take; editors do not wait for it."""
ALLOWED = {"GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS)}
BY_SSH = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
"""It asks nobody; keys and known hosts are those of whoever runs the site."""
BY_HAND = "do it by hand"
"""What people can do where the repository names programs that do not run here."""
HEADS = "refs/heads/"
REMOTES = "refs/remotes/"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_BY_SSH = re.compile(r"(?:[^/@:\s]+@)?[^/:\s-][^/:\s]*:(?!:)")
"""``git@example.com:team/articles.git``."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where a branch comes from: ``ref`` is its name there, ``tracking`` what is kept of it here; ``credentials`` stood
    in the address, which is without them.
    """

    address: str
    ref: str
    tracking: str
    credentials: str = ""

    @property
    def taken(self) -> str:
        """The ref that keeps which commit of there was last taken over here, or brought there from here.

        ``tracking`` does not tell that: whoever fetches by hand moves it.
        """
        return f"refs/kb/at-remote/{self.tracking.removeprefix(REMOTES)}"

    @property
    def coming(self) -> str:
        """The ref that keeps which commit is being taken over, and is there only where that did not come to an end."""
        return f"refs/kb/coming/{self.tracking.removeprefix(REMOTES)}"

    @property
    def origin(self) -> str:
        """Scheme and host, where it is on the web; else empty."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("https", "http") else ""


def find_upstream(git: Git, settings: Mapping[str, str], top: Path) -> Upstream:
    """Where the branch comes from that the work tree ``top`` is on.

    Raises:
        GitError: it is on none, or comes from nowhere that can be asked.

    """
    try:
        head = git("symbolic-ref", "--quiet", "HEAD").decode(errors="replace").strip()
    except GitError:
        raise GitError("the articles folder is on no branch; git switch BRANCH") from None
    branch = head.removeprefix(HEADS)
    remote = settings.get(f"branch.{branch}.remote", "origin")
    ref = settings.get(f"branch.{branch}.merge", head)
    url = settings.get(f"remote.{remote}.url", "")
    if not url or not ref.startswith(HEADS):
        raise GitError(f"the branch {branch} has no remote; git branch --set-upstream-to=origin/{branch}")
    address, credentials = readable_address(url, top)
    return Upstream(address, ref, f"{REMOTES}{remote}/{ref.removeprefix(HEADS)}", credentials)


def readable_address(url: str, top: Path) -> tuple[str, str]:
    """The address without name and password, and these; a path counts from ``top``.

    Raises:
        GitError: it is none of the kinds that may be asked.

    """
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[1].lower() in PROTOCOLS:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or "@" not in parts.netloc:
            return url, ""
        credentials, _, host = parts.netloc.rpartition("@")
        return parts._replace(netloc=host).geturl(), credentials
    if scheme is not None or "::" in url or url.startswith("-"):
        raise GitError(f"the remote's address has to begin with one of {', '.join(PROTOCOLS)}, or be a path")
    return (url if _BY_SSH.match(url) else str((top / url).resolve())), ""


@contextmanager
def way_out(upstream: Upstream, credentials: str) -> Iterator[dict[str, str]]:
    """Settings with which git may ask ``upstream``; ``credentials`` (``name:token``) count before those in its address.

    They are in a file that nobody else reads, and git gives them to that host alone: what is on a command line or in an
    address every user of the machine can see.
    """
    # Of what ``insteadOf`` begins with git takes the longest: this is the whole address, so it stays what it is.
    stays = {f"url.{upstream.address}.{name}": upstream.address for name in ("insteadOf", "pushInsteadOf")}
    settings = {"protocol.allow": "always", "fetch.recurseSubmodules": "false", **stays}
    given = _quoted(credentials) if credentials else upstream.credentials
    if not upstream.origin or not given:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="kb-git-") as folder:
        file = Path(folder) / "credentials"
        file.touch(PRIVATE_FILE)
        scheme, _, host = upstream.origin.partition("://")
        file.write_text(f"{scheme}://{given}@{host}\n", "utf-8")
        yield settings | {f"credential.{upstream.origin}.helper": f"store --file={shlex.quote(str(file))}"}


def fetch(git: Git, upstream: Upstream) -> None:
    """Have what is there here, beside the branch.

    Raises:
        GitError: it cannot be had.

    """
    quiet = (
        "--quiet",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-write-fetch-head",
        "--upload-pack=git-upload-pack",
    )
    _refuse_another_place(git, upstream.address)
    known = git("for-each-ref", "--format=%(refname)", upstream.taken, upstream.tracking).decode().splitlines()
    if known == [upstream.tracking]:  # it was cloned, and never pulled by us
        git("update-ref", upstream.taken, upstream.tracking)
    git("fetch", *quiet, "--", upstream.address, f"+{upstream.ref}:{upstream.tracking}")


def _refuse_another_place(git: Git, address: str) -> None:
    """Of two rules for the very same address git takes the first, which is not the one of ``way_out``."""
    told = git("config", "-z", "--get-regexp", r"^url\..*\.(push)?insteadof$").decode(errors="surrogateescape")
    for rule in told.split("\0"):
        name, _, begins = rule.partition("\n")
        if begins == address and name.removeprefix("url.").rpartition(".")[0] != address:
            raise GitError(f"git is set to ask another place ({name}); take that away, or git remote set-url")


def is_rewritten(git: Git, upstream: Upstream) -> bool:
    """Whether the branch has commits that came from the remote, and that the remote has no more.

    Who took them away there (a force push that removes a secret) wants them nowhere; they are none of ours.
    """
    if not git("for-each-ref", "--format=%(refname)", upstream.taken):
        return False

    def lacking(*commits: str) -> int:
        return int(git("rev-list", "--count", *commits, "--not", upstream.tracking))

    gone = lacking(upstream.taken)
    return gone > 0 and lacking("HEAD") + gone > lacking("HEAD", upstream.taken)


def push(git: Git, upstream: Upstream, settings: Mapping[str, str], hooks: Path | None, top: Path) -> None:
    """Have what is committed here there, where nobody was faster; ``hooks`` are those that do not run, ``top`` is the
    uppermost folder of the work tree.

    Raises:
        GitError: it was refused, or would need a program that the repository names.

    """
    if hooks and (programs := list(programs_of_hooks(settings, hooks, ("pre-push", "reference-transaction")))):
        raise GitError(needs_programs(programs, BY_HAND))
    place = _place_of(upstream.address)
    if hooks and place is not None and place.resolve().is_relative_to(top):  # whose hooks are files as articles are
        raise GitError(needs_programs(["a push into its own work tree"], BY_HAND))
    commit = git("rev-parse", "HEAD").decode().strip()
    quiet = ("--quiet", "--no-signed", "--no-follow-tags", "--recurse-submodules=no", "--receive-pack=git-receive-pack")
    git("push", *quiet, "--", upstream.address, f"{commit}:{upstream.ref}")
    git("update-ref", upstream.tracking, commit)
    git("update-ref", upstream.taken, commit)


def _place_of(address: str) -> Path | None:
    """The folder that an address names on this machine; None where it is elsewhere."""
    if scheme := _SCHEME.match(address):
        # For git what stands where others have a host is the first part of the path.
        return Path("/", unquote(address[scheme.end() :]).lstrip("/")) if scheme[1].lower() == "file" else None
    return None if _BY_SSH.match(address) else Path(address)


def _quoted(credentials: str) -> str:
    name, _, token = credentials.partition(":")
    return f"{quote(name, safe='')}:{quote(token, safe='')}"
