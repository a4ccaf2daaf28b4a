"""The models in the data folder: ``models/hub/ORG--NAME/COMMIT``, each whole and with a manifest of what it is.

A folder without a manifest is none of ours; one that is being filled is hidden by its name.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from kb.files.private import PRIVATE_FILE, keep_whole, make_private_folder

MANIFEST = ".kb-model.json"  # hidden, so that it is no part of the model
_FORMAT = 1
DRAFT = ".part"


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model of the hub in ``folder``. ``graph`` is what ONNX Runtime computes, empty: PyTorch does.

    ``files`` are sizes and SHA-256 by name. ``dimension`` and ``fingerprint`` are known once it was loaded.
    """

    folder: Path
    repository: str
    commit: str
    graph: str
    licence: str
    languages: tuple[str, ...]
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    dimension: int = 0
    fingerprint: str = ""

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(size for size, _ in self.files.values())

    def damage(self, *, thorough: bool = False) -> str:
        """What is wrong with the files, empty where nothing; ``thorough``: read all of them and compare."""
        for name, (size, sha256) in self.files.items():
            file = self.folder / name
            try:
                if file.stat().st_size != size:
                    return f"{file} has {file.stat().st_size} bytes, not {size}"
                if thorough and sha256_of(file) != sha256:
                    return f"{file} is not as it was fetched"
            except OSError as error:
                return f"{file} cannot be read: {error.strerror}"
        return ""


class KeptModels:
    """The models that are kept below ``root``; nothing needs to be there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def all(self) -> list[KeptModel]:
        """Every one of them, by name and commit."""
        found = (self._read(file) for file in self._root.glob(f"*--*/[!.]*/{MANIFEST}"))
        return sorted((one for one in found if one), key=lambda one: (one.repository, one.commit, one.graph))

    def find(self, repository: str, revision: str, graph: str | None = None) -> KeptModel | None:
        """The one of a commit, or of the beginning of its name, that was fetched last; None where there is none.

        ``graph`` None: whichever is there.
        """
        fitting = [
            one
            for one in self.all()
            if one.repository == repository and one.commit.startswith(revision) and graph in (None, one.graph)
        ]
        return max(fitting, key=lambda one: one.folder.stat().st_ctime_ns, default=None)

    def place(self, repository: str, commit: str, graph: str, usual: str) -> Path:
        """Where a model belongs; another than the ``usual`` graph has a place of its own."""
        end = "" if graph == usual else "." + (graph.replace("/", "-").removesuffix(".onnx") or "torch")
        return self._root / _folder_name(repository) / f"{commit}{end}"

    def draft_of(self, place: Path) -> Path:
        """The folder to fill before it is put in its ``place``; what was begun for other places is deleted.

        Raises:
            OSError: it cannot be made.

        """
        draft = place.with_name(f".{place.name}{DRAFT}")
        for one in place.parent.glob(f".*{DRAFT}"):
            if one != draft:
                shutil.rmtree(one, ignore_errors=True)
        for folder in (self._root.parent, self._root, place.parent, draft):
            make_private_folder(folder)
        return draft

    def finish(self, draft: Path, model: KeptModel) -> KeptModel:
        """Put a filled draft in the place of ``model``.

        Raises:
            OSError: that cannot be done; the draft stays.

        """
        self._write(draft, model)
        if model.folder.exists():  # damaged, or somebody else's
            shutil.rmtree(model.folder)
        draft.replace(model.folder)
        return model

    def note(self, model: KeptModel, dimension: int, fingerprint: str) -> KeptModel:
        """Keep what loading told of a model; where nothing can be written it is not kept."""
        known = replace(model, dimension=dimension, fingerprint=fingerprint)
        if known != model:
            with suppress(OSError):
                self._write(model.folder, known)
        return known

    def remove(self, model: KeptModel) -> None:
        """Delete a model; whoever has its files open still reads them.

        Raises:
            OSError: it cannot be deleted.

        """
        gone = model.folder.with_name(f".{model.folder.name}{DRAFT}")
        shutil.rmtree(gone, ignore_errors=True)
        model.folder.replace(gone)  # at once: half a model must not be found
        shutil.rmtree(gone)
        with suppress(OSError):  # other commits are in it
            model.folder.parent.rmdir()

    def remove_begun(self, repository: str) -> list[str]:
        """Delete what interrupted fetching left of a model; the names of the commits. What is being fetched stays."""
        begun = list((self._root / _folder_name(repository)).glob(f".*{DRAFT}"))
        if begun:
            try:
                with self.lock_of(repository).acquire(timeout=0):
                    for one in begun:
                        shutil.rmtree(one, ignore_errors=True)
            except Timeout:
                return []
        return [one.name.removeprefix(".").removesuffix(DRAFT) for one in begun]

    def lock_of(self, repository: str) -> FileLock:
        """Whoever holds it is the only one that fills drafts of a model."""
        return FileLock(self._root / f".{_folder_name(repository)}.lock", mode=PRIVATE_FILE)

    @staticmethod
    def _write(folder: Path, model: KeptModel) -> None:
        about = {**asdict(model), "format": _FORMAT}
        del about["folder"]
        text = json.dumps(about, ensure_ascii=False, indent=1)
        keep_whole(folder / MANIFEST, lambda stream: stream.write(text.encode()))

    @staticmethod
    def _read(file: Path) -> KeptModel | None:
        try:
            about = json.loads(file.read_text("utf-8"))
            files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in about["files"].items()}
            model = KeptModel(
                file.parent,
                str(about["repository"]),
                str(about["commit"]),
                str(about["graph"]),
                str(about["licence"]),
                tuple(map(str, about["languages"])),
                files,
                int(about["dimension"]),
                str(about["fingerprint"]),
            )
            return model if about["format"] == _FORMAT else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's content.

    Raises:
        OSError: it cannot be read.

    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _folder_name(repository: str) -> str:
    return repository.replace("/", "--")
