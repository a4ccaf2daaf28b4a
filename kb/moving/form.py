"""What somebody says of a move, and which links of others shall be mended with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb.core.text import one_line
from kb.moving.mending import MOST_LISTED, LinkMend

LONGEST = 500
_FIELDS = ("category", "name", "note", "your_name")
_LONGEST_PATH = 2_000


@dataclass(frozen=True)
class MoveForm:
    """The form. ``chosen`` are the files with links to mend, by the fingerprints under which they were shown;
    ``is_mending``: nothing moves, links to former addresses are mended.
    """

    category: str
    name: str
    note: str = ""
    your_name: str = ""
    chosen: frozenset[tuple[str, str]] = frozenset()
    is_sent: bool = False
    is_mending: bool = False

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> MoveForm:
        """What was sent."""
        category, name, note, who = (one_line(given.get(field, ""), LONGEST) for field in _FIELDS)
        marks = [mark[:_LONGEST_PATH].partition(" ") for mark in given.getlist("mend")[:MOST_LISTED]]
        chosen = frozenset((seen, path) for seen, _, path in marks)
        return cls(category, name, note, who, chosen, is_sent=True, is_mending=given.get("act") == "mend")

    def mends(self, found: Iterable[LinkMend]) -> tuple[list[LinkMend], list[str]]:
        """What was chosen of ``found``, and which chosen files are not as they were shown any more."""
        there = {(one.seen, one.path): one for one in found}
        wanted = [one for mark, one in there.items() if mark in self.chosen and one.after != one.before]
        return wanted, sorted(path for seen, path in self.chosen if (seen, path) not in there)

    def is_chosen(self, mend: LinkMend) -> bool:
        """Whether its links are mended; so they are until somebody says otherwise."""
        return not self.is_sent or (mend.seen, mend.path) in self.chosen
