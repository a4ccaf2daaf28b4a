"""Gets a model from the hub into the data folder: only what is needed, checked, whole or not at all.

Whoever is interrupted goes on where it was; two processes get a model one after the other, the second finds it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from filelock import Timeout

from kb.files.private import PRIVATE_FOLDER, make_private_folder
from search.models.folders.files import NoModelError, graph_of, needed_files
from search.models.folders.outside import files_beside
from search.models.hub.fetching import Hub, ModelFetchError, NoSpaceError, Offer, RemoteFile
from search.models.hub.kept import KeptModel, KeptModels, sha256_of

_HALF = ".half"
SPARE = 64 * 2**20
"""Bytes that must stay free on the disk: the site writes there too."""


def get_model(
    hub: Hub,
    root: Path,
    repository: str,
    revision: str = "",
    graph: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> KeptModel:
    """The model ``repository`` at ``revision`` (a branch, tag or commit), kept below ``root``.

    ``graph`` is the file of the graph to take, or ``none``; without it the most exact there is. ``tell`` hears what is
    going on.

    Raises:
        ModelFetchError: it cannot be had; what there was before is as it was.

    """
    kept = KeptModels(root)
    offer = hub.offer(repository, revision)
    files, chosen = _needed(offer, graph)
    usual = graph_of([one.name for one in offer.files])
    place = kept.place(repository, offer.commit, chosen, usual)
    try:
        with _alone(kept, root, repository, tell):
            there = kept.find(repository, offer.commit, chosen)
            if there is not None and not there.damage(thorough=True):
                tell(f"{repository} is already there, as the hub has it")
                return there
            draft = kept.draft_of(place)
            try:
                known = _fill(hub, offer, files, draft, tell)
                if chosen:
                    files_beside(draft, chosen)
            except NoSpaceError:
                shutil.rmtree(draft, ignore_errors=True)  # a full disk harms more than fetching it again
                raise
            model = KeptModel(place, repository, offer.commit, chosen, offer.licence, offer.languages, known)
            return kept.finish(draft, model)
    except NoModelError as error:
        raise ModelFetchError(f"the model {repository!r} cannot be used: {error}") from error
    except OSError as error:
        raise ModelFetchError(f"the model {repository!r} cannot be kept in {root}: {error.strerror}") from error


def _needed(offer: Offer, graph: str) -> tuple[Sequence[RemoteFile], str]:
    by_name = {one.name: one for one in offer.files}
    try:
        needed = needed_files(by_name, graph)
    except NoModelError as error:
        raise ModelFetchError(f"the model {offer.repository!r} cannot be used: {error}") from error
    return [by_name[name] for name in dict.fromkeys(needed.names)], needed.graph


def _alone(
    kept: KeptModels, root: Path, repository: str, tell: Callable[[str], None]
) -> AbstractContextManager[object]:
    """Be the only process that gets this model; wait for another, and say so."""
    for folder in (root.parent, root):
        make_private_folder(folder)
    lock = kept.lock_of(repository)
    try:
        return lock.acquire(timeout=0)
    except Timeout:
        tell(f"another process is fetching {repository}; waiting for it")
        return lock.acquire()


def _fill(
    hub: Hub, offer: Offer, files: Sequence[RemoteFile], draft: Path, tell: Callable[[str], None]
) -> dict[str, tuple[int, str]]:
    """Fetch and check ``files``; their sizes and SHA-256 by name."""
    rest = sum(one.size for one in files) - _size_of(draft)
    free = shutil.disk_usage(draft).free
    if rest + SPARE > free:
        raise NoSpaceError(
            f"the model {offer.repository!r} needs {in_words(rest)}, and {in_words(free)} are free in {draft.parent}"
        )
    known = {}
    for file in files:
        target = draft / file.name
        if not _is_as_said(target, file):
            tell(f"fetching {file.name}, {in_words(file.size)}")
            target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            _fetch(hub, offer, file, target)
        known[file.name] = file.size, sha256_of(target)
    return known


def _fetch(hub: Hub, offer: Offer, file: RemoteFile, target: Path) -> None:
    """Put ``file`` in its place if it is what the hub says; what went on from half a file gets a second chance."""
    half = target.with_name(target.name + _HALF)
    if half.is_file() and half.stat().st_size >= file.size:
        half.unlink()
    goes_on = half.is_file()
    hub.fetch(offer, file.name, half)
    if _is_as_said(half, file):
        half.replace(target)
        return
    found = f"{half.stat().st_size} bytes, SHA-256 {sha256_of(half)[:12]}…"
    half.unlink()
    if goes_on:
        _fetch(hub, offer, file, target)
        return
    raise ModelFetchError(
        f"{file.name} of the model {offer.repository!r} is not what the hub says it is ({found}); it was deleted, and "
        "is fetched again when the command is repeated"
    )


def _is_as_said(path: Path, file: RemoteFile) -> bool:
    """Whether ``path`` is there with the content that the hub says ``file`` has."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    if file.sha256:
        return sha256_of(path) == file.sha256.lower()
    return not file.blob or git_name(path) == file.blob.lower()


def git_name(file: Path) -> str:
    """What git calls a file's content (SHA-1 of it behind a header): how the hub names what is not large."""
    digest = hashlib.sha1(b"blob %d\0" % file.stat().st_size, usedforsecurity=False)
    with file.open("rb") as stream:
        while piece := stream.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def in_words(size: int) -> str:
    """So many bytes, in the unit in which there are few."""
    for unit, bytes_ in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= bytes_:
            return f"{size / bytes_:.3g} {unit}"
    return f"{size} bytes"
