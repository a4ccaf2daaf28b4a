"""Help Scout Docs: the JSON that its API gives of collections, categories, articles and redirects, saved as files.

The lists of articles have no texts: each article is saved for itself (``/v1/articles/ID``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import day_of, id_of, number_of, rows_of, text_of, texts_of, whole_of
from kb.exchange.systems.json_rows import Row, json_files, rows_in
from kb.language.marking import N_, MarkedSentence

_KINDS = {"articles": "article", "collections": "collection", "categories": "category", "redirects": "redirect"}
_KINDS |= {"users": "user", "items": ""}


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The export in ``files``; ``language`` is that of its texts, which it does not name.

    Raises:
        ExportError: none of the files is JSON of this API, or one cannot be read to its end.

    """
    export = _HelpScout(files, notes, language)
    return Bundle(
        *("helpscout", files, notes, tuple(export.categories()), export.articles),
        redirects=export.redirects,
    )


class _HelpScout:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._json = json_files(files, "Help Scout")
        self._places: dict[str, Row] = {}
        self._users: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        texts: list[str] = []
        listed: dict[str, str] = {}
        for kind, row in self._rows():
            id_ = id_of(row.get("id"))
            if kind == "article" and isinstance(row.get("text"), str):
                texts += [text_of(row.get("text"))] if len(texts) < 40 else []
                listed[id_] = ""
            elif kind == "article":
                listed.setdefault(id_, text_of(row.get("name")) or id_)
            elif kind == "user":
                names = (text_of(row.get("firstName")), text_of(row.get("lastName")))
                self._users[id_] = " ".join(filter(None, names))
            elif kind in ("collection", "category"):
                self._places[id_] = row
            elif kind == "redirect" and (old := text_of(row.get("urlMapping"))):
                self.redirects[urlsplit(old).path.strip("/")] = text_of(row.get("redirect"))
        if not texts:
            raise ExportError(f'{files.path} has no articles of Help Scout: objects with a "text" were looked for')
        for name in filter(None, listed.values()):
            notes.add(
                "article", name, MarkedSentence(N_("it is listed without its text; save /v1/articles/ID of it too"))
            )
        self._usual = language or likely_language(texts, "")

    def articles(self) -> Iterator[ForeignArticle]:
        for kind, row in self._rows():
            if kind == "article" and isinstance(row.get("text"), str) and id_of(row.get("id")):
                yield self._article(row)

    def categories(self) -> Iterator[ForeignCategory]:
        for id_, row in self._places.items():
            is_category = "collectionId" in row
            is_open = self._is_for_everybody([id_], id_of(row.get("collectionId")) if is_category else id_)
            yield ForeignCategory(
                id_,
                {self._usual: text_of(row.get("name"))} if row.get("name") else {},
                id_of(row.get("collectionId")) if is_category else "",
                number_of(row.get("order")),
                {self._usual: text} if (text := text_of(row.get("description"))) else {},
                "public" if is_open else "internal",
                text_of(row.get("slug")),
            )

    def _rows(self) -> Iterator[tuple[str, Row]]:
        for key, row in rows_in(self._files, self._json):
            if key == "_embedded":  # a list of the API for mailboxes, which knows the users
                yield from (("user", one) for one in rows_of(row.get("users")))
                continue
            yield _KINDS.get(key, key) or _kind_of(row), row

    def _is_for_everybody(self, places: Iterable[str], collection: str) -> bool:
        """Whether the collection says so and no other place anything else; what is not known is not public."""
        found = self._places.get(collection, {})
        told = {
            one: text_of(self._places.get(one, {}).get("visibility")).strip().lower() for one in (collection, *places)
        }
        for id_ in (one for one, visibility in told.items() if visibility not in ("", "public")):
            self._notes.add(
                "audience",
                text_of(self._places[id_].get("name")),
                MarkedSentence(N_("it was private; it is internal here")),
            )
        if not told[collection]:
            what = MarkedSentence(
                N_("nothing in the export says who could read this collection; it is internal here (save them too)")
            )
            self._notes.add("audience", text_of(found.get("name")) or f"collection {collection}", what)
        return told[collection] == "public" and set(told.values()) <= {"", "public"}

    def _article(self, row: Row) -> ForeignArticle:
        categories, collection = texts_of(row.get("categories")), id_of(row.get("collectionId"))
        known = [one for one in categories if one in self._places]
        collection = collection or next((id_of(self._places[one].get("collectionId")) for one in known), "")
        editors = (id_of(row.get("createdBy")), id_of(row.get("updatedBy")))
        url, slug = text_of(row.get("publicUrl")), text_of(row.get("slug"))
        if row.get("hasDraft"):
            self._notes.add(
                "draft",
                text_of(row.get("name")),
                MarkedSentence(N_("it has changes there that are not published; they stay there")),
            )
        if len(known) > 1:
            others = ", ".join(text_of(self._places[one].get("name")) for one in known[1:])
            self._notes.add(
                "category",
                text_of(row.get("name")),
                MarkedSentence(N_("it stands in several categories there, also in %(others)s"), others=others),
            )
        return ForeignArticle(
            id=id_of(row.get("id")),
            language=self._usual,
            title=text_of(row.get("name")),
            body=text_of(row.get("text")),
            category=next(iter(known), collection),
            state="published" if text_of(row.get("status")) == "published" else "draft",
            audience="public" if self._is_for_everybody(categories, collection) else "internal",
            labels=texts_of(row.get("keywords")),
            published_on=day_of(row.get("createdAt")),
            updated_on=day_of(row.get("lastPublishedAt") or row.get("updatedAt")),
            author=next((self._users[one] for one in editors if self._users.get(one)), ""),
            addresses=tuple(dict.fromkeys(filter(None, (url, re.sub(r"(/article/\d+)-[^/?#]*", r"\1", url))))),
            base=url,
            slug=slug,
            views=whole_of(row.get("viewCount")),
        )


def _kind_of(row: Row) -> str:
    """What an object without a name around it is."""
    if "urlMapping" in row:
        return "redirect"
    if "firstName" in row:
        return "user"
    if "text" in row or "categories" in row:
        return "article"
    return "category" if "collectionId" in row else "collection" if "siteId" in row else ""
