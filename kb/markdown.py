"""Markdown to safe HTML, with sections, contents and links."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from html import escape
from typing import Any

import markdown
import nh3

from kb import page_tree
from kb.article import PUBLIC_ONLY, Article
from kb.catalog import Audiences, Catalog
from kb.dialects import NO_HABITS, Habits, normalise
from kb.html_tags import settle_tags
from kb.isolation import isolate_runs
from kb.links import resolve
from kb.markdown_blocks import BlockExtension
from kb.markdown_inlines import InlineExtension
from kb.page_frames import SizeOf, frame_pictures, name_code
from kb.page_links import Link, rewrite_links
from kb.page_media import link_media, play_files
from kb.page_text import HEADINGS, Section, sections_of
from kb.page_tree import Translate

_EXTENSIONS = [
    "footnotes",
    "attr_list",
    "abbr",
    "pymdownx.tasklist",
    "pymdownx.tilde",
    "pymdownx.magiclink",
]
_EXTENSION_SETTINGS: dict[str, dict[str, Any]] = {
    "footnotes": {"BACKLINK_TITLE": "↩ {}"},
}
_TAGS = nh3.ALLOWED_TAGS | {"section", "mark", "figure", "figcaption", "details", "summary", "kbd", "picture"}
_TAGS |= {"video", "audio", "source", "track"}
_CLASSES_ON = ("a", "code", "details", "div", "img", "li", "ol", "p", "pre", "section", "span", "sup", "table", "ul")
_ATTRIBUTES: dict[str, set[str]] = {
    **{tag: {"class"} for tag in _CLASSES_ON},
    **{tag: {"id"} for tag in HEADINGS},
    "*": {"lang", "dir", "title", "id"},
    "a": {"href", "class", "hreflang", "rel"},
    "audio": {"src", "controls", "preload"},
    "code": {"class"},
    "details": {"class", "open"},
    "div": {"class", "tabindex"},
    "img": {"src", "alt", "width", "height", "class", "loading", "decoding"},
    "ol": {"start", "class", "reversed"},
    "pre": {"class", "data-language"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "video": {"src", "controls", "preload", "poster", "width", "height", "playsinline"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "sms"}
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body as a page shows it and as search reads it.

    ``html`` is sanitised; ``sections`` start with the text above the first heading; ``anchors`` are all
    places a link can lead to, headings and others; ``strange_media`` are frames of hosts that nobody knows.
    """

    html: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    anchors: frozenset[str]
    strange_media: tuple[str, ...] = ()

    @property
    def contents(self) -> list[Section]:
        """The headings a table of contents lists: the second and third level."""
        return [section for section in self.sections if section.level in (2, 3) and section.heading]


def render(
    article: Article,
    catalog: Catalog,
    audiences: Audiences = PUBLIC_ONLY,
    translate: Translate | None = None,
    size_of: SizeOf = lambda _: None,
) -> Rendered:
    """Render an article's body; links lead to what ``audiences`` may see in ``catalog``.

    ``translate`` puts the few words we add (callout titles) into the language of the article; without it they are
    left out, since nobody wrote or looks for them. ``size_of`` tells how large the pictures beside the articles are. A
    body that the parser cannot take (nested beyond reason) is shown as plain text rather than not at all.
    """
    try:
        tree = page_tree.parse(to_html(article.body, Habits(article.path.endswith(".mdx"), catalog.vault is not None)))
        page_tree.shift_headings(tree)
        page_tree.show_tasks(tree)
        page_tree.add_anchors(tree)
        page_tree.name_callouts(tree, translate)
        strange = link_media(tree, translate)
        links = rewrite_links(tree, lambda href: resolve(href, article, catalog, audiences))
        play_files(tree)
        sections = sections_of(tree)
        anchors = page_tree.ids(tree)
        page_tree.wrap_tables(tree)
        frame_pictures(tree, size_of)
        name_code(tree)
        isolate_runs(tree, article.language)
        markup = page_tree.serialise(tree)
    except (RecursionError, ValueError, AssertionError):
        markup = f"<pre>{escape(article.body)}</pre>"
        links, sections, anchors, strange = [], (Section(1, "", "", (article.body,)),), frozenset(), []
    return Rendered(sanitise(markup), sections, tuple(links), anchors, tuple(strange))


def to_html(body: str, habits: Habits = NO_HABITS) -> str:
    """A body as HTML as its author meant it: not finished for a page, and not safe."""
    parser = getattr(_local, "parser", None)
    if parser is None:
        parser = markdown.Markdown(
            extensions=[BlockExtension(), InlineExtension(), *_EXTENSIONS], extension_configs=_EXTENSION_SETTINGS
        )
        _local.parser = parser
    parser.reset()
    try:
        return settle_tags(parser.convert(normalise(body, habits)))
    except Exception:
        _local.parser = None  # a parser that failed half-way keeps state of the text it failed on
        raise


def sanitise(markup: str) -> str:
    """Leave only harmless tags, attributes and addresses (nh3, that is Mozilla's ammonia rules)."""
    return nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
