"""The articles of an index: what each was when it was cut, and its passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.catalog.article import ArticleId, Audience
from search.index.arrays import Ints
from search.index.local.texts import HASH_BYTES, StoredPassages, TextFile, TextFolder, bytes_used, count_use, hashes_of
from search.index.passages import Passage

FILE = "articles.jsonl"
HASHES = "passages.npy"
TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as it was indexed: hashes of its text and of its labels, its passages, and the ``audience`` who could
    see it then; None where an older version of us did not keep that.
    """

    id: ArticleId
    content_hash: str
    labels_hash: str
    passages: Sequence[Passage]
    audience: Audience | None = None


class PassageRows:
    """The passages of all articles of an index, numbered article by article; texts are read when they are asked for."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.starts: Ints = np.cumsum([0, *(len(entry.passages) for entry in entries)])
        """Where each article's passages start; one more at the end."""

    def edited(self, entries: Sequence[Entry], rows: Sequence[int]) -> PassageRows:
        """Those of ``entries``, which are the articles of these in the same rows; others than these are in ``rows``.

        What these have found out is handed on, so that nothing is asked of all articles.
        """
        found, rows = copy(self), sorted(rows)
        counts = np.diff(self.starts)
        counts[rows] = [len(entries[row].passages) for row in rows]
        found.entries, found.starts = tuple(entries), np.concatenate(([0], np.cumsum(counts)))
        vars(found).pop("languages", None)
        if "hashes" in vars(self):
            found.hashes = _spliced(self, [(row, hashes_of(entries[row].passages)) for row in rows])
        if "bytes_used" in vars(self):
            found.bytes_used = dict(self.bytes_used)
            for entry, sign in [*((self.entries[row], -1) for row in rows), *((entries[row], 1) for row in rows)]:
                if isinstance(entry.passages, StoredPassages):
                    count_use(found.bytes_used, entry.passages, sign)
        return found

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __getitem__(self, row: int) -> Passage:
        article = int(np.searchsorted(self.starts, row, side="right")) - 1
        return self.entries[article].passages[row - int(self.starts[article])]

    @cached_property
    def row_of(self) -> dict[ArticleId, int]:
        """The row of each article."""
        return {entry.id: row for row, entry in enumerate(self.entries)}

    @cached_property
    def articles(self) -> dict[str, slice]:
        """The rows of each language's articles, which stand together."""
        found: dict[str, slice] = {}
        for row, entry in enumerate(self.entries):
            start = found[entry.id.language].start if entry.id.language in found else row
            found[entry.id.language] = slice(start, row + 1)
        return found

    @cached_property
    def languages(self) -> dict[str, slice]:
        """The rows of each language's passages, which stand together in the order of their codes."""
        starts = self.starts
        return {code: slice(int(starts[at.start]), int(starts[at.stop])) for code, at in self.articles.items()}

    def moved_to(self, now: PassageRows, moved: Ints) -> Ints:
        """The row in ``now`` of each of these passages (-1: gone); ``moved`` is that of their articles, -1 where the
        text is another one.
        """
        counts = np.diff(self.starts)
        firsts = np.repeat(np.where(moved >= 0, now.starts[np.maximum(moved, 0)], -1), counts)
        numbers = np.arange(len(self)) - np.repeat(self.starts[:-1], counts)
        return np.asarray(np.where(firsts >= 0, firsts + numbers, -1), np.int64)

    def text_hash(self, row: int) -> bytes:
        """The hash of a passage's text."""
        return bytes(self.hashes[row].tobytes())

    @cached_property
    def hashes(self) -> NDArray[np.void]:
        """The hash of each passage's text."""
        joined = b"".join(hashes_of(entry.passages) for entry in self.entries)
        return np.frombuffer(joined, f"V{HASH_BYTES}")

    @cached_property
    def bytes_used(self) -> dict[TextFile, int]:
        """How many bytes of each file of texts these are."""
        return bytes_used(entry.passages for entry in self.entries)


def _spliced(rows: PassageRows, replaced: Sequence[tuple[int, bytes]]) -> NDArray[np.void]:
    """The hashes of all passages, those of the articles that are ``replaced`` (ascending) in place of theirs."""
    pieces, at = [], 0
    for row, hashes in replaced:
        pieces += [rows.hashes[at : int(rows.starts[row])], np.frombuffer(hashes, f"V{HASH_BYTES}")]
        at = int(rows.starts[row + 1])
    return np.concatenate([*pieces, rows.hashes[at:]])


def write_entries(folder: Path, rows: PassageRows) -> None:
    """Write what ``read_entries`` reads of ``rows``, whose passages are stored in the texts of ``folder``."""
    with (folder / FILE).open("w", encoding="utf-8") as stream:
        for entry in rows.entries:
            texts = entry.passages
            assert isinstance(texts, StoredPassages)
            line = [
                *entry.id,
                entry.content_hash,
                entry.labels_hash,
                texts.file.name,
                texts.start,
                texts.end,
                len(texts),
                None if entry.audience is None else sorted(entry.audience.names),
            ]
            stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    np.save(folder / HASHES, rows.hashes, allow_pickle=False)


def read_entries(folder: Path) -> list[Entry]:
    """The entries of a generation."""
    hashes = np.load(folder / HASHES, allow_pickle=False).tobytes()
    texts = TextFolder(folder / TEXTS)
    files: dict[str, TextFile] = {}
    entries, at = [], 0
    with (folder / FILE).open(encoding="utf-8") as stream:
        for line in stream:
            language, key, content, labels, name, start, end, count, *more = json.loads(line)
            id_ = ArticleId(language, key)
            if name not in files:
                files[name] = texts.open(name)
            mine = hashes[at : at + HASH_BYTES * count]
            at += len(mine)
            passages = StoredPassages(id_, files[name], start, end, mine)
            audience = Audience(frozenset(more[0])) if more and more[0] is not None else None
            entries.append(Entry(id_, content, labels, passages, audience))
    return entries
