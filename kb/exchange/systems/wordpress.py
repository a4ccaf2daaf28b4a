"""WordPress: the extended RSS (WXR) that *Tools → Export* gives, in one file or several.

Read are posts, pages and the types of knowledge base plugins, with categories, tags, pages above pages, the files that
are attached to them and the old names of addresses; languages and translations as Polylang writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

from lxml.etree import _Element

from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory, State
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.media_library import shows
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import day_of, whole_of
from kb.exchange.bundle.wxr import (
    LEFT_OUT,
    NO_ARTICLES,
    WxrSite,
    encoded,
    is_category,
    is_tag,
    metas,
    terms,
    words_of_html,
)
from kb.exchange.bundle.xml_stream import read_elements, text_in
from kb.exchange.html.classic_text import picture_html, without_shortcodes
from kb.language.marking import N_, MarkedSentence

_STATES: dict[str, State] = {"publish": "published", "private": "published"}
_VIEWS = ("post_views_count", "views", "_betterdocs_meta_views", "epkb-article-views", "_ht_kb_post_views_count")
"""What themes, WP-PostViews, BetterDocs, Echo Knowledge Base and Heroic Knowledge Base call the views of a post."""


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The export in ``files``; ``language`` is used where it names none.

    Raises:
        ExportError: there is no such file, or one cannot be read to its end.

    """
    export = _WordPress(files, notes, language)
    return Bundle("wordpress", files, notes, tuple(export.categories()), export.articles, locales=export.locales)


class _WordPress:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes, self._site = files, notes, WxrSite()
        self._xml = [name for name in files.names if name.lower().endswith(".xml")]
        if not self._xml:
            raise ExportError(f"{files.path} has no export of WordPress: files that end with .xml were looked for")
        for name in self._xml:
            self._site.look(files, name)
        told = codes_of([self._site.language])
        self.codes = codes_of(self._site.locales)
        self.locales = self.codes or told
        self._usual = language or next(iter(told.values()), "") or likely_language(self._site.texts, "")
        self._tree = self._site.tree(self.codes, self._usual)
        if loose := sum(1 for _ in self._site.media.of("")):
            what = MarkedSentence(
                N_("files of its library that belong to no article: %(count)s; those that texts show are taken along"),
                count=loose,
            )
            self._notes.add("file", str(files.path), what)

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._xml:
            for item in read_elements(self._files, name, "item"):
                if text_in(item, "post_type") not in NO_ARTICLES and (made := self._article(item)):
                    yield made

    def categories(self) -> Iterator[ForeignCategory]:
        yield from self._site.categories(self._usual)
        yield from self._tree.categories()

    def _article(self, item: _Element) -> ForeignArticle | None:
        title, status = text_in(item, "title"), text_in(item, "status")
        id_ = text_in(item, "post_id") or text_in(item, "link")
        if status in LEFT_OUT or not id_:
            self._notes.add(
                "state", title or id_, MarkedSentence(N_("its state there is %(state)s; it is left out"), state=status)
            )
            return None
        found = list(terms(item))
        locale = next((slug for domain, slug, _ in found if domain == "language"), "")
        group = next((slug for domain, slug, _ in found if domain == "post_translations"), "")
        closed = status in ("private", "") or bool(text_in(item, "post_password"))
        if not status:
            self._notes.add(
                "audience",
                title,
                MarkedSentence(N_("the export does not say whether it was published; it is an internal draft")),
            )
        elif closed:
            self._notes.add(
                "audience", title, MarkedSentence(N_("it was private or had a password; it is internal here"))
            )
        language = self.codes.get(locale, self._usual)
        login = text_in(item, "creator")
        body = self._body(item, id_, title)
        return ForeignArticle(
            id=group or id_,
            language=language,
            title=title,
            body=body,
            is_original=not group or language == self._usual,
            category=self._category(found, id_, title),
            description=words_of_html(encoded(item, "excerpt")),
            state=_STATES.get(status, "draft"),
            audience="internal" if closed else "public",
            labels=tuple(name for domain, _, name in found if is_tag(domain)),
            published_on=day_of(text_in(item, "post_date_gmt")) or _mail_day(text_in(item, "pubDate")),
            updated_on=day_of(text_in(item, "post_modified_gmt")),
            author=self._site.authors.get(login, ""),
            position=self._site.position_of(self._site.items.get(id_)),
            addresses=tuple(self._addresses(item, id_)),
            base=text_in(item, "link"),
            slug=text_in(item, "post_name"),
            attachments=self._site.media.downloads(id_, body),
            views=_views_of(item),
        )

    def _category(self, named: list[tuple[str, str, str]], id_: str, title: str) -> str:
        """The first category, else the page above it."""
        found = {slug: name for domain, slug, name in named if is_category(domain)}
        above, page = self._tree.category_of(id_), self._tree.above(id_)
        if len(found) > 1:
            others = ", ".join(list(found.values())[1:])
            what = MarkedSentence(N_("it stands in several categories there, also in %(others)s"), others=others)
            self._notes.add("category", title, what)
        if found and page:
            what = MarkedSentence(
                N_("it stands below the page %(page)s there; its category counts here"), page=page.title
            )
            self._notes.add("category", title, what)
        elif page and not page.is_open:
            what = MarkedSentence(
                N_("the page above it, %(page)s, is not for everybody; it stands one level higher here"),
                page=page.title,
            )
            self._notes.add("category", title, what)
        return next(iter(found), above)

    def _body(self, item: _Element, id_: str, title: str) -> str:
        """The text as WordPress shows it, below the picture that it shows with the article."""
        media = self._site.media

        def gallery(ids: list[str] | None) -> str:
            chosen = media.of(id_) if ids is None else (media.files[one] for one in ids if one in media.files)
            return "".join(picture_html(one.address, one.alt) for one in chosen if one.is_picture)

        text, left = without_shortcodes(encoded(item, "content"), gallery)
        for name in left:
            what = MarkedSentence(
                N_("[%(name)s] is made by a plugin there; it stands in the text as it is written"), name=name
            )
            self._notes.add("shortcode", title, what)
        number = next(metas(item, "_thumbnail_id"), "")
        if (first := media.files.get(number)) and not shows(text, first.address):
            text = f"{picture_html(first.address, first.alt)}\n{text}"
        elif number.strip("0-") and not first:
            what = MarkedSentence(N_("the picture that stood above it there (%(id)s) is not in the export"), id=number)
            self._notes.add("picture", title, what)
        for one in media.of(id_):
            if one.is_picture and not shows(text, one.address):
                what = MarkedSentence(
                    N_("the picture %(name)s is attached to it there and not shown; it is left out"), name=one.name
                )
                self._notes.add("picture", title, what)
        return text

    def _addresses(self, item: _Element, id_: str) -> Iterator[str]:
        link = text_in(item, "link")
        yield link
        parts = urlsplit(link)
        above = parts.path.rstrip("/").rpartition("/")[0]
        for slug in metas(item, "_wp_old_slug"):
            yield urlunsplit(parts._replace(path=f"{above}/{slug}/", query="", fragment=""))
        if parts.netloc:
            yield f"{parts.scheme}://{parts.netloc}/?p={id_}"


def _views_of(item: _Element) -> int | None:
    """What a plugin counted, where it is plainly a number."""
    told = (whole_of(value) for name in _VIEWS for value in metas(item, name))
    return next((count for count in told if count is not None), None)


def _mail_day(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError):
        return None
