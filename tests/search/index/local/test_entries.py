"""Articles as they were cut, on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb.catalog.article import ArticleId, Audience
from search.index.link_names import LinkName
from search.index.local.entries import TEXTS, Entry, PassageRows, read_entries, write_entries
from search.index.local.texts import TextFolder
from search.index.passages import Passage


def passage(text: str, *headings: str, unseen: str = "", called: tuple[LinkName, ...] = (), **kind: bool) -> Passage:
    return Passage("en", "kettle", "Kettles\u2028and “pots”", headings, "an-anchor", text, unseen, called, **kind)


PIECES = (
    passage("All.", unseen="boiler, pot", called=(LinkName("ar", "الالغلاية"),)),
    passage('گذرواژه\n\u2028密码 \\ "x"', "Care", "Clean", is_links=True),
    passage("Vinegar\nA jar", "Needs", is_before_steps=True, pictured=("A jar",)),
)
KETTLE = Entry(ArticleId("en", "kettle"), "content", "labels", PIECES, Audience(frozenset({"sales", "partners"})))
POT = Entry(ArticleId("ar", "kettle"), "", "labels", (Passage("ar", "kettle", "", (), "", "نص"),))


def test_entries_are_read_as_they_were_written(tmp_path: Path) -> None:
    entries = [POT, KETTLE]
    stored = TextFolder(tmp_path / TEXTS).keep({entry.id: entry.passages for entry in entries}, None, "1")
    kept = [replace(e, passages=stored[e.id]) for e in entries]
    assert kept == entries
    write_entries(tmp_path, PassageRows(kept))
    read = read_entries(tmp_path)
    assert read == entries
    assert [list(entry.passages) for entry in read] == [list(entry.passages) for entry in entries]


def test_passages_are_numbered_article_by_article_and_named_by_their_hash() -> None:
    rows = PassageRows([POT, KETTLE])
    assert [rows[row] for row in range(len(rows))] == [*POT.passages, *PIECES]
    assert rows.languages == {"ar": slice(0, 1), "en": slice(1, 4)}
    assert [rows.text_hash(row) for row in (0, 2)] == [POT.passages[0].text_hash, PIECES[1].text_hash]
    assert len(PassageRows([])) == 0
