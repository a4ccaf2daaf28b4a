"""What the page of an import shows of its report: bounded, while the whole report is there to download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from kb.exchange.report import ImportedVersion, ImportOutcome, ImportReport
from kb.language.marking import N_, MarkedSentence

MOST_SHOWN, MOST_LINES, FIRST = 40, 6, 10
Entry = TypeVar("Entry")


def summary_of(report: ImportReport) -> dict[str, Any]:
    """Counts, the first articles, and the first of everything that is worth a look."""
    written = (ImportOutcome.NEW, ImportOutcome.UPDATED)
    differing = [version for version in report.versions if version.differences]
    look = [version for version in report.versions if version.is_worth_a_look and not version.differences]
    notes = len(report.notes) + sum(report.more_notes.values())
    unfetched = [[address, title, _kept(why)] for address, (title, why) in _first(report.unfetched.items())]
    return {
        "system": report.system,
        "counts": {**report.counts, "files": report.files, "categories": report.categories, "fetched": report.fetched},
        "wanted": report.wanted,
        "first": [
            [version.title, version.path, version.language, str(version.outcome)]
            for version in report.versions
            if version.outcome in written
        ][:FIRST],
        "differing": {"count": len(differing), "first": [_conflict(version) for version in _first(differing)]},
        "look": {"count": len(look), "first": [_told(version) for version in _first(look)]},
        "missing": _addresses(report.missing),
        "expired": _addresses(report.expired),
        "unfetched": {"count": len(report.unfetched), "first": unfetched},
        "notes": {"count": notes, "first": [[one.kind, one.where, _kept(one.message)] for one in _first(report.notes)]},
        "gone": {"count": len(report.gone), "first": report.gone[:MOST_SHOWN]},
    }


def _first(entries: Iterable[Entry]) -> list[Entry]:
    return list(entries)[:MOST_SHOWN]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} …"


def _addresses(found: Mapping[str, str]) -> dict[str, Any]:
    return {"count": len(found), "first": [[address, title] for address, title in _first(found.items())]}


def _conflict(version: ImportedVersion) -> list[Any]:
    parts = [[part.part, _cut(part.here, 600), _cut(part.there, 600)] for part in version.differences]
    return [version.title, version.path, parts[:MOST_LINES]]


def _told(version: ImportedVersion) -> list[Any]:
    lines = [*version.told]
    lines += [MarkedSentence(N_("not here: %(words)s"), words=run) for run in version.text.missing]
    lines += [MarkedSentence(N_("only here: %(words)s"), words=run) for run in version.text.added]
    return [version.title, version.path, str(version.outcome), [_kept(line) for line in lines[:MOST_LINES]]]


def _kept(message: str) -> Any:
    """A message as the page says it in its reader's language: its marked text and what stands in it; else as it is."""
    if isinstance(message, MarkedSentence):
        return [message.text, {name: _cut(value, 300) for name, value in message.values.items()}]
    return _cut(message, 300)
