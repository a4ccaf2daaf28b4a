"""Freshdesk: the JSON that its API gives of solution categories, folders and articles, saved as files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory, ForeignFile
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import count_of, day_of, id_of, rows_of, text_of, texts_of, whole_of
from kb.exchange.systems.json_rows import Row, json_files, rows_in
from kb.language.marking import N_, MarkedSentence

ARTICLE_ADDRESS = re.compile(r"/(?:support/)?solutions/articles/(\d+)")
CATEGORY_ADDRESS = re.compile(r"/(?:support/)?solutions/folders/(\d+)")
_EVERYBODY, _PUBLISHED = 1, 2
"""The ``visibility`` of a folder that everybody may read; 2 are those signed in, 3 agents, 4 chosen companies."""


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The export in ``files``; ``language`` is that of articles whose folders name none.

    Raises:
        ExportError: none of the files is JSON of this API, or one cannot be read to its end.

    """
    export = _Freshdesk(files, notes, language)
    pages = (ARTICLE_ADDRESS, CATEGORY_ADDRESS)
    return Bundle("freshdesk", files, notes, tuple(export.categories()), export.articles, *pages, locales=export.codes)


class _Freshdesk:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._json = json_files(files, "Freshdesk")
        self._places: dict[tuple[str, str], Row] = {}
        self._parents: dict[str, str] = {}
        self._agents: dict[str, str] = {}
        self._locales: Counter[str] = Counter()
        languages: dict[str, list[str]] = {}
        texts: list[str] = []
        for row in self._rows():
            self._look(row, texts)
            if _is_article(row):
                languages.setdefault(id_of(row.get("id")), []).append(_locale_of(row))
        if not texts:
            raise ExportError(f'{files.path} has no articles of Freshdesk: objects with a "folder_id" were looked for')
        self.codes = codes_of(filter(None, self._locales))
        most = sorted(self.codes, key=lambda locale: (-self._locales[locale], locale != "en"))
        self._usual = language or next((self.codes[locale] for locale in most), "") or likely_language(texts, "")
        self._seen = {id_: [self.codes.get(one, self._usual) for one in found] for id_, found in languages.items()}

    def articles(self) -> Iterator[ForeignArticle]:
        for row in self._rows():
            if _is_article(row):
                article = self._article(row)
                known = self._seen[article.id]
                original = self._usual if self._usual in known else known[0]
                yield replace(article, is_original=article.language == original)

    def categories(self) -> Iterator[ForeignCategory]:
        for (kind, id_), row in self._places.items():
            name = text_of(row.get("name"))
            is_open = self._is_for_everybody(id_) if kind == "folder" else True
            yield ForeignCategory(
                f"{kind}-{id_}",
                {self._usual: name} if name else {},
                self._parents.get(f"{kind}-{id_}", ""),
                descriptions={self._usual: text} if (text := text_of(row.get("description"))) else {},
                audience="public" if is_open else "internal",
            )

    def _rows(self) -> Iterator[Row]:
        yield from (row for _, row in rows_in(self._files, self._json))

    def _look(self, row: Row, texts: list[str]) -> None:
        id_ = id_of(row.get("id"))
        if _is_article(row):
            texts += [text_of(row.get("description"))] if len(texts) < 40 else []
            self._locales[_locale_of(row)] += 1
            self._from_hierarchy(row)
        elif "visibility" in row or "parent_folder_id" in row or "category_id" in row:
            self._places[("folder", id_)] = {**self._places.get(("folder", id_), {}), **row}
            above, category = id_of(row.get("parent_folder_id")), id_of(row.get("category_id"))
            parent = f"folder-{above}" if above else f"category-{category}" if category else ""
            self._from_hierarchy(row)
            if parent:
                self._parents[f"folder-{id_}"] = parent
        elif isinstance(contact := row.get("contact"), dict):
            self._agents[id_] = text_of(contact.get("name"))
        elif "name" in row and id_:
            self._places[("category", id_)] = row

    def _from_hierarchy(self, row: Row) -> None:
        """The categories and folders above, which each article and folder names."""
        above = ""
        for level in rows_of(row.get("hierarchy")):
            told, kind = level.get("data"), text_of(level.get("type"))
            if not isinstance(told, dict) or kind not in ("category", "folder"):
                continue
            key = f"{kind}-{id_of(told.get('id'))}"
            self._places.setdefault((kind, id_of(told.get("id"))), told)
            if above and key != above:
                self._parents.setdefault(key, above)
            above = key

    def _is_for_everybody(self, folder: str, told: Any = None) -> bool:
        """Whether folder and article both say so, or the one that says anything; what is not known is not public."""
        place = self._places.get(("folder", folder), {})
        name = text_of(place.get("name")) or f"folder {folder}"
        found = [one for one in (told, place.get("visibility")) if one is not None]
        if not found:
            what = MarkedSentence(
                N_("nothing in the export says who could read this folder; it is internal here (save the folders too)")
            )
            self._notes.add("audience", name, what)
            return False
        if all(whole_of(one) == _EVERYBODY for one in found):
            return True
        self._notes.add(
            "audience", name, MarkedSentence(N_("not everybody could read this folder; it is internal here"))
        )
        return False

    def _article(self, row: Row) -> ForeignArticle:
        id_, folder = id_of(row.get("id")), id_of(row.get("folder_id"))
        about = row.get("seo_data")
        up, down = count_of(row.get("thumbs_up")), count_of(row.get("thumbs_down"))
        path = text_of(row.get("path"))
        attached = (
            ForeignFile(text_of(one.get("name")), text_of(one.get("attachment_url")))
            for one in rows_of(row.get("attachments"))
        )
        return ForeignArticle(
            id=id_,
            language=self.codes.get(_locale_of(row), self._usual),
            title=text_of(row.get("title")),
            body=text_of(row.get("description")),
            category=f"folder-{folder}",
            description=text_of(about.get("meta_description")) if isinstance(about, dict) else "",
            state="published" if whole_of(row.get("status")) == _PUBLISHED else "draft",
            audience="public" if self._is_for_everybody(folder, row.get("folder_visibility")) else "internal",
            labels=texts_of(row.get("tags")),
            published_on=day_of(row.get("created_at")),
            updated_on=day_of(row.get("modified_at") or row.get("updated_at")),
            author=self._agents.get(id_of(row.get("agent_id")), ""),
            addresses=tuple(f"/support/solutions/articles/{one}" for one in dict.fromkeys((id_, path or id_))),
            base=f"/support/solutions/articles/{id_}",
            attachments=tuple(one for one in attached if one.name),
            votes=(up, down) if up or down else None,
            views=whole_of(row.get("hits")),
        )


def _is_article(row: Row) -> bool:
    return "folder_id" in row and "title" in row and bool(id_of(row.get("id")))


def _locale_of(row: Row) -> str:
    """The language of an article, which its category and folders name."""
    for level in rows_of(row.get("hierarchy")):
        told = level.get("data")
        if isinstance(told, dict) and text_of(told.get("language")):
            return text_of(told.get("language"))
    return text_of(row.get("language"))
