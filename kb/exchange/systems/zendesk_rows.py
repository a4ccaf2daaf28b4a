"""The rows of Zendesk's JSON, in whichever files they are, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kb.exchange.bundle.json_stream import read_records
from kb.exchange.bundle.packed import Packed
from kb.exchange.bundle.values import count_of, id_of, rows_of, text_of

_LISTS = (
    "articles",
    "sections",
    "categories",
    "translations",
    "users",
    "user_segments",
    "article_attachments",
    "records",
)
"""``records`` are what the list of content tags calls them."""
_SINGLE = {name[:-1] if name != "categories" else "category": name for name in _LISTS}
Row = Mapping[str, Any]


@dataclass
class ZendeskRows:
    """What is small enough to be kept: everything but the texts of articles."""

    categories: dict[str, Row] = field(default_factory=dict)
    sections: dict[str, Row] = field(default_factory=dict)
    names: dict[tuple[str, str], Row] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    segments: dict[str, Row] = field(default_factory=dict)
    attachments: dict[str, list[Row]] = field(default_factory=dict)
    articles: dict[str, Row] = field(default_factory=dict)
    content_tags: dict[str, str] = field(default_factory=dict)
    locales: dict[str, None] = field(default_factory=dict)

    def keep(self, kind: str, row: Row) -> None:
        """Keep what is needed of a row in a list of this name."""
        id_ = id_of(row.get("id"))
        if kind in ("articles", "translations", "sections", "categories"):
            self.locales.update(dict.fromkeys(filter(None, (text_of(row.get("locale")),))))
        if kind in ("categories", "sections"):
            kept: dict[str, Row] = self.categories if kind == "categories" else self.sections
            source = text_of(row.get("source_locale"))
            if id_ not in kept or source == text_of(row.get("locale")):
                kept[id_] = row
            self.names.setdefault(
                (f"{'Category' if kind == 'categories' else 'Section'}{id_}", text_of(row.get("locale"))), row
            )
        elif kind == "translations" and not is_of(row, "Article"):
            self.names[
                f"{text_of(row.get('source_type'))}{id_of(row.get('source_id'))}", text_of(row.get("locale"))
            ] = row
        elif kind == "users":
            self.users[id_] = text_of(row.get("name"))
        elif kind == "records" and "name" in row:
            self.content_tags[id_] = text_of(row.get("name"))
        elif kind == "user_segments":
            self.segments[id_] = row
        elif kind == "article_attachments":
            self.attachments.setdefault(id_of(row.get("article_id")), []).append(row)
        elif kind == "articles" and (id_ not in self.articles or row.get("locale") == row.get("source_locale")):
            self.articles[id_] = {key: value for key, value in row.items() if key not in ("body", "title", "name")}


def rows_in(files: Packed, told: dict[str, tuple[int, str]]) -> Iterator[tuple[str, Row]]:
    """Each row in the JSON of ``files``, with the name of the list that it is in. ``told`` gets how many rows of a list
    the API counted, and the file that says so.

    Raises:
        ExportError: a file cannot be read to its end.

    """
    for name in (one for one in files.names if one.lower().endswith(".json")):
        of = ""
        for key, value in read_records(files, name):
            kind = _SINGLE.get(key, key)
            if key == "count" and of:
                told[of] = max(told.get(of, (0, "")), (count_of(value), name))
            elif kind in _LISTS:
                of = of or kind
                yield from ((kind, row) for row in rows_of(value))
            elif key == "" and isinstance(value, Mapping):
                yield _kind_of(value), value


def is_of(row: Row, kind: str) -> bool:
    """Whether a translation is one of this ``kind``; what does not say so is of an article."""
    return text_of(row.get("source_type") or "Article") == kind


def _kind_of(row: Row) -> str:
    """What an object of a bare list is, by its keys."""
    if "source_type" in row:
        return "translations"
    if "section_id" in row and "body" in row:
        return "articles"
    if "category_id" in row:
        return "sections"
    if "content_url" in row:
        return "article_attachments"
    return "categories" if "html_url" in row and "name" in row else ""
