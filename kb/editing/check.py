"""What an editor should mend before readers find it: everything the catalog and the links tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from kb.catalog.article import EVERY_PRODUCT, EVERYONE, Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.paths import without_suffix
from kb.catalog.products import PRODUCTS_FILE
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.core.values import is_web_address
from kb.editing.check_guides import guide_problems
from kb.editing.check_links import link_problems
from kb.editing.check_markup import markup_problems
from kb.editing.link_lines import line_of
from kb.folder.site_rules import SITE_FILE
from kb.markdown.html_links import Link
from kb.markdown.render import Rendered, in_advance, render

NO_CONTACT = "no_contact"
_CONTACT = ("contact", "contact-us")
_LISTED = 12
_OWN_ARTICLE = re.compile(r"/([^/]+)/articles/([^?#]+?)(?:\.md)?(?:[?#].*)?")


def check(catalog: Catalog) -> list[Problem]:
    """All problems of the collection, file by file: those of reading, then links, anchors, pictures, translations."""
    found = [*catalog.problems]
    rendered = {article.id: render(article, catalog, EVERYONE) for article in in_advance(catalog.published, catalog)}
    anchors = {id_: page.anchors for id_, page in rendered.items()}
    for article in catalog.published:
        found += _media_problems(article, rendered[article.id])
        found += markup_problems(article, rendered[article.id])
        found += guide_problems(article, rendered[article.id])
        found += _problems_in(article, rendered[article.id].links, anchors, catalog)
    for article in catalog.articles.values():
        found += _move_problems(article, catalog)
    found += _brand_problems(catalog)
    found += _unused_products(catalog)
    found += {problem for page in rendered.values() for problem in page.problems}
    return _in_order(found)


def problems_of(article: Article, page: Rendered, catalog: Catalog) -> list[Problem]:
    """Those of one published article, whose ``page`` is rendered for everyone; only what it links to is rendered."""
    links = page.links
    ends = {link.target.article.id: link.target.article for link in links if link.target.article and link.target.anchor}
    others = (end for id_, end in ends.items() if id_ != article.id)
    anchors = {article.id: page.anchors, **{end.id: render(end, catalog, EVERYONE).anchors for end in others}}
    found = [problem for problem in catalog.problems if problem.path == article.path]
    found += _media_problems(article, page)
    found += markup_problems(article, page)
    found += guide_problems(article, page)
    found += page.problems
    return _in_order([*found, *_problems_in(article, links, anchors, catalog), *_move_problems(article, catalog)])


def team_problems(catalog: Catalog, known: Collection[str], path: str | None = None) -> list[Problem]:
    """An error for each file, that at ``path`` alone where one is given, whose audience is a team that is not among the
    slugs ``known``: nobody but editors sees such an article.
    """
    found = []
    for one in catalog.mentions:
        unknown = [slug for slug in one.audience.teams if slug not in known]
        if not unknown or path not in (None, one.path):
            continue
        there = ", ".join(sorted(known)[:_LISTED])
        said = f"audience: {', '.join(map(shorten, unknown))} is not public or internal, nor a team"
        message = f"{said}{f' ({there})' if there else ''}"
        found.append(
            Problem("error", "unknown_team", one.path, message, one.line or None, "audience", ", ".join(unknown))
        )
    return found


def _problems_in(
    article: Article, links: Iterable[Link], anchors: dict[ArticleId, frozenset[str]], catalog: Catalog
) -> Iterator[Problem]:
    yield from link_problems(article, links, anchors, catalog)
    yield from _translation_problems(article, catalog)
    yield from _old_path_problems(article, catalog)
    yield from _product_problems(article, catalog)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.path, p.line or 0, p.message))


def _media_problems(article: Article, page: Rendered) -> Iterator[Problem]:
    """Frames of other sites that are no videos we know: readers get a link, or nothing where there is no address."""
    for source in page.strange_media:
        line = line_of(article, source)
        if "/" in source:
            message = f"the frame {shorten(source)} is not shown; readers see a link to it"
        else:
            message = f"the video of {shorten(source)} is not shown: it has no address; write a link to it"
        yield Problem("warning", "unknown_frame", article.path, message, line, value=source)


def _translation_problems(article: Article, catalog: Catalog) -> Iterator[Problem]:
    if article.language == catalog.default_language or len(catalog.languages) < 2 or catalog.vault:
        return
    if not _is_translation(article):
        return
    original = catalog.articles.get(ArticleId(catalog.default_language, article.key))
    if original is None or not original.is_published:
        message = f"there is no {catalog.default_language!r} original with the key {article.key!r}"
        yield Problem("warning", "no_original", article.path, message)
    elif original.audience != article.audience:
        message = f"the audience is {article.audience}, that of the original {original.audience}"
        yield Problem("error", "audience_differs", article.path, message, key="audience", value=str(article.audience))


def _is_translation(article: Article) -> bool:
    """Whether the path names the language; an article that is merely written in another is nobody's translation."""
    stem = without_suffix(article.path)
    return article.path.startswith(f"{article.language}/") or stem.endswith(f".{article.language}")


def _brand_problems(catalog: Catalog) -> Iterator[Problem]:
    """Articles that ``site.yml`` names and nobody can read."""
    known = {article.key for article in catalog.published}
    if SITE_FILE in catalog.files and not _leads_to_a_person(catalog):
        message = (
            "contact: nothing leads readers to a person; add contact here (docs/contact.md), or an article contact"
        )
        yield Problem("warning", NO_CONTACT, SITE_FILE, message, key="contact")
    for section in catalog.brand.home:
        for key in (key for key in section.keys if key not in known):
            message = f"home: there is no article {shorten(key)}"
            yield Problem("warning", "unknown_article", SITE_FILE, message, section.line, "home", key)
    for link in catalog.brand.footer:
        for url in link.url.texts.values():
            match = _OWN_ARTICLE.fullmatch(unquote(url))
            if match and not catalog.get(match[1], match[2], EVERYONE):
                message = f"footer: the link {shorten(url)} leads nowhere"
                yield Problem("error", "broken_link", SITE_FILE, message, link.line, "footer", url)


def _leads_to_a_person(catalog: Catalog) -> bool:
    brand = catalog.brand
    has_page = bool(brand.contact_page or brand.contact) or any(one.key == "contact" for one in brand.problems)
    return has_page or any(article.key.rpartition("/")[2] in _CONTACT for article in catalog.published)


def _product_problems(article: Article, catalog: Catalog) -> Iterator[Problem]:
    """Products that are not in ``products.yml``; without that file other systems' ``product`` is left alone."""
    if not catalog.products or not article.product_line:
        return
    for id_ in article.products:
        if id_ not in catalog.products.by_id and id_ != EVERY_PRODUCT:
            known = ", ".join([*catalog.products.by_id][:_LISTED])
            message = f"product: {shorten(id_)} is not in {PRODUCTS_FILE} ({known}), nor {EVERY_PRODUCT!r}"
            yield Problem(
                "error", "unknown_product", article.path, message, article.product_line, "product", shorten(id_)
            )


def _unused_products(catalog: Catalog) -> Iterator[Problem]:
    used = {id_ for article in catalog.published for id_ in article.products}
    for product in catalog.products.products:
        if product.id not in used:
            message = f"{product.id}: no article has 'product: {product.id}', so readers are not shown it"
            yield Problem("warning", "unused_product", PRODUCTS_FILE, message, product.line, product.id)


def _move_problems(article: Article, catalog: Catalog) -> Iterator[Problem]:
    moved_to = article.moved_to
    if not moved_to:
        return
    if is_web_address(moved_to) and not article.is_published:
        return
    if article.is_published:
        message = "moved_to is for an archived article; this one is published, so it is never redirected"
    elif catalog.get(article.language, moved_to, EVERYONE) or catalog.moved_to(moved_to, article.language, EVERYONE):
        return
    else:
        message = f"moved_to: there is no article {shorten(moved_to)}"
    yield Problem("warning", "moved_nowhere", article.path, message, key="moved_to", value=moved_to)


def _old_path_problems(article: Article, catalog: Catalog) -> Iterator[Problem]:
    for old in article.old_paths:
        key = re.sub(rf"^{re.escape(article.language)}/", "", old)
        if key != article.key and catalog.get(article.language, key, EVERYONE):
            message = f"old_paths: {shorten(old)} is the address of an article that exists, so it is never redirected"
            yield Problem("warning", "old_path_taken", article.path, message, key="old_paths", value=old)
