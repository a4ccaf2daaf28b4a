"""What an import has to tell of an export that does not stop it: each thing once, and no more than people read."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from kb.core.text import one_line
from kb.language.marking import MarkedSentence

MOST_OF_A_KIND = 2_000
"""So many notes of one kind are kept; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ImportNote:
    """``kind`` is a stable word for machines, ``where`` the article, category or file it is about."""

    kind: str
    where: str
    message: str


class ImportNotes:
    """Collects them; the same thing said again, by a second reading of the export, counts once."""

    def __init__(self) -> None:
        self._notes: dict[ImportNote, None] = {}
        self._kept: Counter[str] = Counter()
        self._counted: set[bytes] = set()
        self.left_out: Counter[str] = Counter()
        """How many of each kind came after the first ``MOST_OF_A_KIND``."""

    def add(self, kind: str, where: str, message: str) -> None:
        """Note something; texts from the export may be part of it."""
        note = ImportNote(kind, one_line(where), _short(message))
        if note in self._notes:
            return
        if self._kept[kind] >= MOST_OF_A_KIND:
            self._count(note)
            return
        self._kept[kind] += 1
        self._notes[note] = None

    def _count(self, note: ImportNote) -> None:
        """Count a note that is not kept, once however often it is said: its hash alone is remembered."""
        told = f"{note.kind}\x1f{note.where}\x1f{note.message}".encode("utf-8", "surrogatepass")
        known = hashlib.blake2b(told, digest_size=8).digest()
        if known not in self._counted:
            self._counted.add(known)
            self.left_out[note.kind] += 1

    @property
    def all(self) -> list[ImportNote]:
        """The notes, by kind and in the order in which they came."""
        order = list(dict.fromkeys(note.kind for note in self._notes))
        return sorted(self._notes, key=lambda note: order.index(note.kind))


def _short(message: str) -> str:
    if isinstance(message, MarkedSentence):
        return MarkedSentence(message.text, **{name: one_line(value) for name, value in message.values.items()})
    return one_line(message, 500)
