"""What can go wrong, as people are told it.

Two shapes only: an exception of the ``KbError`` tree stops what was asked for; a ``Problem`` is a fact about
one file of the collection, collected beside the articles so that one bad file never hides the others.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning"]


class KbError(Exception):
    """Base of every error we raise on purpose; the message is written for the person who can act on it."""


class SettingsError(KbError):
    """A setting has a value that cannot be used; names the setting, the value and what was expected."""


class CollectionError(KbError):
    """The articles folder itself (not one file in it) cannot be read."""


class DataFolderError(KbError):
    """The data folder cannot be written or read."""


class FileError(KbError):
    """Something is wrong with the file ``path``; ``what`` is the rest of a sentence that begins with its name."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} {what}")
        self.path = path
        self.what = what

    def within(self, root: Path) -> str:
        """The message for people on the site: where ``root`` lies on the server is none of their business."""
        return f"{self.path.relative_to(root)} {self.what}"


class FileChangedError(FileError):
    """A file is no longer the version that a change was made from; ``found`` is its fingerprint, None if it is gone."""

    def __init__(self, path: Path, found: str | None) -> None:
        what = "is gone" if found is None else "was changed by someone else in the meantime"
        super().__init__(path, f"{what}; nothing was saved")
        self.found = found


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing an editor should mend in one file.

    ``path`` is relative to the articles folder, ``line`` counts from 1 (None: the whole file), ``code`` is a
    stable word for machines, ``key`` and ``value`` name the front matter entry where there is one.
    """

    severity: Severity
    code: str
    path: str
    message: str
    line: int | None = None
    key: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.severity}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """The problem as a plain mapping for ``kb check --json``."""
        return asdict(self)
