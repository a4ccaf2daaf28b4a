"""The files of a system that keeps them apart from its articles, and tells to which article each was attached."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from kb.exchange.bundle.bundle import ForeignFile

_PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|webp|svg|avif|ico|bmp|heic|tiff?)", re.IGNORECASE)
_MADE = re.compile(r"-(?:scaled|rotated|e\d{10,13}|\d{2,5}x\d{2,5})$")
"""What the system puts behind a picture's name for those that it has made of it."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file: where it is there, what a picture shows, and the number of the article that it was attached to."""

    address: str
    alt: str = ""
    whose: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return PurePosixPath(unquote(urlsplit(self.address).path)).name

    @property
    def is_picture(self) -> bool:
        """Whether it is shown, and not offered for download."""
        return bool(_PICTURE.fullmatch(self.name))


@dataclass
class MediaLibrary:
    """All of them by their numbers."""

    files: dict[str, AttachedFile] = field(default_factory=dict)
    _of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, id_: str, file: AttachedFile) -> None:
        """Keep one; without an address there is nothing to keep."""
        if file.address and file.name and id_ not in self.files:
            self.files[id_] = file
            self._of[file.whose].append(id_)

    def of(self, article: str) -> Iterator[AttachedFile]:
        """Those attached to an article, in the order of the export."""
        yield from (self.files[id_] for id_ in self._of.get(article, ()))

    def downloads(self, article: str, body: str) -> tuple[ForeignFile, ...]:
        """The files attached to an article that its text neither links nor shows, but for pictures."""
        return tuple(
            ForeignFile(one.name, one.address)
            for one in self.of(article)
            if not one.is_picture and not shows(body, one.address)
        )


def shows(body: str, address: str) -> bool:
    """Whether a text links or shows the file at ``address``, a picture in whatever size."""
    path = PurePosixPath(unquote(urlsplit(address).path))
    stem = path.stem
    while shorter := _MADE.search(stem):
        stem = stem[: shorter.start()]
    parts = path.parent.parts[-2:] if path.parent.name.isdecimal() else ()  # uploads/2020/01
    tail = "/".join((*(part for part in parts if part != "/"), stem))
    made = r"(?:-(?:scaled|rotated|e\d{10,13}|\d{2,5}x\d{2,5}))*"
    found = re.compile(rf"(?<![\w.-]){re.escape(tail)}{made}{re.escape(path.suffix)}(?![\w-])", re.IGNORECASE)
    return bool(found.search(unquote(unescape(body))))
