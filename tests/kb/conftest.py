"""How the tests of ``kb`` look at articles and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from lxml import etree, html
from werkzeug.test import TestResponse

from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Audiences, Catalog
from kb.front_matter.parse import split
from kb.library.metadata import Metadata, read_metadata
from kb.markdown.render import Rendered, render

SAVED = datetime(2026, 11, 1, tzinfo=UTC)


def an_article(key: str = "account/reset", language: str = "en", body: str = "Some text.", **fields: Any) -> Article:
    """An article in the file where a reader expects it, in the category of its folder."""
    name = key.rsplit("/", 1)[-1]
    given = {
        "path": f"{language}/{key}.md",
        "title": name.replace("-", " ").capitalize(),
        "category": key.rpartition("/")[0],
        "modified_at": SAVED,
        **fields,
    }
    return Article(language=language, key=key, body=body, **given)


def a_catalog(*articles: Article, files: tuple[str, ...] = (), default_language: str = "en", **more: Any) -> Catalog:
    """A collection of ``articles`` and the ``files`` beside them."""
    paths = frozenset((*files, *(article.path for article in articles)))
    given = {"categories": {}, "problems": (), **more}
    return Catalog(
        {article.id: article for article in articles}, files=paths, default_language=default_language, **given
    )


def without_ezafe(text: str) -> str:
    """Persian as it is with or without the mark above a silent he: releases of CLDR part over the names of months."""
    return text.replace("\u0654", "")


def metadata_of(front_matter: str) -> Metadata:
    """What is read from YAML front matter whose first line is line 2 of ``a.md``."""
    return read_metadata(split(f"---\n{front_matter}\n---\n").values, "a.md")


def render_body(
    body: str, *others: Article, audiences: Audiences = PUBLIC_ONLY, files: tuple[str, ...] = ()
) -> Rendered:
    """``body`` as the article ``en/account/reset`` beside ``others``."""
    article = an_article(body=body)
    return render(article, a_catalog(article, *others, files=files), audiences, str)


def tree_of(markup: str) -> html.HtmlElement:
    """An HTML fragment inside one element."""
    return html.fragment_fromstring(markup, create_parent="div")


def show(body: str) -> html.HtmlElement:
    """``body`` as a page shows it."""
    return tree_of(render_body(body).html)


def words(element: html.HtmlElement) -> str:
    """All text of an element on one line."""
    return " ".join(element.text_content().split())


@dataclass(frozen=True)
class Page:
    """An answer of the site."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def location(self) -> str | None:
        return self.response.headers.get("Location")

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    @cached_property
    def xml(self) -> etree._Element:
        return etree.fromstring(self.response.data, etree.XMLParser(resolve_entities=False))

    @property
    def json(self) -> Any:
        return self.response.get_json(force=True)

    def texts(self, xpath: str) -> list[str]:
        """The words of every element (or attribute) that ``xpath`` finds."""
        found = self.tree.xpath(xpath)
        return [item if isinstance(item, str) else words(item) for item in found]


def meta(page: Page, name: str) -> list[str]:
    """What the page says of itself under ``name``."""
    return [str(value) for value in page.tree.xpath(f"//meta[@property='{name}' or @name='{name}']/@content")]


class Visitor:
    """Opens addresses of the site over the collection as it is at that moment; nothing is indexed."""

    def __init__(self, site: Flask) -> None:
        self._library = site.extensions["kb"].library
        self._client = site.test_client()

    def open(self, path: str, method: str = "GET", **options: Any) -> Page:
        self._library.refresh()
        return Page(self._client.open(path, method=method, **options))


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """A member of the public."""
    return Visitor(site)


class Reader(Visitor):
    """A visitor who reads every answer to its end, so that files are closed."""

    def open(self, path: str, method: str = "GET", **options: Any) -> Page:
        return super().open(path, method, buffered=True, **options)


def assert_problem(page: Page, status: int) -> str:
    """The answer is a problem details document (RFC 9457); gives what it says."""
    assert (page.status, page.json["status"]) == (status, status)
    assert page.response.content_type == "application/problem+json; charset=utf-8"
    assert {"type", "title", "detail"} <= set(page.json)
    return str(page.json["detail"])
