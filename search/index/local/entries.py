"""The articles of an index as they were cut, one JSON line each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.catalog.article import ArticleId
from search.index.link_names import LinkName
from search.index.passages import Passage


@dataclass(frozen=True)
class Entry:
    """One article as it was indexed: hashes of its text and of its labels, and its passages."""

    id: ArticleId
    content_hash: str
    labels_hash: str
    passages: tuple[Passage, ...]


def write_entries(file: Path, entries: Sequence[Entry]) -> None:
    """Write one JSON line an article."""
    with file.open("w", encoding="utf-8") as stream:
        for entry in entries:
            title = entry.passages[0].title
            pieces = [
                [list(p.heading_path), p.anchor, p.text, p.unseen, p.called, p.is_links, p.is_before_steps]
                for p in entry.passages
            ]
            line = [*entry.id, entry.content_hash, entry.labels_hash, title, pieces]
            stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_entries(file: Path) -> list[Entry]:
    """Read what ``write_entries`` wrote."""
    entries = []
    with file.open(encoding="utf-8") as stream:
        for line in stream:
            language, key, content, labels, title, pieces = json.loads(line)
            passages = tuple(
                Passage(language, key, title, tuple(path), anchor, text, unseen, _names(called), *kind)
                for path, anchor, text, unseen, called, *kind in pieces
            )
            entries.append(Entry(ArticleId(language, key), content, labels, passages))
    return entries


def _names(called: Sequence[Sequence[str]]) -> tuple[LinkName, ...]:
    return tuple(LinkName(*name) for name in called)
