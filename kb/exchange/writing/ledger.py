"""Remembers what an import wrote, so that the next can tell what was changed since: there, here, or on both sides.

It lies beside the articles in a hidden folder, which no page and no search reads and which goes into git with them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import IO, Any, Literal

from kb.core.errors import KbError

FOLDER = ".kb-import"
FORMAT = 1
ORIGIN = "imported_from"
"""The key of front matter that says which article of which ledger a file is: ``zendesk:3600``."""
COUNTED = "counted"
"""The part of an article's entry that says what the other system had counted of it."""
MOST_FILE_BYTES = 512 * 2**20
"""Of one file that comes in, is compared or goes out; a longer film is no help in an article."""
_HASH_BYTES = 8
_LONGEST_SHOWN, _MOST_LINES = 400, 60
Verdict = Literal["same", "take", "keep", "differs"]
"""It is the ``same``, is to be taken, was changed here alone and is kept, or differs: it was changed on both sides."""


class LedgerError(KbError):
    """What an earlier import remembered cannot be read; nothing is imported over what nobody knows."""


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A part that was changed on both sides: what it is here, and what it is there."""

    part: str
    here: str
    there: str


@dataclass
class Ledger:
    """``articles`` are by id and language: the path of the file, a hash of each part as it was written, and what was
    counted of it there (``kb.exchange.writing.counted_before`` reads that); ``files`` are pictures by their name in the
    export: path and hash; ``categories`` the folders of categories by id, and ``category_files`` the hashes of
    ``_index.md`` by path. ``system`` is whose exports it remembers, and ``locales`` are the codes of languages that
    their locales have.
    """

    articles: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    category_files: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    system: str = ""
    locales: dict[str, str] = field(default_factory=dict)

    def parts(self, id_: str, language: str) -> dict[str, str]:
        """The hashes of the parts of a version; empty where none was imported."""
        found = self.articles.get(id_, {}).get(language, {}).get("parts", {})
        return dict(found) if isinstance(found, dict) else {}

    def note(self, id_: str, language: str, path: str, parts: dict[str, str]) -> None:
        """Remember a version as it was written; what was counted of it stays."""
        versions = self.articles.setdefault(id_, {})
        counted = versions.get(language, {}).get(COUNTED)
        versions[language] = {"path": path, "parts": parts} | ({COUNTED: counted} if counted else {})

    def count(self, id_: str, language: str, numbers: Mapping[str, int], on: date) -> None:
        """Remember what was counted of a version that is remembered, as it was read on the day ``on``: ``helpful`` and
        ``not_helpful`` votes, ``views``. What this export does not tell stays, and with the same numbers their day.
        """
        entry = self.articles[id_][language]
        before = entry.get(COUNTED)
        before = before if isinstance(before, dict) else {}
        now = {**before, **numbers}
        if now != before:
            entry[COUNTED] = now | {"on": on.isoformat()}

    def forget_counted(self, id_: str, language: str) -> None:
        """Forget what was counted of a version, whose article is gone or never had any."""
        self.articles.get(id_, {}).get(language, {}).pop(COUNTED, None)

    def file_key(self, scope: str, name: str, above: str) -> str:
        """What a file of an export is remembered as: as before, where that was with the folder ``above`` it."""
        before = f"{scope}{above}{name}"
        return before if before in self.files else f"{scope}{name}"

    def as_json(self) -> str:
        """One line for each article, so that git shows what changed."""
        lines = [f'{{"format": {FORMAT}', f'"system": {_json(self.system)}']
        for name in ("articles", "categories", "category_files", "files", "locales"):
            entries = getattr(self, name)
            inner = ",\n".join(f"{_json(key)}: {_json(entries[key])}" for key in sorted(entries))
            lines.append(f'"{name}": {{\n{inner}\n}}')
        return ",\n".join(lines) + "}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def ledger_file(root: Path, name: str) -> Path:
    """Where the ledger of the imports called ``name`` lies."""
    return root / FOLDER / f"{name}.json"


def read_ledger(root: Path, name: str, system: str) -> Ledger:
    """The ledger of the imports called ``name`` into the folder ``root``; an empty one before the first.

    Raises:
        LedgerError: it is there and cannot be read, is of another system than ``system``, or names files elsewhere.

    """
    file = ledger_file(root, name)
    try:
        told = json.loads(file.read_text("utf-8"))
        if told["format"] != FORMAT:
            raise LedgerError(f"{file} was written by another version of kb; its format is {told['format']}")
        parts = [told[part] for part in ("articles", "categories", "category_files", "files")]
        parts.append(told.get("locales", {}))
        if not all(isinstance(part, dict) for part in parts):
            raise LedgerError(f"{file} is damaged; put back an earlier version of it, or delete it to start anew")
        found = Ledger(parts[0], parts[1], parts[2], parts[3], told.get("system") or system, parts[4])
        if not all(isinstance(code, str) for code in found.locales.values()):
            raise LedgerError(f"{file} is damaged: codes of languages are texts; put back an earlier version of it")
        wrong = [path for path in _paths(found) if not _is_inside(path)]
    except (FileNotFoundError, NotADirectoryError):
        return Ledger(system=system)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LedgerError(
            f"{file} cannot be read ({error}); put back an earlier version of it, or delete it: then each article "
            "that differs from the export is shown and left as it is"
        ) from error
    if wrong:
        raise LedgerError(
            f"{file} names {wrong[0]!r}, which lies in no folder of articles; no import wrote that: "
            "put back an earlier version of it"
        )
    if found.system != system:
        raise LedgerError(
            f"{file} remembers imports of {found.system}, and this is one of {system}; give it another name with --as"
        )
    return found


def _paths(ledger: Ledger) -> Iterator[object]:
    """Every path below the folder of articles, or that of a language."""
    yield from (entry["path"] for languages in ledger.articles.values() for entry in languages.values())
    yield from ledger.categories.values()
    yield from ledger.category_files
    for name, entry in ledger.files.items():
        yield from (entry["path"], entry["language"]) if "path" in entry else (name,)


def _is_inside(path: object) -> bool:
    return isinstance(path, str) and not re.search(r"^/|\\|\0|(?:^|/)\.\.(?:/|$)", path)


def hash_of(part: object) -> str:
    """What tells one version of a part, a text or a file from another: 16 hexadecimal digits (BLAKE2b)."""
    if isinstance(part, bytes):
        return hashlib.blake2b(part, digest_size=_HASH_BYTES).hexdigest()
    text = part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
    return hash_of(text.encode("utf-8", "surrogatepass"))


def hash_of_stream(stream: IO[bytes]) -> str:
    """The same of a file that may be large."""
    found = hashlib.blake2b(digest_size=_HASH_BYTES)
    while part := stream.read(2**20):
        found.update(part)
    return found.hexdigest()


def verdict(here: str | None, there: str | None, known: str | None) -> Verdict:
    """What becomes of a part or a file by the hashes of what it is ``here``, ``there`` and what was written last; None
    where there is none.
    """
    if here == there:
        return "same"
    if there is not None and known == there:
        return "keep"
    if known is None:
        return "take" if here is None else "differs"
    return "take" if here is not None and known == here else "differs"


def line_difference(part: str, here: str, there: str) -> PartDifference:
    """The lines that are here and not there, and the other way around, as far as people read them."""
    found = [*unified_diff(here.split("\n"), there.split("\n"), lineterm="", n=0)][2:]
    sides = []
    for sign in "-+":
        lines = [line[1:][:_LONGEST_SHOWN] for line in found if line.startswith(sign)]
        more = len(lines) - _MOST_LINES
        sides.append("\n".join(lines[:_MOST_LINES] + ([f"… and {more} more lines"] if more > 0 else [])))
    return PartDifference(part, *sides)
