"""Markdown to safe HTML, with sections, contents and links."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import markdown
import nh3
from lxml import etree, html

from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Audiences, Catalog
from kb.commonmark.html_tags import settle_tags
from kb.commonmark.package_blocks import BlockExtension
from kb.commonmark.package_inlines import InlineExtension
from kb.core.errors import Problem
from kb.dialects.rewrite import NO_HABITS, Habits, normalise
from kb.guides.steps import GuideStep, cut
from kb.language.bidi import isolate_runs
from kb.markdown import html_tree
from kb.markdown.conversion import shared
from kb.markdown.conversion_process import Converted, Trouble
from kb.markdown.footnotes import number_footnotes
from kb.markdown.frames import SizeOf, frame_pictures, name_code
from kb.markdown.html_links import Link, rewrite_links
from kb.markdown.html_tree import Translate, bound_headings
from kb.markdown.link_resolver import resolve
from kb.markdown.media import link_media, play_files
from kb.markdown.sections import HEADINGS, Section, sections_of
from kb.markdown.source.readable import readable_text
from kb.markdown.unrendered import plain_tree, problem_of

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
_AHEAD = 6


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body as a page shows it and as search reads it.

    ``html`` is sanitised; ``sections`` start with the text above the first heading; ``anchors`` are all
    places a link can lead to, headings and others; ``strange_media`` are frames of hosts that nobody knows.
    ``problems`` tell what of the body could not be shown as it was written; where that may be otherwise the next time,
    the page is not ``is_final``. Of a guide the same HTML is there in pieces: ``introduction`` and ``steps``.
    """

    html: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    anchors: frozenset[str]
    strange_media: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_final: bool = True
    introduction: str = ""
    steps: tuple[GuideStep, ...] = ()

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
    patience: float | None = None,
) -> Rendered:
    """Render an article's body; links lead to what ``audiences`` may see in ``catalog``.

    ``translate`` puts the few words we add (callout titles) into the language of the article; without it they are
    left out, since nobody wrote or looks for them. ``size_of`` tells how large the pictures beside the articles are. A
    body that the parser cannot take, or not in the time that is its due, is plain text with its headings; so is one
    that is not there after ``patience`` seconds, until it is.
    """
    found = converted(article, catalog, patience)
    try:
        return _finished(article, found, catalog, audiences, translate, size_of)
    except (RecursionError, ValueError, AssertionError, etree.LxmlError):
        failed = Converted(trouble=Trouble.FAILED)
        return _finished(article, failed, catalog, audiences, translate, size_of)


def converted(article: Article, catalog: Catalog, patience: float | None = None) -> Converted:
    """What the parser makes of an article's body, unsafe and not finished for a page."""
    return shared().convert(article.body, *_habits(article, catalog), patience=patience)


def in_advance(articles: Iterable[Article], catalog: Catalog) -> Iterator[Article]:
    """The same articles, while the bodies of the next are converted already: for whoever renders many."""
    waiting: deque[Article] = deque()
    for article in articles:
        shared().begin(article.body, *_habits(article, catalog))
        waiting.append(article)
        if len(waiting) > _AHEAD:
            yield waiting.popleft()
    yield from waiting


def _habits(article: Article, catalog: Catalog) -> list[str]:
    """The names of the ``Habits`` that the article was written in."""
    habits = Habits(article.path.endswith(".mdx"), catalog.vault is not None)
    return [name for name, has in habits._asdict().items() if has]


def _finished(
    article: Article,
    found: Converted,
    catalog: Catalog,
    audiences: Audiences,
    translate: Translate | None,
    size_of: SizeOf,
) -> Rendered:
    """The page of what the parser made of the body, or of the body as it stands."""
    problems = [problem_of(found.trouble, article.path, shared().limits)] if found.trouble else []
    body = _source(article, catalog, audiences, lambda: None) if found.trouble else ""
    tree = plain_tree(body) if found.trouble else html_tree.parse(found.html)
    problems += bound_headings(tree, article.path)
    html_tree.shift_headings(tree)
    html_tree.show_tasks(tree)
    number_footnotes(tree)
    html_tree.add_anchors(tree)
    html_tree.name_callouts(tree, translate)
    strange = link_media(tree, translate)
    links = rewrite_links(tree, lambda href: resolve(href, article, catalog, audiences))
    play_files(tree)
    sections = sections_of(tree)
    anchors = html_tree.ids(tree)
    html_tree.wrap_tables(tree)
    frame_pictures(tree, size_of)
    name_code(tree)
    isolate_runs(tree, article.language)
    introduction, steps = cut(tree, _safe) if article.is_guide and not found.trouble else ("", ())
    told = (tuple(links), anchors, tuple(strange), tuple(problems), found.is_final)
    return Rendered(_safe(tree), sections, *told, introduction, steps)


def readable_source(article: Article, catalog: Catalog, audiences: Audiences = PUBLIC_ONLY) -> str:
    """An article's Markdown for ``audiences``: without what their page does not show (docs/decisions/0087)."""

    def hidden() -> list[str] | None:
        page = render(article, catalog, audiences)
        return None if page.problems else [one.href for one in page.links if one.target.kind == "broken"]

    return _source(article, catalog, audiences, hidden)


def _source(
    article: Article, catalog: Catalog, audiences: Audiences, on_page: Callable[[], Iterable[str] | None]
) -> str:
    def is_hidden(href: str) -> bool:
        return resolve(href, article, catalog, audiences).kind == "broken"

    is_mdx, has_wiki = article.path.endswith(".mdx"), catalog.vault is not None
    return readable_text(article.body, is_hidden, on_page, is_mdx=is_mdx, has_wiki=has_wiki)


def _safe(tree: html.HtmlElement) -> str:
    return sanitise(html_tree.serialise(tree))


def to_html(body: str, habits: Habits = NO_HABITS) -> str:
    """A body as HTML as its author meant it: not finished for a page, not safe, and for as long as it takes.

    ``kb.markdown.conversion`` has it done elsewhere and within limits.
    """
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
