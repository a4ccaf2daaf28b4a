"""WordPress: the extended RSS (WXR) that *Tools → Export* gives, in one file or several.

Read are posts, pages and the types of knowledge base plugins, with categories, tags and the old names of addresses;
languages and translations as Polylang writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

from lxml.etree import _Element

from kb.core.text import plain_lines
from kb.exchange.bundle.bundle import Bundle, ForeignArticle, ForeignCategory, State
from kb.exchange.bundle.languages import codes_of, likely_language
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.xml_stream import read_elements, text_in
from kb.exchange.systems.values import day_of
from kb.language.marking import N_, MarkedSentence

_NO_ARTICLES = frozenset(
    {"attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"}
)
_NO_ARTICLES |= {"user_request", "acf-field", "acf-field-group", "product", "shop_order", "shop_coupon", "feedback"}
_STATES: dict[str, State] = {"publish": "published", "private": "published"}
_TAGS = re.compile(r"(?:.*[_-])?(?:post_)?tags?")
_BLOCK = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|dl|table|pre|blockquote|figure|hr|section|details|iframe|form|article)\b", re.IGNORECASE
)
_WHOLE = re.compile(r"(<pre\b.*?</pre>)", re.IGNORECASE | re.DOTALL)
_CAPTION = re.compile(r"\[caption[^\]]{0,500}\](.*?)\[/caption\]", re.DOTALL)
_EMBED = re.compile(
    r"\[(?:embed|video|youtube|vimeo)\b[^\]]{0,500}?(?:src=\"([^\"]{1,2000})\"[^\]]{0,500})?\](?:\s*(https?://[^\s\[]{1,2000})\s*\[/(?:embed|video|youtube|vimeo)\])?"
)
_LINE_EMBED = re.compile(
    r"^\s*(https?://(?:www\.)?(?:youtube\.com/watch|youtu\.be/|vimeo\.com/)[^\s<]{1,500})\s*$", re.MULTILINE
)
_SHORTCODE = re.compile(r"\[/?([a-z][\w-]{1,40})(?:\s[^\[\]]{0,500})?\](?!\()")


@dataclass
class _Site:
    """What the head of the files says."""

    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)


def read(files: Packed, notes: ImportNotes, language: str) -> Bundle:
    """The export in ``files``; ``language`` is used where it names none.

    Raises:
        ExportError: there is no such file, or one cannot be read to its end.

    """
    export = _WordPress(files, notes, language)
    return Bundle("wordpress", files, notes, tuple(export.categories()), export.articles, locales=export.locales)


class _WordPress:
    def __init__(self, files: Packed, notes: ImportNotes, language: str) -> None:
        self._files, self._notes, self._site = files, notes, _Site()
        self._xml = [name for name in files.names if name.lower().endswith(".xml")]
        if not self._xml:
            raise ExportError(f"{files.path} has no export of WordPress: files that end with .xml were looked for")
        texts: list[str] = []
        self._locales: dict[str, None] = {}
        self._used: dict[str, None] = {}
        for name in self._xml:
            self._look(name, texts)
        told = codes_of([self._site.language])
        self.codes = codes_of(self._locales)
        self.locales = self.codes or told
        self._usual = language or next(iter(told.values()), "") or likely_language(texts, "")

    def articles(self) -> Iterator[ForeignArticle]:
        for name in self._xml:
            for item in read_elements(self._files, name, "item"):
                if text_in(item, "post_type") not in _NO_ARTICLES and (made := self._article(item)):
                    yield made

    def categories(self) -> Iterator[ForeignCategory]:
        wanted = dict(self._used)
        for slug in list(wanted):
            seen = {slug}
            while (above := self._site.parents.get(slug, "")) and above not in seen:
                wanted[above] = None
                seen.add(above)
                slug = above
        for slug in wanted:
            title = self._site.titles.get(slug, slug)
            yield ForeignCategory(slug, {self._usual: title}, self._site.parents.get(slug, ""), slug=slug)

    def _look(self, name: str, texts: list[str]) -> None:
        for element in read_elements(self._files, name, "language", "author", "category", "term", "item"):
            tag = element.tag.rpartition("}")[2]
            if tag == "language":
                self._site.language = self._site.language or (element.text or "").strip()
            elif tag == "author":
                self._site.authors[text_in(element, "author_login")] = text_in(element, "author_display_name")
            elif tag == "category" and (slug := text_in(element, "category_nicename")):
                self._site.titles[slug] = text_in(element, "cat_name") or slug
                self._site.parents[slug] = text_in(element, "category_parent")
            elif tag == "term" and (slug := text_in(element, "term_slug")):
                self._site.titles.setdefault(slug, text_in(element, "term_name") or slug)
                self._site.parents.setdefault(slug, text_in(element, "term_parent"))
            elif tag == "item":
                self._look_at(element, texts)

    def _look_at(self, item: _Element, texts: list[str]) -> None:
        for domain, slug, title in _terms(item):
            if domain == "language":
                self._locales[slug] = None
            elif not _TAGS.fullmatch(domain) and text_in(item, "post_type") not in _NO_ARTICLES:
                self._site.titles.setdefault(slug, title)
                if domain not in ("post_translations", "post_format", "nav_menu"):
                    self._used[slug] = None
        if len(texts) < 40:
            texts.append(_encoded(item, "content"))

    def _article(self, item: _Element) -> ForeignArticle | None:
        title, status = text_in(item, "title"), text_in(item, "status")
        id_ = text_in(item, "post_id") or text_in(item, "link")
        if status in ("trash", "auto-draft", "inherit") or not id_:
            self._notes.add(
                "state", title or id_, MarkedSentence(N_("its state there is %(state)s; it is left out"), state=status)
            )
            return None
        terms = list(_terms(item))
        locale = next((slug for domain, slug, _ in terms if domain == "language"), "")
        group = next((slug for domain, slug, _ in terms if domain == "post_translations"), "")
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
        return ForeignArticle(
            id=group or id_,
            language=language,
            title=title,
            body=self._body(_encoded(item, "content"), title),
            is_original=not group or language == self._usual,
            category=next((slug for domain, slug, _ in terms if _is_category(domain)), ""),
            description=re.sub(r"<[^<>]*>", " ", _encoded(item, "excerpt")),
            state=_STATES.get(status, "draft"),
            audience="internal" if closed else "public",
            labels=tuple(name for domain, _, name in terms if _TAGS.fullmatch(domain)),
            published_on=day_of(text_in(item, "post_date_gmt")) or _mail_day(text_in(item, "pubDate")),
            updated_on=day_of(text_in(item, "post_modified_gmt")),
            author=self._site.authors.get(login, ""),
            position=float(order) if (order := text_in(item, "menu_order")).isdecimal() and order != "0" else None,
            addresses=tuple(self._addresses(item, id_)),
            base=text_in(item, "link"),
            slug=text_in(item, "post_name"),
        )

    def _addresses(self, item: _Element, id_: str) -> Iterator[str]:
        link = text_in(item, "link")
        yield link
        parts = urlsplit(link)
        above = parts.path.rstrip("/").rpartition("/")[0]
        for meta in item.findall("{*}postmeta"):
            if text_in(meta, "meta_key") == "_wp_old_slug" and (slug := text_in(meta, "meta_value")):
                yield urlunsplit(parts._replace(path=f"{above}/{slug}/", query="", fragment=""))
        if parts.netloc:
            yield f"{parts.scheme}://{parts.netloc}/?p={id_}"

    def _body(self, text: str, title: str) -> str:
        """The HTML that WordPress makes of what it keeps: paragraphs, captions, embedded films."""
        text = _CAPTION.sub(r"<figure>\1</figure>", text)
        text = _EMBED.sub(lambda match: _frame(match[1] or match[2] or ""), text)
        text = _LINE_EMBED.sub(lambda match: _frame(match[1]), text)
        for name in dict.fromkeys(_SHORTCODE.findall(text)):
            self._notes.add(
                "shortcode",
                title,
                MarkedSentence(
                    N_("[%(name)s] is made by a plugin there; it stands in the text as it is written"), name=name
                ),
            )
        return text if "<!-- wp:" in text else with_paragraphs(text)


def with_paragraphs(text: str) -> str:
    """Text of the classic editor: blank lines part paragraphs, other line ends are new lines."""
    pieces = _WHOLE.split(plain_lines(text))
    found = []
    for at, piece in enumerate(pieces):
        if at % 2:
            found.append(piece)
            continue
        for block in re.split(r"\n\s*\n", piece):
            if block.strip():
                is_block = _BLOCK.match(block)
                found.append(block if is_block else f"<p>{block.strip().replace(chr(10), '<br>')}</p>")
    return "\n".join(found)


def _frame(address: str) -> str:
    return f'<p><a href="{address}">{address}</a></p>' if re.fullmatch(r"https?://[^\s\"<>]+", address) else ""


def _terms(item: _Element) -> Iterator[tuple[str, str, str]]:
    for category in item.findall("category"):
        if domain := category.get("domain"):
            yield domain, category.get("nicename") or (category.text or ""), (category.text or "").strip()


def _is_category(domain: str) -> bool:
    return not _TAGS.fullmatch(domain) and domain not in ("language", "post_translations", "post_format", "nav_menu")


def _encoded(item: _Element, kind: str) -> str:
    """The text of ``content:encoded`` or ``excerpt:encoded``, told by their namespaces."""
    for element in item.findall("{*}encoded"):
        if f"/{kind}/" in element.tag or element.tag.startswith(f"{{{kind}"):
            return element.text or ""
        if kind == "excerpt" and "excerpt" in element.tag:
            return element.text or ""
    return ""


def _mail_day(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError):
        return None
