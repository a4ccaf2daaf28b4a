"""Zendesk Guide: the JSON that its Help Center API gives, saved as files: one or many, page after page.

Read are articles, sections, categories, translations, attachments, and where they were saved too users (names of
authors), user segments (who may read) and content tags. What a file is called does not matter, only the keys in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory, ForeignFile
from kb.exchange.bundle.languages import codes_of
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import count_of, day_of, id_of, number_of, text_of, texts_of
from kb.exchange.systems.zendesk_rows import Row, ZendeskRows, is_of, rows_in
from kb.language.marking import N_, MarkedSentence

ARTICLE_ADDRESS = re.compile(r"/hc/(?:[\w-]+/)?articles/(\d+)")
CATEGORY_ADDRESS = re.compile(r"/hc/(?:[\w-]+/)?(?:sections|categories)/(\d+)")


def read(files: Packed, notes: ImportNotes, _language: str) -> Bundle:
    """The export in ``files``.

    Raises:
        ExportError: none of them is JSON of this API, or one cannot be read to its end.

    """
    export = _Zendesk(files, notes)
    return Bundle(
        *("zendesk", files, notes, tuple(export.categories()), export.articles, ARTICLE_ADDRESS, CATEGORY_ADDRESS),
        locales=export.codes,
        counts_articles=True,
    )


class _Zendesk:
    def __init__(self, files: Packed, notes: ImportNotes) -> None:
        self._files, self._notes, self._known = files, notes, ZendeskRows()
        self._told: dict[str, tuple[int, str]] = {}
        self._look()
        self.codes = codes_of(self._known.locales)
        for locale in self._known.locales.keys() - self.codes.keys():
            notes.add(
                "language",
                locale,
                MarkedSentence(N_("it is no code of a language that is known here; its texts are left out")),
            )

    def articles(self) -> Iterator[ForeignArticle]:
        for kind, row in rows_in(self._files, self._told):
            if kind == "articles":
                made = self._article(row, row, text_of(row.get("locale")))
            elif kind == "translations" and is_of(row, "Article"):
                made = self._translated(row)
            else:
                continue
            if made:
                yield made

    def categories(self) -> Iterator[ForeignCategory]:
        for kind, rows in (("Category", self._known.categories), ("Section", self._known.sections)):
            for id_, row in rows.items():
                if kind == "Section" and id_ == id_of(row.get("category_id")) and not row.get("parent_section_id"):
                    continue  # the category itself, for what stands directly in it: `kb export zendesk` writes it so
                names = {self.codes.get(text_of(row.get("locale")), ""): row}
                names |= {
                    self.codes.get(place, ""): one
                    for (whose, place), one in self._known.names.items()
                    if whose == f"{kind}{id_}"
                }
                names.pop("", None)
                titles = {code: text_of(one.get("title") or one.get("name")) for code, one in names.items()}
                about = {code: text_of(one.get("body") or one.get("description")) for code, one in names.items()}
                parent = id_of(row.get("parent_section_id")) or id_of(row.get("category_id"))
                yield ForeignCategory(
                    id_,
                    {code: title for code, title in titles.items() if title},
                    parent if kind == "Section" else "",
                    number_of(row.get("position")),
                    {code: " ".join(re.sub(r"<[^<>]*>", " ", one).split()) for code, one in about.items() if one},
                )

    def _look(self) -> None:
        found: Counter[str] = Counter()
        for kind, row in rows_in(self._files, self._told):
            found[kind] += 1
            self._known.keep(kind, row)
        if not found["articles"]:
            raise ExportError(
                f'{self._files.path} has no articles of Zendesk: a JSON file with the key "articles" was looked for, '
                "as /api/v2/help_center/articles.json gives it"
            )
        for kind, (most, name) in self._told.items():
            if most > found[kind]:
                self._notes.add(
                    "page",
                    name,
                    MarkedSentence(
                        N_("it tells of %(most)s %(kind)s, of which %(count)s are here"),
                        most=most,
                        kind=kind,
                        count=found[kind],
                    ),
                )

    def _translated(self, row: Row) -> ForeignArticle | None:
        article = self._known.articles.get(id_of(row.get("source_id")))
        if article is None:
            whose, locale = id_of(row.get("source_id")), text_of(row.get("locale"))
            what = MarkedSentence(
                N_("it is a translation (%(language)s) of article %(id)s, which is not in the export; it is left out"),
                language=locale,
                id=whose,
            )
            self._notes.add("translation", text_of(row.get("title")), what)
            return None
        return self._article(article, row, text_of(row.get("locale")))

    def _article(self, article: Row, row: Row, locale: str) -> ForeignArticle | None:
        code, id_ = self.codes.get(locale), id_of(article.get("id"))
        if not code or not id_:
            return None
        is_original = locale == text_of(article.get("source_locale") or locale)
        outdated = row.get("outdated")
        return ForeignArticle(
            id=id_,
            language=code,
            title=text_of(row.get("title") or row.get("name")),
            body=text_of(row.get("body")),
            is_original=is_original,
            category=id_of(article.get("section_id")),
            state="draft" if row.get("draft") or row.get("hidden") else "published",
            audience=self._audience(article),
            labels=(*texts_of(article.get("label_names")), *self._content_tags(article)),
            published_on=day_of(row.get("created_at")),
            updated_on=day_of(row.get("edited_at") or row.get("updated_at")),
            author=self._known.users.get(id_of(article.get("author_id")), ""),
            position=number_of(article.get("position")),
            addresses=tuple(dict.fromkeys(self._addresses(article, row, id_, locale))),
            base=text_of(row.get("html_url") or article.get("html_url")),
            attachments=tuple(self._attached(id_, locale)),
            is_outdated=outdated if isinstance(outdated, bool) and not is_original else None,
            votes=_votes_of(article),
        )

    def _content_tags(self, article: Row) -> Iterator[str]:
        """The names of what ties articles and posts together there; without their list only numbers are known."""
        told = article.get("content_tag_ids")
        ids = [id_of(one) for one in told] if isinstance(told, list) else []
        yield from filter(None, (self._known.content_tags.get(one) for one in ids))
        if unknown := [one for one in ids if one not in self._known.content_tags]:
            what = MarkedSentence(
                N_("its content tags %(ids)s have no names in the export; save /api/v2/guide/content_tags too"),
                ids=", ".join(unknown),
            )
            self._notes.add("tag", f"article {id_of(article.get('id'))}", what)

    def _audience(self, article: Row) -> Any:
        """Everybody where it says that there is no segment; else, here only staff may until somebody says."""
        if "user_segment_id" not in article and "user_segment_ids" not in article:
            what = MarkedSentence(
                N_("nothing in the export says who could read it (user_segment_id); it is internal here")
            )
            self._notes.add("audience", f"article {id_of(article.get('id'))}", what)
            return "internal"
        segments = article.get("user_segment_ids") or [article.get("user_segment_id")]
        told = [one for one in (segments if isinstance(segments, list) else [segments]) if one is not None]
        ids = [id_of(one) or "of no name" for one in told]
        for id_ in ids:
            named = text_of(self._known.segments.get(id_, {}).get("name")) or id_
            kind = text_of(self._known.segments.get(id_, {}).get("user_type"))
            if kind != "staff":
                self._notes.add(
                    "audience",
                    f"user segment {named}",
                    MarkedSentence(N_("articles that only it may read are internal here")),
                )
        return "internal" if ids else "public"

    def _addresses(self, article: Row, row: Row, id_: str, locale: str) -> Iterator[str]:
        for one in (row.get("html_url"), article.get("html_url") if row is article else None):
            if address := text_of(one):
                yield address
                yield re.sub(r"(/articles/\d+)-[^/?#]*", r"\1", address)
        whole = urlsplit(text_of(article.get("html_url")))
        if whole.netloc:
            yield f"{whole.scheme}://{whole.netloc}/hc/{locale}/articles/{id_}"

    def _attached(self, id_: str, locale: str) -> Iterator[ForeignFile]:
        """The files to download; those that stand in the text are found there."""
        for row in self._known.attachments.get(id_, ()):
            whose = text_of(row.get("locale"))
            if row.get("inline") or (whose and whose != locale):
                continue
            name = text_of(row.get("display_file_name") or row.get("file_name"))
            if name:
                yield ForeignFile(name, text_of(row.get("content_url")))


def _votes_of(article: Row) -> tuple[int, int] | None:
    """Of ``vote_count`` votes, each 1 or -1, ``vote_sum`` is the sum; None where they do not fit together."""
    count, total = count_of(article.get("vote_count")), article.get("vote_sum")
    if not count or not isinstance(total, int) or abs(total) > count:
        return None
    up = (count + total) // 2
    return up, count - up
