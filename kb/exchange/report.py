"""What an import did, or would do: for people at the terminal, as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from kb.exchange.bundle.notes import ImportNote
from kb.exchange.html.comparison import NO_DIFFERENCE, TextDifference
from kb.exchange.writing.ledger import PartDifference
from kb.exchange.writing.staging import Staging


class ImportOutcome(StrEnum):
    """What became of one version of an article."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    DIFFERS = "differs"
    LEFT_OUT = "left_out"


OUTCOMES = {
    ImportOutcome.NEW: "new",
    ImportOutcome.UPDATED: "updated",
    ImportOutcome.SAME: "as before",
    ImportOutcome.DIFFERS: "changed both there and here; kept as here",
    ImportOutcome.LEFT_OUT: "not imported",
}


@dataclass(frozen=True, slots=True)
class ImportedVersion:
    """One language version: where its file is, what became of it, and in what its text is not the original's."""

    id: str
    language: str
    title: str
    path: str
    outcome: ImportOutcome
    text: TextDifference = NO_DIFFERENCE
    told: tuple[str, ...] = ()
    differences: tuple[PartDifference, ...] = ()
    votes: tuple[int, int] | None = None
    views: int | None = None

    @property
    def counted(self) -> dict[str, int]:
        """What the other system had counted of it, by the names of the ledger; only what it gives."""
        found = {} if self.votes is None else {"helpful": self.votes[0], "not_helpful": self.votes[1]}
        return found if self.views is None else {**found, "views": self.views}

    @property
    def is_worth_a_look(self) -> bool:
        """Whether there is more to say of it than that it is there."""
        return bool(
            self.text
            or self.told
            or self.differences
            or self.outcome in (ImportOutcome.DIFFERS, ImportOutcome.LEFT_OUT)
        )

    def saying(self, sentence: str) -> ImportedVersion:
        """The same with one thing more to say of it."""
        return replace(self, told=(*self.told, sentence))


@dataclass
class ImportReport:
    """``missing`` are addresses of pictures and files that the export does not hold, with the first article that shows
    them; ``expired`` the same of those whose addresses were asked and are of no use any more, and ``unfetched`` with
    why they did not come; ``wanted`` are how many of ``missing`` a run that writes would ask for. ``gone`` are files of
    earlier imports whose articles are not in the export any more.
    """

    system: str
    source: str
    target: str
    is_dry: bool
    versions: list[ImportedVersion] = field(default_factory=list)
    notes: list[ImportNote] = field(default_factory=list)
    more_notes: dict[str, int] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    expired: dict[str, str] = field(default_factory=dict)
    unfetched: dict[str, tuple[str, str]] = field(default_factory=dict)
    wanted: int = 0
    fetched: int = 0
    gone: list[str] = field(default_factory=list)
    files: int = 0
    categories: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many versions had which outcome."""
        found = Counter(version.outcome for version in self.versions)
        return {outcome.value: found[outcome] for outcome in ImportOutcome}

    def as_json(self) -> dict[str, Any]:
        """Everything, as a plain mapping."""
        return {
            "system": self.system,
            "source": self.source,
            "target": self.target,
            "dry_run": self.is_dry,
            "counts": {**self.counts, "files": self.files, "categories": self.categories, "fetched": self.fetched},
            "articles": [_plain(version) for version in self.versions],
            "notes": [asdict(note) for note in self.notes],
            "more_notes": self.more_notes,
            "missing": self.missing,
            "expired": self.expired,
            "not_fetched": [
                {"address": address, "article": title, "why": why} for address, (title, why) in self.unfetched.items()
            ],
            "gone": self.gone,
        }

    def lines(self) -> list[str]:
        """A summary of a few lines."""
        counts = self.counts
        done = ", ".join(
            f"{counts[outcome.value]} {words}" for outcome, words in OUTCOMES.items() if counts[outcome.value]
        )
        found = [f"{'would import' if self.is_dry else 'imported'} into {self.target}: {done or 'nothing'}"]
        found += [f"{self.files} pictures and files, {self.categories} categories"]
        look = sum(version.is_worth_a_look for version in self.versions)
        words = sum(bool(version.text) for version in self.versions)
        found += [f"{look} to look at, of which {words} do not say word by word what they said"] if look else []
        found += [f"{len(self.missing)} pictures and files are not in the export"] if self.missing else []
        found += [f"{self.wanted} of them would be asked for in the web"] if self.wanted else []
        found += [f"{self.fetched} pictures and files were fetched from the web"] if self.fetched else []
        found += [f"{len(self.expired)} pictures and files have addresses that have expired"] if self.expired else []
        found += [f"{len(self.unfetched)} pictures and files could not be fetched"] if self.unfetched else []
        found += [f"{len(self.gone)} imported before are not in the export any more; they stay"] if self.gone else []
        notes = len(self.notes) + sum(self.more_notes.values())
        return found + ([f"{notes} notes"] if notes else [])


@dataclass(frozen=True)
class PlannedWrite:
    """What an import is about to put in place: files and, at the very end, ``remembered`` as the file ``ledger``."""

    drafts: Staging
    report: ImportReport
    ledger: Path
    remembered: str


BeforeWriting = Callable[[PlannedWrite], None]
"""Told of it before the first file; what it raises ends the import, and nothing is written."""


def write_unwatched(_: PlannedWrite) -> None:
    """Let it be written, for whoever keeps no books."""


def _plain(version: ImportedVersion) -> dict[str, Any]:
    found = asdict(version)
    votes = found.pop("votes")
    return {**found, "helpful": votes[0] if votes else None, "not_helpful": votes[1] if votes else None}
