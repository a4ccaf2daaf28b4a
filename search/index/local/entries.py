"""The articles of an index: what each was when it was cut, and its passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.catalog.article import ArticleId, Audience
from search.index.arrays import Ints
from search.index.local.texts import HASH_BYTES, StoredPassages, TextFile, TextFolder, hashes_of
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
        self._entries = entries
        self.starts: Ints = np.cumsum([0, *(len(entry.passages) for entry in entries)])
        """Where each article's passages start; one more at the end."""

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __getitem__(self, row: int) -> Passage:
        article = int(np.searchsorted(self.starts, row, side="right")) - 1
        return self._entries[article].passages[row - int(self.starts[article])]

    @cached_property
    def articles(self) -> dict[str, slice]:
        """The rows of each language's articles, which stand together."""
        found: dict[str, slice] = {}
        for row, entry in enumerate(self._entries):
            start = found[entry.id.language].start if entry.id.language in found else row
            found[entry.id.language] = slice(start, row + 1)
        return found

    @cached_property
    def languages(self) -> dict[str, slice]:
        """The rows of each language's passages, which stand together in the order of their codes."""
        starts = self.starts
        return {code: slice(int(starts[at.start]), int(starts[at.stop])) for code, at in self.articles.items()}

    def text_hash(self, row: int) -> bytes:
        """The hash of a passage's text."""
        return bytes(self._hashes[row].tobytes())

    @cached_property
    def _hashes(self) -> NDArray[np.void]:
        joined = b"".join(hashes_of(entry.passages) for entry in self._entries)
        return np.frombuffer(joined, f"V{HASH_BYTES}")


def write_entries(folder: Path, entries: Sequence[Entry]) -> None:
    """Write what ``read_entries`` reads of ``entries``, whose passages are stored in the texts of ``folder``."""
    with (folder / FILE).open("w", encoding="utf-8") as stream:
        for entry in entries:
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
    hashes = b"".join(hashes_of(entry.passages) for entry in entries)
    np.save(folder / HASHES, np.frombuffer(hashes, f"V{HASH_BYTES}"), allow_pickle=False)


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
