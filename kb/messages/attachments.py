"""Files that customers attach: told apart by what is in them, since a name may say anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.core.text import one_line

ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain"
"""For the ``accept`` of a file field."""
MAX_STEM = 60
_KINDS: tuple[tuple[str, str, Callable[[bytes], bool]], ...] = (
    ("image/png", "png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", "jpg", lambda data: data.startswith(b"\xff\xd8\xff")),
    ("image/gif", "gif", lambda data: data.startswith((b"GIF87a", b"GIF89a"))),
    ("image/webp", "webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    ("application/pdf", "pdf", lambda data: data.startswith(b"%PDF-")),
)


class BadFileError(ValueError):
    """A file cannot be taken; ``code`` says why: ``kind``, ``size``, ``count``."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code}: {name}")
        self.code, self.name = code, name


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that may be kept; its name ends as its content asks for."""

    name: str
    content_type: str
    content: bytes


def read_attachment(name: str, content: bytes, most_bytes: int) -> Attachment:
    """The file as it may be kept.

    Raises:
        BadFileError: it is too large, or of no kind that we take.

    """
    shown = one_line(re.split(r"[/\\]", name)[-1], MAX_STEM)
    if len(content) > most_bytes:
        raise BadFileError("size", shown)
    found = next(((kind, ending) for kind, ending, fits in _KINDS if fits(content)), None)
    if found is None and _is_text(content):
        found = ("text/plain", "txt")
    if found is None:
        raise BadFileError("kind", shown)
    kind, ending = found
    stem = re.sub(r"[^\w .()-]", "_", shown).strip(" .").removesuffix(f".{ending}")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem) or "file"
    return Attachment(f"{stem}.{ending}", kind, content)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(sign < " " and sign not in "\t\r\n\f" for sign in text)
