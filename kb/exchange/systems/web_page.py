"""A saved web page: what of it is the article, what it is called, and what it says of itself."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from kb.core.text import UNWANTED
from kb.exchange.bundle.packed import ExportError, Packed

MOST_BYTES = 16 * 2**20
_CHARSET = re.compile(rb"""<meta[^<>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000}?)\s*-->")
_ENCODINGS = re.compile(
    r"utf-?8|iso-?8859-?\d+|latin-?1|windows-?125\d|cp125\d|koi8-?[ru]|us-ascii|ascii"
    r"|shift_?jis|euc-?(?:jp|kr)|gbk|gb2312|gb18030|big5",
    re.IGNORECASE,
)
_CLASS = './/*[contains(concat(" ", @class, " "), " {} ")]'
_CONTENTS: tuple[str, ...] = (
    ".//article",
    ".//main",
    './/*[@role="main"]',
    './/*[@id="main-content"]',
    './/*[@itemprop="articleBody"]',
)
_CONTENTS += (_CLASS.format("article-body"), _CLASS.format("entry-content"), './/*[@id="content"]')
_CONTENTS += (_CLASS.format("content"),)
_BESIDE = ("nav", "header", "footer", "form", "script", "style", "noscript", "button", "template", "svg")
_BESIDE_NAMES = re.compile(
    r"breadcrumbs?|sidebar|side-nav|pagination|article-votes|related-articles|share|skip-link|table-of-contents|toc"
)

_ARTICLES = re.compile(r"(?:\w*Article|BlogPosting|\w*Page|HowTo|Question)")
_MOST_KEYWORDS, _MOST_AUTHORS = 20, 5


@dataclass
class WebPage:
    """``body`` is the HTML of what is read; ``is_whole`` says that nothing told which part of the page that is."""

    title: str = ""
    body: str = ""
    language: str = ""
    description: str = ""
    address: str = ""
    author: str = ""
    labels: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


def page_text(packed: Packed, name: str) -> str:
    """The text of a page by the encoding that it declares, else UTF-8.

    Raises:
        ExportError: it is larger than pages are, or in another encoding than it says.

    """
    raw = packed.read(name, MOST_BYTES)
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return packed.text(name, MOST_BYTES)
    declared = match[1].decode("ascii") if (match := _CHARSET.search(raw[:4_096])) else "utf-8"
    if not _ENCODINGS.fullmatch(declared) or declared.lower().replace("-", "") == "utf8":
        return packed.text(name, MOST_BYTES)
    try:
        return raw.decode(declared)
    except (UnicodeDecodeError, LookupError) as error:
        raise ExportError(f"{packed.shown(name)} says that it is {declared}, and is not; save it as UTF-8") from error


def read_page(text: str) -> WebPage:
    """Read a page; one that nests too deep comes as its whole text, for whoever converts it to say so."""
    text = UNWANTED.sub("", text)
    parser = html.HTMLParser(remove_comments=True)
    try:
        tree = html.document_fromstring(text or "<p>", parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return WebPage(body=text, is_whole=True)
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        return WebPage(body=text, is_whole=True)
    page = WebPage(address=_address(tree, text))
    _read_head(tree, page)
    content = content_of(tree)
    page.is_whole = content is None
    content = content if content is not None else tree.find("body")
    if content is None:
        return page
    headings = [*content.iter("h1"), *tree.iter("h1")][:1]
    named = " ".join(headings[0].text_content().split()) if headings else ""
    if named:
        headings[0].drop_tree()
    page.title = named or page.title
    strip_frame(content)
    page.body = "".join(html.tostring(one, encoding="unicode") for one in content)
    page.body = (content.text or "") + page.body
    return page


def content_of(tree: html.HtmlElement) -> html.HtmlElement | None:
    """The one element that holds the article, by what help centres usually call it."""
    for path in _CONTENTS:
        found = tree.xpath(path)
        outer = [one for one in found if not any(above in found for above in one.iterancestors())]
        if len(outer) == 1 and outer[0].text_content().strip():
            return outer[0]
    return None


def strip_frame(content: html.HtmlElement) -> None:
    """Take away what stands around an article: menus, paths, forms, buttons."""
    for element in list(content.iter()):
        if not isinstance(element.tag, str) or element is content or element.getparent() is None:
            continue
        names = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
        if element.tag in _BESIDE or any(_BESIDE_NAMES.fullmatch(name) for name in names):
            element.drop_tree()


def _read_head(tree: html.HtmlElement, page: WebPage) -> None:
    title = tree.findtext(".//title") or ""
    page.title = re.split(r"\s+[|–—·]\s+|\s+-\s+(?=\S+(?:\s\S+){0,3}$)", " ".join(title.split()))[0]
    page.language = (tree.get("lang") or "").strip()
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        key = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if key and meta.get("content"):
            metas.setdefault(key, []).append((meta.get("content") or "").strip())
    first = {key: values[0] for key, values in metas.items()}
    page.description = first.get("description", "")
    linked = _linked_data(tree)
    page.author = first.get("author") or linked.get("author", "")
    page.published = first.get("article:published_time") or linked.get("datePublished", "")
    page.modified = first.get("article:modified_time") or first.get("last-modified") or linked.get("dateModified", "")
    words = [one.strip() for one in first.get("keywords", "").split(",")]
    page.labels = tuple(metas.get("article:tag") or filter(None, words[:_MOST_KEYWORDS]))
    page.address = page.address or first.get("og:url", "")
    for link in tree.iter("link"):
        language, href = link.get("hreflang"), link.get("href")
        if (link.get("rel") or "").lower() == "alternate" and language and href:
            page.alternates[language] = href


def _linked_data(tree: html.HtmlElement) -> dict[str, str]:
    """What JSON-LD says of the page as an article: its days and its author (https://schema.org/Article)."""
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            told = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for one in _things(told):
            for key in ("datePublished", "dateModified"):
                if isinstance(one.get(key), str):
                    found.setdefault(key, one[key])
            if author := _name_of(one.get("author")):
                found.setdefault("author", author)
    return found


def _things(told: Any) -> Iterator[Mapping[str, Any]]:
    """The objects at the top that are articles or pages, alone, in a list or in a graph."""
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, dict):
            continue
        graph = one.get("@graph")
        yield from (part for part in (graph if isinstance(graph, list) else [one]) if _is_article(part))


def _is_article(one: Any) -> bool:
    kinds = one.get("@type") if isinstance(one, dict) else None
    return any(
        _ARTICLES.fullmatch(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    )


def _name_of(author: Any) -> str:
    if isinstance(author, list):
        return ", ".join(filter(None, map(_name_of, author[:_MOST_AUTHORS])))
    name = author.get("name") if isinstance(author, dict) else author
    return " ".join(name.split()) if isinstance(name, str) and "://" not in name else ""


def _address(tree: html.HtmlElement, text: str) -> str:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            return (link.get("href") or "").strip()
    match = _SAVED_FROM.search(text[:4_096])
    return match[1] if match else ""
