"""What importing other systems' exports gives, and what it takes: hand-made samples, real dumps, many articles.

    python bench/imports.py [--dumps DIR] [--only NAME] [--reports DIR] [--write]
    python bench/imports.py --many 10000 [--again]

Each import runs in a process of its own, into an empty folder. Told are seconds of the processor, those of the
processes that render among them, and the most memory that the importing process ever had. Dumps are fetched into
``--dumps`` (pip, apt-get; a temporary folder without it) and never kept with the project. ``--reports`` keeps every
report there; ``--write`` keeps those of the samples in ``docs/imports/`` and the table in ``docs/moving-in.md``.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.import_sources import Export, dumps, many, samples  # noqa: E402
from bench.quality_tables import with_table  # noqa: E402
from kb.exchange.bundle.notes import ImportNotes  # noqa: E402
from kb.exchange.bundle.packed import Packed  # noqa: E402
from kb.exchange.importer import run_import  # noqa: E402
from kb.exchange.report import ImportReport  # noqa: E402
from kb.exchange.report_page import report_page  # noqa: E402
from kb.exchange.systems.registry import READERS  # noqa: E402
from kb.markdown.conversion import shared  # noqa: E402

DOCS, REPORTS = ROOT / "docs" / "moving-in.md", ROOT / "docs" / "imports"
_HEAD = (
    "| Source | System | Articles | left out | not word by word | to look at | notes | pictures not there "
    "| s of processor | MB |"
)
_COLUMNS = ("articles", "left_out", "words", "look", "notes", "missing")


def measured(export: Export, target: Path, report: Path) -> dict[str, Any]:
    """Import ``export`` in a process of its own; the report goes to ``report`` with two endings."""
    given = [export.system, export.path, target, report, export.language, export.name]
    command = [sys.executable, __file__, "--one", *map(str, given)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


def import_one(system: str, path: str, target: str, report: str, language: str, name: str) -> dict[str, Any]:
    """Import it here, keep the report, and say what it was and what it took."""
    files = Packed(Path(path))
    found = run_import(READERS[system](files, ImportNotes(), language), Path(target), system)
    files.close()
    peak = _peak_mb()
    shared().close()  # what its processes took counts once they have ended
    seconds = sum(
        resource.getrusage(who)[at] for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN) for at in (0, 1)
    )
    found.source, found.target = name, "articles"
    _keep(found, Path(report), path)
    return {
        "name": name,
        "system": system,
        "articles": len(found.versions),
        "left_out": found.counts["left_out"],
        "words": sum(bool(version.text) for version in found.versions),
        "look": sum(version.is_worth_a_look for version in found.versions),
        "notes": len(found.notes) + sum(found.more_notes.values()),
        "missing": len(found.missing),
        "seconds": seconds,
        "mb": peak,
    }


def _keep(found: ImportReport, report: Path, path: str) -> None:
    written = json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n"
    for ending, text in ((".json", written), (".html", report_page(found))):
        report.with_name(report.name + ending).write_text(text.replace(path, found.source), "utf-8")


def _peak_mb() -> float:
    """The most memory of this process; what ``getrusage`` tells counts that of whoever started it too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def table(rows: Iterable[dict[str, Any]]) -> str:
    """A line for each export."""
    lines = [_HEAD, "| --- | --- |" + " ---: |" * 8]
    for row in rows:
        numbers = [f"{row[column]:,}" for column in _COLUMNS] + [f"{row['seconds']:.1f}", f"{row['mb']:.0f}"]
        lines.append(f"| {row['name']} | `{row['system']}` | {' | '.join(numbers)} |")
    return "\n".join(lines)


def _run_many(work: Path, count: int, reports: Path, *, again: bool) -> None:
    export = many(work / "export", count)
    size = (export.path / "articles.json").stat().st_size
    print(f"{count:,} articles, {size / 2**20:.0f} MB of JSON")
    for name in ("first", "again")[: 1 + again]:
        row = measured(export, work / "articles", reports / f"many-{name}")
        kept = (reports / f"many-{name}.json").stat().st_size / 2**20
        took = f"{row['seconds']:.0f} s of processor, {row['mb']:.0f} MB at most"
        print(f"{name}: {took}, {row['articles']:,} articles, report of {kept:.0f} MB", flush=True)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dumps", type=Path)
    parser.add_argument("--only", default="", help="exports whose name or system has this in it")
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--many", type=int, default=0, metavar="COUNT")
    parser.add_argument("--again", action="store_true", help="with --many: import a second time")
    parser.add_argument("--one", nargs=6, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(import_one(*asked.one)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        reports = asked.reports or work / "reports"
        reports.mkdir(parents=True, exist_ok=True)
        if asked.many:
            _run_many(work, asked.many, reports, again=asked.again)
            return
        rows = []
        for export, is_sample in [
            *((one, True) for one in samples(work / "samples")),
            *((one, False) for one in dumps(asked.dumps or work / "dumps", lambda said: print(said, file=sys.stderr))),
        ]:
            if asked.only not in export.name and asked.only not in export.system:
                continue
            name = re.sub(r"\W+", "-", export.name.lower()).strip("-")
            place = REPORTS if is_sample and asked.write else reports
            place.mkdir(exist_ok=True)
            rows.append(measured(export, work / "into" / name, place / name))
            print(table(rows[-1:]).splitlines()[-1], flush=True)
        if asked.write and not asked.only:
            DOCS.write_text(with_table(DOCS.read_text("utf-8"), "imports", table(rows), "bench/imports.py"), "utf-8")


if __name__ == "__main__":
    main()
