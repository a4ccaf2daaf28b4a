"""What is wrong with the links and pictures of an article, each with its line and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.editing.link_lines import Lines
from kb.editing.own_pages import is_own_page
from kb.folder.file_types import kind_of
from kb.markdown.anchors import slug
from kb.markdown.html_links import Link, is_picture

Anchors = Mapping[ArticleId, frozenset[str]]


def link_problems(article: Article, links: Iterable[Link], anchors: Anchors, catalog: Catalog) -> Iterator[Problem]:
    """One problem for each link that is wrong; ``anchors`` are the sections of each article."""
    lines = Lines(article)
    seen: set[Problem] = set()
    for link in links:
        lines.pass_by(link)
        if link.is_image:
            problem = _picture_problem(link, article.path)
        else:
            problem = _link_problem(link, article.path, catalog) or _end_problem(link, article, anchors)
        if problem is None:
            continue
        problem = replace(problem, line=lines.of(link))
        if problem not in seen:
            seen.add(problem)
            yield problem


def _picture_problem(link: Link, path: str) -> Problem | None:
    target, shown = link.target, shorten(link.href)
    if target.kind != "broken" and is_picture(target):
        return None
    if not link.href.strip():
        message = "a picture has no address; write one or take the picture out"
    elif link.href.strip().lower().startswith("data:"):
        message = f"the picture {shown} is not allowed: data: may hold anything; save it as a file beside the article"
    elif target.why == "unserved":
        message = f"the picture {shown} is there, but {_unserved(target.path)}"
    elif target.kind == "broken" and target.why != "scheme":
        message = f"the picture {shown} does not exist"
    else:
        message = f"the picture {shown} is not shown; a picture is a file here or has an address with https:"
    return Problem("error", "missing_image", path, message, value=link.href)


def _link_problem(link: Link, path: str, catalog: Catalog) -> Problem | None:
    """What is wrong with where a link leads."""
    target, href, shown = link.target, link.href, shorten(link.href)
    if target.why == "scheme":
        scheme = urlsplit(href.strip()).scheme
        message = f"the link {shown} is not allowed: {scheme}: is none of https:, http:, mailto:, tel: and sms:"
        return Problem("error", "link_not_allowed", path, message, value=href)
    if target.why == "unserved":
        message = f"the link {shown} leads to a file that is there, but {_unserved(target.path)}"
        return Problem("warning", "file_not_served", path, message, value=href)
    if target.kind == "broken" and href.startswith("[["):
        message = f"the link '{href[:60]}]]' names a note that is not here; readers see its words"
        return Problem("warning", "missing_note", path, message, value=href)
    if target.kind == "broken":
        empty = "a link has no address; write one or take the link out"
        message = f"the link {shown} leads nowhere" if href.strip() else empty
        return Problem("error", "broken_link", path, message, value=href)
    if target.kind == "site" and not is_own_page(target.url, catalog):
        message = f"the link {shown} leads to no article, file or page here; write the whole address if it is elsewhere"
        return Problem("warning", "unknown_page", path, message, value=href)
    return None


def _end_problem(link: Link, article: Article, anchors: Anchors) -> Problem | None:
    """What is wrong with the article that a link leads to."""
    target, path, href, shown = link.target, article.path, link.href, shorten(link.href)
    if target.article is None:
        return None
    if target.anchor and not _has(target.article, target.anchor, anchors):
        message = f"the link {shown} names a section that {target.article.path} does not have"
        return Problem("error", "broken_anchor", path, message, value=href)
    if not target.article.audience.covers(article.audience):
        kind = "an article for fewer people" if target.article.audience.teams else "an internal article"
        message = f"the link {shown} leads to {kind}; readers see its words without the link"
        return Problem("warning", "internal_link", path, message, value=href)
    return None


def _has(article: Article, anchor: str, anchors: Anchors) -> bool:
    """Whether a link leads to a section, or to the top of the page: by that name, or by the title above the text."""
    is_top = anchor.lower() == "top" or anchor == slug(article.title)
    return is_top or anchor in anchors.get(article.id, frozenset())


def _unserved(path: str) -> str:
    kind = kind_of(path)
    which = f"that end with .{kind}" if kind else "without an ending"
    return f"files {which} are not served; pack it as .zip"
