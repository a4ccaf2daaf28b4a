"""One generation of the index, opened: everything a search needs, immutable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from kb.article import ArticleId
from search.bm25 import Ints
from search.generations import read_manifest
from search.lexical import LexicalIndex
from search.passages import Passage
from search.query_language import QueryLanguage
from search.semantic import SemanticIndex

ENTRIES = "articles.jsonl"


@dataclass(frozen=True)
class Entry:
    """One article as it was indexed: hashes of its text and of its labels, and its passages."""

    id: ArticleId
    content_hash: str
    labels_hash: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class VectorPart:
    """One model's vectors of one language: row i of ``index`` is passage ``passages[i]`` of the snapshot."""

    language: str
    index: SemanticIndex
    passages: Ints


@dataclass(frozen=True)
class ModelVectors:
    """One model's vectors, language by language: a query is nearer to all texts of its own language, so what is
    surprising can only be told within each.
    """

    fingerprint: str
    parts: tuple[VectorPart, ...]

    @property
    def count(self) -> int:
        """How many passages have a vector."""
        return sum(len(part.passages) for part in self.parts)

    @cached_property
    def deviation(self) -> float:
        """How much cosines vary within a language, over all of them by size: the unit of surprise."""
        weighted = sum(part.index.deviation * len(part.passages) for part in self.parts)
        return weighted / max(self.count, 1)

    def save(self, folder: Path, name: str) -> None:
        """Write every part into ``folder``."""
        for part in self.parts:
            part.index.save(folder / f"{name}.{part.language}.faiss")
            np.save(folder / f"{name}.{part.language}.passages.npy", part.passages)

    @classmethod
    def load(cls, folder: Path, name: str, fingerprint: str, languages: Sequence[str]) -> ModelVectors:
        """Read what ``save`` wrote."""
        return cls(
            fingerprint,
            tuple(
                VectorPart(
                    language,
                    SemanticIndex.load(folder / f"{name}.{language}.faiss"),
                    np.load(folder / f"{name}.{language}.passages.npy", allow_pickle=False),
                )
                for language in languages
            ),
        )


class Snapshot:
    """The articles in row order with their lexical and semantic indexes.

    ``models`` holds the models whose vectors are (all but) complete, by name.
    """

    def __init__(
        self,
        folder: Path,
        entries: Sequence[Entry],
        lexical: LexicalIndex,
        language: QueryLanguage,
        models: Mapping[str, ModelVectors],
    ) -> None:
        self.folder = folder
        self.entries = tuple(entries)
        self.lexical = lexical
        self.language = language
        self.models = dict(models)

    @cached_property
    def row_of(self) -> dict[ArticleId, int]:
        """The row of each article."""
        return {entry.id: row for row, entry in enumerate(self.entries)}

    @cached_property
    def languages(self) -> dict[str, slice]:
        """The rows of each language's articles, which stand together."""
        found: dict[str, slice] = {}
        for row, entry in enumerate(self.entries):
            start = found[entry.id.language].start if entry.id.language in found else row
            found[entry.id.language] = slice(start, row + 1)
        return found

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, article by article."""
        return tuple(passage for entry in self.entries for passage in entry.passages)

    @cached_property
    def first_passage(self) -> Ints:
        """Where each article's passages start; one more at the end."""
        return np.cumsum([0, *(len(entry.passages) for entry in self.entries)])

    @cached_property
    def article_of(self) -> Ints:
        """The article row of each passage."""
        return np.repeat(np.arange(len(self.entries)), np.diff(self.first_passage))

    @classmethod
    def open(cls, folder: Path) -> Snapshot:
        """Open a generation that is known to be sound."""
        about = read_manifest(folder)
        models = {
            name: ModelVectors.load(folder / "vectors", name, model["fingerprint"], model["languages"])
            for name, model in about.get("models", {}).items()
        }
        return cls(
            folder,
            read_entries(folder / ENTRIES),
            LexicalIndex.load(folder / "lexical"),
            QueryLanguage(folder / "whoosh"),
            models,
        )


def write_entries(file: Path, entries: Sequence[Entry]) -> None:
    """Write one JSON line an article."""
    with file.open("w", encoding="utf-8") as stream:
        for entry in entries:
            title = entry.passages[0].title
            pieces = [[list(p.heading_path), p.anchor, p.text, p.unseen] for p in entry.passages]
            line = [*entry.id, entry.content_hash, entry.labels_hash, title, pieces]
            stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_entries(file: Path) -> list[Entry]:
    """Read what ``write_entries`` wrote."""
    entries = []
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            language, key, content, labels, title, pieces = json.loads(line)
            passages = tuple(
                Passage(language, key, title, tuple(path), anchor, text, unseen)
                for path, anchor, text, unseen in pieces
            )
            entries.append(Entry(ArticleId(language, key), content, labels, passages))
    return entries
