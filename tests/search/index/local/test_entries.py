"""Articles as they were cut, on disk."""

from __future__ import annotations

from pathlib import Path

from kb.catalog.article import ArticleId
from search.index.link_names import LinkName
from search.index.local.entries import Entry, read_entries, write_entries
from search.index.passages import Passage


def passage(text: str, *headings: str, unseen: str = "", called: tuple[LinkName, ...] = (), **kind: bool) -> Passage:
    return Passage("en", "kettle", "Kettles\u2028and “pots”", headings, "an-anchor", text, unseen, called, **kind)


def test_entries_are_read_as_they_were_written(tmp_path: Path) -> None:
    id_ = ArticleId("en", "kettle")
    pieces = (
        passage("All.", unseen="boiler, pot", called=(LinkName("ar", "الغلاية"),)),
        passage('گذرواژه\n\u2028密码 \\ "x"', "Care", "Clean", is_links=True),
        passage("Vinegar", "Needs", is_before_steps=True),
    )
    entries = [Entry(id_, "content", "labels", pieces)]
    write_entries(tmp_path / "articles.jsonl", entries)
    assert read_entries(tmp_path / "articles.jsonl") == entries
    assert (tmp_path / "articles.jsonl").read_bytes().count(b"\n") == 1
