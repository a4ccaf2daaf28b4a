"""Intercom: the JSON that its API gives of articles and of the help center's collections, saved as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import count_of, day_of, id_of, number_of, rows_of, text_of, whole_of
from kb.exchange.systems.json_rows import Row, json_files, rows_in
from kb.language.marking import N_, MarkedSentence

ARTICLE_ADDRESS = re.compile(r"/articles/(\d+)")
CATEGORY_ADDRESS = re.compile(r"/collections/(\d+)")
_LOCALE = re.compile(r"/(?:help/)?([a-z]{2}(?:-[A-Za-z]{2})?)/(?:articles|collections)/")


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The export in ``files``; ``language`` is that of a help center that names none.

    Raises:
        ExportError: none of the files is JSON of this API, or one cannot be read to its end.

    """
    export = _Intercom(files, notes, language)
    pages = (ARTICLE_ADDRESS, CATEGORY_ADDRESS)
    return Bundle("intercom", files, notes, tuple(export.categories()), export.articles, *pages, locales=export.codes)


class _Intercom:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes = files, notes
        self._json = json_files(files, "Intercom")
        self._collections: dict[str, Row] = {}
        self._admins: dict[str, str] = {}
        locales: dict[str, None] = {}
        texts: list[str] = []
        count = 0
        for row in self._rows():
            kind = text_of(row.get("type"))
            if kind == "article":
                count += 1
                texts += [text_of(row.get("body"))] if len(texts) < 40 else []
            elif kind in ("collection", "section"):
                self._collections[id_of(row.get("id"))] = row
            elif kind == "admin":
                self._admins[id_of(row.get("id"))] = text_of(row.get("name"))
            locales.update(dict.fromkeys((_locale_of(row), *(code for code, _ in _translations(row)))))
        if not count:
            raise ExportError(
                f'{files.path} has no articles of Intercom: objects with "type": "article" were looked for'
            )
        self.codes = codes_of(filter(None, locales))
        self._usual = language or likely_language(texts, "")

    def articles(self) -> Iterator[ForeignArticle]:
        for row in self._rows():
            if text_of(row.get("type")) != "article" or not id_of(row.get("id")):
                continue
            usual = self.codes.get(_locale_of(row), self._usual)
            yield self._article(row, row, usual, is_original=True)
            for locale, content in _translations(row):
                code = self.codes.get(locale, "")
                if code and code != usual and text_of(content.get("title")):
                    yield self._article(row, content, code, is_original=False)

    def categories(self) -> Iterator[ForeignCategory]:
        for id_, row in self._collections.items():
            usual = self.codes.get(_locale_of(row), self._usual)
            rows = {self.codes.get(locale, ""): content for locale, content in _translations(row)} | {usual: row}
            names = {code: text_of(one.get("name")) for code, one in rows.items() if code}
            about = {code: text_of(one.get("description")) for code, one in rows.items() if code}
            yield ForeignCategory(
                id_,
                {code: name for code, name in names.items() if name},
                id_of(row.get("parent_id")),
                _order(row.get("order")),
                {code: text for code, text in about.items() if text},
            )

    def _rows(self) -> Iterator[Row]:
        yield from (row for _, row in rows_in(self._files, self._json))

    def _article(self, article: Row, content: Row, code: str, *, is_original: bool) -> ForeignArticle:
        url, id_ = text_of(content.get("url")), id_of(article.get("id"))
        told = article.get("statistics")
        figures: Row = told if is_original and isinstance(told, dict) else {}
        places = self._places(article)
        tagged = article.get("tags")
        tags = rows_of(tagged.get("tags")) if isinstance(tagged, dict) else ()
        return ForeignArticle(
            id=id_,
            language=code,
            title=text_of(content.get("title")),
            body=text_of(content.get("body")),
            is_original=is_original,
            category=next(iter(places), ""),
            labels=tuple(filter(None, (text_of(tag.get("name")) for tag in tags))),
            description=text_of(content.get("description")),
            state="published" if text_of(content.get("state")) == "published" else "draft",
            published_on=day_of(content.get("created_at")),
            updated_on=day_of(content.get("updated_at")),
            author=self._admins.get(id_of(content.get("author_id")), ""),
            addresses=tuple(dict.fromkeys(filter(None, (url, re.sub(r"(/articles/\d+)-[^/?#]*", r"\1", url))))),
            base=url,
            votes=_votes_of(figures),
            views=whole_of(figures.get("views")),
        )

    def _places(self, article: Row) -> list[str]:
        """The collections that an article stands in, the one that counts first."""
        parents = article.get("parent_ids")
        told = (article.get("parent_id"), *(parents if isinstance(parents, list) else ()))
        found = list(dict.fromkeys(filter(None, map(id_of, told))))
        if len(found) > 1:
            others = ", ".join(text_of(self._collections.get(one, {}).get("name")) or one for one in found[1:])
            what = MarkedSentence(N_("it stands in several categories there, also in %(others)s"), others=others)
            self._notes.add("category", text_of(article.get("title")), what)
        return found


def _votes_of(figures: Row) -> tuple[int, int] | None:
    """Happy and sad reactions, which are told as shares of all; neutral ones say neither. Where nothing is said of sad
    ones they are the rest.
    """
    reactions = count_of(figures.get("reactions"))
    shares = [number_of(figures.get(f"{mood}_reaction_percentage")) for mood in ("happy", "sad")]
    happy, sad = (round(reactions * min(max(share or 0.0, 0.0), 100.0) / 100) for share in shares)
    rest = reactions - happy
    return (happy, rest if shares[1] is None else min(sad, rest)) if reactions else None


def _translations(row: Row) -> Iterator[tuple[str, Row]]:
    told = row.get("translated_content")
    for locale, content in told.items() if isinstance(told, dict) else ():
        if isinstance(content, dict):
            yield str(locale), content


def _locale_of(row: Row) -> str:
    match = _LOCALE.search(text_of(row.get("url")))
    return text_of(row.get("default_locale")) or (match[1] if match else "")


def _order(value: Any) -> float | None:
    return number_of(int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 9 else value)
