"""What an import has to tell of an export that does not stop it: each thing once, and no more than people read."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from kb.core.text import one_line
from kb.language.marking import MarkedSentence

MOST_OF_A_KIND = 2_000
"""So many notes of one kind are kept; the rest is counted."""
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ImportNote:
    """``kind`` is a stable word for machines, ``where`` the article, category or file it is about."""

    kind: str
    where: str
    message: str


@dataclass
class _Group:
    """What is said once of all places: ``sentence`` waits for how many there are and for some of them."""

    sentence: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class ImportNotes:
    """Collects them; the same thing said again, by a second reading of the export, counts once."""

    def __init__(self) -> None:
        self._notes: dict[ImportNote, None] = {}
        self._groups: dict[tuple[str, str], _Group] = {}
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

    def add_each(self, kind: str, what: str, where: str, sentence: str) -> None:
        """Note that ``what`` is in the article ``where``: one note tells of all articles. ``sentence`` is a marked text
        with ``%(count)s``, of the articles, and ``%(examples)s``, the titles of some.
        """
        what, where = one_line(what), one_line(where)
        group = self._groups.get((kind, what))
        if group is None:
            if self._kept[kind] >= MOST_OF_A_KIND:
                self._count(ImportNote(kind, what, ""))
                return
            self._kept[kind] += 1
            group = self._groups[kind, what] = _Group(sentence)
        if self._is_new(kind, what, where):
            group.count += 1
            group.examples += [where] if len(group.examples) < _EXAMPLES else []

    def _count(self, note: ImportNote) -> None:
        """Count a note that is not kept, once however often it is said."""
        if self._is_new(note.kind, note.where, note.message):
            self.left_out[note.kind] += 1

    def _is_new(self, *told: str) -> bool:
        """Whether this is said for the first time: its hash alone is remembered."""
        known = hashlib.blake2b("\x1f".join(told).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        is_new = known not in self._counted
        self._counted.add(known)
        return is_new

    @property
    def all(self) -> list[ImportNote]:
        """The notes, by kind and in the order in which they came; of those that tell of articles the most first."""
        groups = sorted(self._groups.items(), key=lambda item: -item[1].count)
        found = [*self._notes, *(_told(kind, what, group) for (kind, what), group in groups)]
        order = list(dict.fromkeys(note.kind for note in found))
        return sorted(found, key=lambda note: order.index(note.kind))


def _told(kind: str, what: str, group: _Group) -> ImportNote:
    examples = ", ".join(group.examples) + (", …" if group.count > len(group.examples) else "")
    return ImportNote(kind, what, MarkedSentence(group.sentence, count=f"{group.count:,}", examples=one_line(examples)))


def _short(message: str) -> str:
    if isinstance(message, MarkedSentence):
        return MarkedSentence(message.text, **{name: one_line(value) for name, value in message.values.items()})
    return one_line(message, 500)
