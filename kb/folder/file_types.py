"""Which files beside the articles are served, and as what: by their ending, never guessed from a whole path.

(Python takes the path ``data:text/html,x.png`` for HTML.)
"""

from __future__ import annotations

from pathlib import PurePosixPath

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_SHOWN = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/vnd.microsoft.icon",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "m4v": "video/mp4",
    "ogv": "video/ogg",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
_KEPT = {
    "zip": "application/zip",
    "csv": "text/csv",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "odp": f"{_OPEN}.presentation",
    "epub": "application/epub+zip",
}
CONTENT_TYPES = {**_SHOWN, **_KEPT}
FILE_TYPES = {**dict.fromkeys(_SHOWN, True), **dict.fromkeys(_KEPT, False)}
"""Kinds of files that are served, and whether the browser may show them (the others are downloads)."""


def kind_of(path: str) -> str:
    """The kind of a file by its ending, in small letters and without the dot."""
    return PurePosixPath(path).suffix.lower().lstrip(".")


def is_served(path: str) -> bool:
    """Whether files of this kind are served at all."""
    return kind_of(path) in FILE_TYPES
