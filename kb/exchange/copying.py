"""Imports a folder of Markdown that is read here as it is: file by file, byte for byte.

For articles that left by ``kb export markdown``, and for those of the other families of Markdown that need no change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kb.catalog.paths import is_article_file
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.report import (
    BeforeWriting,
    ImportedVersion,
    ImportOutcome,
    ImportReport,
    PlannedWrite,
    write_unwatched,
)
from kb.exchange.writing.ledger import (
    MOST_FILE_BYTES,
    Ledger,
    PartDifference,
    hash_of,
    ledger_file,
    line_difference,
    read_ledger,
    verdict,
)
from kb.exchange.writing.sample import ImportSample
from kb.exchange.writing.staging import Staging, staging
from kb.files.inside import ASSETS_FOLDER
from kb.folder.file_types import is_served
from kb.language.marking import N_, MarkedSentence

_SETTINGS = (".yml", ".yaml", ".json", ".toml")


def copy_folder(
    files: Packed,
    root: Path,
    name: str,
    *,
    is_dry: bool = False,
    progress: Callable[[int], None] = lambda _: None,
    sample: ImportSample | None = None,
    before_writing: BeforeWriting = write_unwatched,
) -> ImportReport:
    """Bring the files of a folder of articles into the folder ``root``; ``name`` is what the import is remembered by,
    and a dry run leaves the first articles in ``sample``.

    Raises:
        KbError: a file cannot be read or written; nothing is imported.

    """
    notes, report = ImportNotes(), ImportReport("markdown", str(files.path), str(root), is_dry)
    with staging(root, is_dry=is_dry, sample=sample) as drafts:
        ledger = read_ledger(root, name, "markdown")
        for link in files.links:
            notes.add("link", link, MarkedSentence(N_("a symbolic link in the export is not followed")))
        above = files.above if any(path.startswith(files.above) for path in ledger.files) else ""
        for name_there in files.names:
            path = f"{above}{name_there}"  # where an earlier import put it, which took the top folder along
            if "\\" in path:
                notes.add(
                    "file",
                    path,
                    MarkedSentence(N_("its name has a backslash; it was not taken along, call it something else")),
                )
            elif not _is_hidden(path) and _is_wanted(path):
                report.versions.append(_copied(files, name_there, path, ledger, drafts))
                report.files += not is_article_file(path)
                progress(len(report.versions))
            elif not _is_hidden(path):
                notes.add(
                    "file",
                    path,
                    MarkedSentence(N_("no article, and no kind of file that is served here; it was not taken along")),
                )
        if not any(is_article_file(version.path) for version in report.versions):
            raise ExportError(
                f"{files.path} has no article: files that end with .md, .markdown or .mdx were looked for"
            )
        report.gone = [
            path for path in ledger.files if path.removeprefix(above) not in files and (root / path).exists()
        ]
        report.notes, report.more_notes = notes.all, dict(notes.left_out)
        remembered = ledger.as_json()
        if drafts.folder is not None:
            before_writing(PlannedWrite(drafts, report, ledger_file(root, name), remembered))
        drafts.put_in_place(ledger_file(root, name), remembered)
    return report


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part != ASSETS_FOLDER for part in path.split("/"))


def _is_wanted(path: str) -> bool:
    return is_article_file(path) or is_served(path) or path.lower().endswith(_SETTINGS)


def _copied(files: Packed, name: str, path: str, ledger: Ledger, drafts: Staging) -> ImportedVersion:
    """Have the file ``name`` written as ``path``, unless it is the same here or was changed here."""
    content = files.read(name, MOST_FILE_BYTES)
    there, known = hash_of(content), ledger.files.get(path, {}).get("hash")
    told = ImportedVersion(path, "", PurePosixPath(path).name, path, ImportOutcome.SAME)
    try:
        before = drafts.content_of(path)
    except OSError as error:
        return replace(told, outcome=ImportOutcome.LEFT_OUT).saying(
            MarkedSentence(N_("what is in its place cannot be read: %(why)s"), why=error.strerror)
        )
    if before is None:
        if known is not None:
            return replace(told, outcome=ImportOutcome.LEFT_OUT).saying(
                MarkedSentence(N_("it was imported before and deleted here since"))
            )
        drafts.add(path, content)
        ledger.files[path] = {"hash": there}
        return replace(told, outcome=ImportOutcome.NEW)
    found = verdict(hash_of(before), there, known)
    if found == "differs":
        return _differing(told, before, content)
    if found == "keep":
        return told
    ledger.files[path] = {"hash": there}
    if found == "same":
        return told
    drafts.change(path, before, content)
    return replace(told, outcome=ImportOutcome.UPDATED)


def _differing(told: ImportedVersion, here: bytes, there: bytes) -> ImportedVersion:
    part = PartDifference("file", "another file", "another file")
    if is_article_file(told.path):
        part = line_difference("file", *(content.decode("utf-8", "replace") for content in (here, there)))
    return replace(told, outcome=ImportOutcome.DIFFERS, differences=(part,))
