"""Styles, scripts and icons: each room keeps its own, and those of several rooms stand below one address."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory


class PagesWithFiles(Blueprint):
    """A blueprint whose static files lie in several folders and are served below ``/static/<its name>/``.

    A file is found by its name alone: it may move to another room and keeps its address, by which browsers and
    the copies for reading offline know it.
    """

    def __init__(self, name: str, import_name: str, folders: Iterable[Path]) -> None:
        """Serve what is in ``folders`` now, and nothing else.

        Raises:
            ValueError: two folders have a file of the same name.

        """
        super().__init__(
            name, import_name, template_folder="templates", static_folder="static", static_url_path=f"/static/{name}"
        )
        self._folder_of: dict[str, Path] = {}
        for folder in folders:
            for file in (found for found in folder.rglob("*") if found.is_file()):
                path = file.relative_to(folder).as_posix()
                if path in self._folder_of:
                    raise ValueError(f"{path} lies in {self._folder_of[path]} and in {folder}: give one another name")
                self._folder_of[path] = folder

    def file(self, name: str) -> Path:
        """Where the static file ``name`` lies.

        Raises:
            KeyError: there is none.

        """
        return self._folder_of[name] / name

    def send_static_file(self, filename: str) -> Response:
        """Answer with a file of one of the folders."""
        if filename not in self._folder_of:
            abort(404)
        return send_from_directory(self._folder_of[filename], filename)


def static_folders(floor: Path, *, but: Collection[str] = ()) -> list[Path]:
    """The static folders of a floor and its rooms, without those rooms that have an address of their own."""
    rooms = [floor, *sorted(found for found in floor.iterdir() if found.is_dir() and found.name not in but)]
    return [room / "static" for room in rooms if (room / "static").is_dir()]
