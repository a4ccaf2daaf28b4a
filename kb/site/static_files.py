"""Styles, scripts and icons: each room keeps its own, and those of several rooms stand below one address.

A template names a file together with the hash of what is in it, so that a browser may keep it for ever. A script
that imports others gets their hashes as it is served: no step builds anything, and no browser asks whether a module is
still the same.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, url_for

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_IMPORT = re.compile(r"(?<=')\.{1,2}/[\w./-]+\.js(?=')")
"""How a script names another: by its address from where it stands itself."""


class PagesWithFiles(Blueprint):
    """A blueprint whose static files lie in several folders and are served below ``/static/<its name>/``.

    A file is found by its name alone: it may move to another room and keeps its address, by which browsers and
    the copies for reading offline know it.
    """

    def __init__(self, name: str, import_name: str, folders: Iterable[Path]) -> None:
        """Serve the styles, scripts and pictures that are in ``folders`` now, and nothing else.

        Raises:
            ValueError: two folders have a file of the same name.

        """
        super().__init__(
            name, import_name, template_folder="templates", static_folder="static", static_url_path=f"/static/{name}"
        )
        self._folder_of: dict[str, Path] = {}
        self._read: dict[str, tuple[bytes, str]] = {}
        for folder in folders:
            for path in _files_in(str(folder)):
                if path in self._folder_of:
                    raise ValueError(f"{path} lies in {self._folder_of[path]} and in {folder}: give one another name")
                self._folder_of[path] = folder

    def version(self, filename: str) -> str:
        """The hash of what is served as ``filename``, of all that it imports too.

        Raises:
            KeyError: there is no such file, or none that it imports.

        """
        return self._as_served(filename)[1]

    def send_static_file(self, filename: str) -> Response:
        """Answer with a file of one of the folders."""
        if filename not in self._folder_of:
            abort(404)
        return Response(self._as_served(filename)[0], mimetype=_TYPES[Path(filename).suffix])

    def _as_served(self, filename: str) -> tuple[bytes, str]:
        """What a browser gets, and its hash; read once, since a file changes with the application only."""
        if filename not in self._read:
            content = (self._folder_of[filename] / filename).read_bytes()
            if filename.endswith(".js"):
                content = _IMPORT.sub(lambda found: self._with_version(filename, found[0]), content.decode()).encode()
            self._read[filename] = content, hashlib.blake2b(content, digest_size=6).hexdigest()
        return self._read[filename]

    def _with_version(self, filename: str, imported: str) -> str:
        part, _, name = posixpath.normpath(posixpath.join(self.name, posixpath.dirname(filename), imported)).partition(
            "/"
        )
        return f"{imported}?v={_pages_of(part).version(name)}"


def asset(name: str, part: str = "kb") -> str:
    """The address of a static file of a part, with the hash of what is in it, so that it may be kept for ever."""
    return url_for(f"{part}.static", filename=name, v=_pages_of(part).version(name))


def static_folders(floor: Path, *, but: Collection[str] = ()) -> list[Path]:
    """The static folders of a floor and its rooms, without those rooms that have an address of their own."""
    with os.scandir(floor) as entries:
        rooms = sorted(found.name for found in entries if found.is_dir() and found.name not in but)
    return [folder for room in ("", *rooms) if (folder := floor / room / "static").is_dir()]


def _files_in(folder: str, above: str = "") -> list[str]:
    """The files in a folder and below it that are served, by their path in it."""
    files: list[str] = []
    with os.scandir(folder) as entries:
        for found in entries:
            if found.is_dir():
                files += _files_in(found.path, f"{above}{found.name}/")
            elif posixpath.splitext(found.name)[1] in _TYPES:
                files.append(f"{above}{found.name}")
    return files


def _pages_of(part: str) -> PagesWithFiles:
    pages = current_app.blueprints[part]
    assert isinstance(pages, PagesWithFiles), f"{part} has no static files"
    return pages
