"""The extended RSS of WordPress (WXR): what its items say, and what is kept of a site: all but its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from lxml.etree import _Element

from kb.exchange.bundle.bundle import ForeignCategory
from kb.exchange.bundle.media_library import AttachedFile, MediaLibrary
from kb.exchange.bundle.packed import Packed
from kb.exchange.bundle.page_tree import PageTree, TreePage
from kb.exchange.bundle.xml_stream import read_elements, text_in

NO_ARTICLES = frozenset(
    {"attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"}
)
NO_ARTICLES |= {"user_request", "acf-field", "acf-field-group", "product", "shop_order", "shop_coupon", "feedback"}
LEFT_OUT = ("trash", "auto-draft", "inherit")
"""States of items that nobody reads there."""
_TAGS = re.compile(r"(?:.*[_-])?(?:post_)?tags?")
_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class WxrItem:
    """What tells where an article stands; ``order`` is ``menu_order`` as it is written."""

    kind: str
    title: str
    slug: str
    above: str
    order: str
    group: str
    locale: str
    is_open: bool


@dataclass
class WxrSite:
    """``titles``, ``about`` and ``parents`` of categories are by their slugs, ``used`` are those that have articles."""

    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    locales: dict[str, None] = field(default_factory=dict)
    media: MediaLibrary = field(default_factory=MediaLibrary)
    items: dict[str, WxrItem] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    """The first few, to tell the language by."""
    _in_order: set[tuple[str, str]] = field(default_factory=set)

    def look(self, files: Packed, name: str) -> None:
        """Read one file.

        Raises:
            ExportError: it cannot be read to its end.

        """
        for element in read_elements(files, name, "language", "author", "category", "term", "item"):
            tag = element.tag.rpartition("}")[2]
            if tag == "language":
                self.language = self.language or (element.text or "").strip()
            elif tag == "author":
                self.authors[text_in(element, "author_login")] = text_in(element, "author_display_name")
            elif tag == "category" and (slug := text_in(element, "category_nicename")):
                self.titles[slug] = text_in(element, "cat_name") or slug
                self.parents[slug] = text_in(element, "category_parent")
                self.about[slug] = words_of_html(text_in(element, "category_description"))
            elif tag == "term" and (slug := text_in(element, "term_slug")):
                self.titles.setdefault(slug, text_in(element, "term_name") or slug)
                self.parents.setdefault(slug, text_in(element, "term_parent"))
                self.about.setdefault(slug, words_of_html(text_in(element, "term_description")))
            elif tag == "item":
                self._look_at(element)

    def position_of(self, item: WxrItem | None) -> float | None:
        """The place among those beside it, where any of them was given one: 0 is what all have that were not."""
        if item is None or (item.kind, item.above) not in self._in_order:
            return None
        return float(item.order) if re.fullmatch(r"-?\d{1,9}", item.order) else None

    def tree(self, codes: dict[str, str], usual: str) -> PageTree:
        """The pages below each other; ``codes`` are languages by locale, ``usual`` that of items that name none."""
        tree = PageTree()
        for id_, one in self.items.items():
            place = (one.above, one.slug, self.position_of(one), one.is_open)
            article, title = one.group or id_, one.title or one.slug or id_
            tree.add(id_, TreePage(article, codes.get(one.locale, usual), title, *place))
        return tree

    def categories(self, language: str) -> Iterator[ForeignCategory]:
        """The categories that articles are in, and those above them, with titles in ``language``."""
        wanted = dict(self.used)
        for slug in list(wanted):
            seen = {slug}
            while (above := self.parents.get(slug, "")) and above not in seen:
                wanted[above] = None
                seen.add(above)
                slug = above
        for slug in wanted:
            titles, about = {language: self.titles.get(slug, slug)}, self.about.get(slug, "")
            texts = {language: about} if about else {}
            yield ForeignCategory(slug, titles, self.parents.get(slug, ""), descriptions=texts, slug=slug)

    def _look_at(self, item: _Element) -> None:
        kind, id_, above = (text_in(item, tag) for tag in ("post_type", "post_id", "post_parent"))
        above = "" if above == "0" else above
        if kind == "attachment":
            address = text_in(item, "attachment_url") or text_in(item, "guid")
            alt = next(metas(item, "_wp_attachment_image_alt"), "")
            self.media.add(id_, AttachedFile(address, alt, above))
        if kind in NO_ARTICLES:
            return
        found = list(terms(item))
        for domain, slug, title in found:
            if domain == "language":
                self.locales[slug] = None
            elif is_category(domain):
                self.titles.setdefault(slug, title)
                self.used[slug] = None
        status, order = text_in(item, "status"), text_in(item, "menu_order")
        if id_ and status not in LEFT_OUT:
            named = {domain: slug for domain, slug, _ in found}
            words = (text_in(item, "title"), text_in(item, "post_name"), above, order)
            versions = (named.get("post_translations", ""), named.get("language", ""))
            is_open = status == "publish" and not text_in(item, "post_password")
            self.items.setdefault(id_, WxrItem(kind, *words, *versions, is_open))
            if order not in ("", "0"):
                self._in_order.add((kind, above))
        if len(self.texts) < _SAMPLE:
            self.texts.append(encoded(item, "content"))


def terms(item: _Element) -> Iterator[tuple[str, str, str]]:
    """Kind, slug and title of whatever an item is sorted under."""
    for category in item.findall("category"):
        if domain := category.get("domain"):
            yield domain, category.get("nicename") or (category.text or ""), (category.text or "").strip()


def is_tag(domain: str) -> bool:
    """Whether a kind of terms is one of tags, also of plugins."""
    return bool(_TAGS.fullmatch(domain))


def is_category(domain: str) -> bool:
    """Whether it is one of categories, also of plugins."""
    return not is_tag(domain) and domain not in ("language", "post_translations", "post_format", "nav_menu")


def metas(item: _Element, key: str) -> Iterator[str]:
    """The values that an item has under ``key``."""
    for meta in item.findall("{*}postmeta"):
        if text_in(meta, "meta_key") == key and (value := text_in(meta, "meta_value")):
            yield value


def words_of_html(text: str) -> str:
    """A description, which may be HTML, as a line of words."""
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", text)).split())


def encoded(item: _Element, kind: str) -> str:
    """The text of ``content:encoded`` or ``excerpt:encoded``, told by their namespaces."""
    for element in item.findall("{*}encoded"):
        if f"/{kind}/" in element.tag or element.tag.startswith(f"{{{kind}"):
            return element.text or ""
        if kind == "excerpt" and "excerpt" in element.tag:
            return element.text or ""
    return ""
