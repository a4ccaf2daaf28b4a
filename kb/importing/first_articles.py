"""The first articles of an import as pages would show them, out of the sample that a preview left."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import html as lxml_html

from kb.catalog.catalog import Catalog
from kb.core.errors import KbError
from kb.files.inside import is_inside
from kb.language.interface import interface_language, translations
from kb.library.library import Library
from kb.markdown.html_tree import parse
from kb.markdown.image_sizes import size_of
from kb.markdown.render import render
from kb.site.site import Site

_FILES = "/files/"
PATIENCE = 5.0
"""Seconds for the text of one article."""


@dataclass(frozen=True, slots=True)
class FirstArticle:
    """One of them; ``html`` is safe, and its pictures are at addresses below ``pictures``."""

    title: str
    path: str
    language: str
    html: str


def first_articles(site: Site, folder: Path, paths: list[str], pictures: str) -> list[FirstArticle]:
    """Those of the sample ``folder`` that there are, in the order of ``paths``."""
    try:
        catalog = Library(folder, site.catalog.default_language).catalog
    except KbError:
        return []
    by_path = {article.path: article for article in catalog.articles.values()}
    found = []
    for path in paths:
        if article := by_path.get(path):
            words = translations(interface_language(article.language))
            rendered = render(
                article,
                catalog,
                site.audiences(),
                words.gettext,
                lambda one: size_of(folder / one) if _is_there(catalog, folder, one) else None,
                PATIENCE,
            )
            found.append(FirstArticle(article.title, path, article.language, _with_pictures(rendered.html, pictures)))
    return found


def picture_in(folder: Path, path: str) -> Path | None:
    """A file of the sample; None where it has none of that name."""
    file = folder / posixpath.normpath(path)
    return file if folder.is_dir() and is_inside(folder, file) and file.is_file() else None


def _is_there(catalog: Catalog, folder: Path, path: str) -> bool:
    return path in catalog.files and is_inside(folder, folder / path)


def _with_pictures(html: str, pictures: str) -> str:
    """Pictures come from the sample; links lead nowhere yet, so that they are words."""
    if not html.strip():
        return html
    tree = parse(html)
    for image in tree.iter("img"):
        source = image.get("src") or ""
        if _FILES in source:
            image.set("src", f"{pictures}{unquote(source.partition(_FILES)[2].partition('?')[0])}")
    for link in tree.iter("a"):
        if not (link.get("href") or "").startswith(("https://", "http://")):
            link.attrib.pop("href", None)
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.attrib.pop("id", None)  # several articles stand on one page
    parts = [lxml_html.tostring(one, encoding="unicode") for one in tree]
    return (tree.text or "").replace("<", "&lt;") + "".join(parts)
