"""Exports the public pages: asks the site for each, makes files of them, and writes the index that browsers search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from kb.catalog.addresses import article_url, category_url, product_url
from kb.catalog.article import PUBLIC_ONLY, Article
from kb.catalog.catalog import Catalog
from kb.markdown.render import converted, in_advance, render
from search.static_site.classic_scripts import classic
from search.static_site.collecting import Collecting
from search.static_site.index_files import write_index
from search.static_site.old_addresses import old_addresses
from search.static_site.page_links import renamed_style
from search.static_site.page_rewriting import SEARCH, PageRewriting, policy_of_files
from search.static_site.reading import AnonymousReader
from search.static_site.static_addresses import StaticPlaces, StaticSiteError, relative
from search.static_site.static_folder import StaticFolder, static_folder
from search.static_site.static_pages import redirect_page, search_words, start_page, start_script, with_search
from search.static_site.word_index import SearchedArticle, running_text

if TYPE_CHECKING:
    from flask import Flask

NOWHERE = "https://static-site.invalid"
"""What the site believes to be its address where nobody said one: no article can mean that (RFC 6761)."""
_OF_LANGUAGE = ("", "index.md", "search", "feed.xml", "llms-full.txt", "accessibility")
_OF_ALL = ("sitemap.xml", "robots.txt", "feed.xml", "llms.txt", "llms-full.txt", "favicon.ico")
_SEARCHED = re.compile(r" Search: \S+/api/v1/.*$", re.MULTILINE)
"""What only the server answers."""
_LONGEST_NAME = 255
"""Bytes that file systems give to one name."""
_LINK = re.compile(r"(?<=\]\()/[^)\s]+")


@dataclass(frozen=True)
class StaticExport:
    """What was written: how many pages, files in all, and files that are new or not as before; ``skipped`` are old
    addresses that cannot be the names of files.
    """

    pages: int
    files: int
    changed: int
    skipped: tuple[str, ...] = ()


def export_site(app: Flask, base_url: str, target: Path, told: Callable[[int], None] = lambda _: None) -> StaticExport:
    """Write the public pages of ``app`` into the folder ``target``; they will be found at ``base_url``, or nobody knows
    where (empty).

    Raises:
        StaticSiteError: there is nothing to export, or the folder is not one of an export, or cannot be written.

    """
    site = app.extensions["kb"].site
    languages = [code for code in site.catalog.languages if site.catalog.visible(code)]
    if not languages:
        raise StaticSiteError(f"there is no public article in {site.settings.articles_dir}")
    if target.resolve().is_relative_to(site.settings.articles_dir.resolve()):
        raise StaticSiteError(f"{target} lies in the folder of articles itself; name another place")
    with static_folder(target) as folder:
        places = StaticPlaces(base_url or NOWHERE, bool(base_url))
        made = _Export(app, site, places, folder, languages, told)
        made.write()
    return StaticExport(len(made.collected.pages), len(folder.files), folder.changed, tuple(made.skipped))


class _Export:
    """One run of it."""

    def __init__(
        self,
        app: Flask,
        site: Any,
        places: StaticPlaces,
        folder: StaticFolder,
        languages: list[str],
        told: Callable[[int], None],
    ) -> None:
        self._app, self._places, self._folder, self._languages = app, places, folder, languages
        self._catalog: Catalog = site.catalog
        self._face = site.face
        self._default = self._catalog.default_language if self._catalog.default_language in languages else languages[0]
        self._reader = AnonymousReader(app, places)
        self.skipped: list[str] = []
        self.collected = Collecting(self._reader, places, folder, told)

    def write(self) -> None:
        """Write everything into the folder."""
        for article in in_advance(self._catalog.visible(), self._catalog):
            converted(article, self._catalog)  # a page does not wait long for that, and would have plain text
        articles = [article_url(*article.id) for article in self._catalog.visible()]
        self.collected.collect(filter(self._reader.is_copied, self._seeds()), articles)
        self._write_scripts()
        pages = self._rewriting()
        for address, file in self.collected.pages.items():
            content = self._folder.read(file)
            if language := self._search_language(address):
                home = relative(file, self._places.file_of(f"/{language}/"))
                content = with_search(content, language, search_words(self._app, language), home)
            self._folder.write(file, pages.rewritten(content, address, file))
        self._write_styles()
        self._write_texts(pages)
        self._write_index()
        self._write_redirects()
        self._write_start(pages)

    def _seeds(self) -> Iterator[str]:
        for code in self._languages:
            yield from (f"/{code}/{name}" for name in _OF_LANGUAGE)
            for one in self._catalog.category_tree(code, PUBLIC_ONLY):
                yield from (category_url(code, one.path), f"{category_url(code, one.path)}.md")
            for product in self._catalog.products.products:
                yield from (product_url(code, product.id), f"{product_url(code, product.id)}.md")
        for article in self._catalog.visible():
            address = article_url(*article.id)
            yield from (address, f"{address}.md")
        yield from (f"/{name}" for name in _OF_ALL)

    def _search_language(self, address: str) -> str:
        language, _, rest = address.strip("/").partition("/")
        return language if rest == "search" and language in self._languages else ""

    def _rewriting(self) -> PageRewriting:
        drawn = self._reader.get("/static/kb/icons.svg").content
        symbols = etree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}symbol")
        icons = {one.get("id", ""): html.fragment_fromstring(_plain_svg(one)) for one in symbols}
        return PageRewriting(self._places, icons, policy_of_files(self.collected.policy))

    def _write_scripts(self) -> None:
        for name in sorted({*self.collected.scripts, SEARCH}):
            self._folder.write(f"static/{name}", classic(name, self._source))
            self._places.files[f"/static/{name}"] = f"static/{name}"
        style = self._reader.get("/static/search/static_site.css").content
        self._folder.write("static/search/static_site.css", style)

    def _source(self, name: str) -> str:
        answer = self._reader.get(f"/static/{name}")
        if answer.status != 200:
            raise StaticSiteError(f"the site has no script {name}, which others import")
        return re.sub(r"(?<=\.js)\?v=\w+(?=')", "", answer.content.decode())

    def _write_styles(self) -> None:
        for address, file in self.collected.styles.items():

            def named(link: str, address: str = address, file: str = file) -> str:
                target = self._places.named(link, address)
                return relative(file, target) if target else link

            self._folder.write(file, renamed_style(self._folder.read(file).decode(), named))

    def _write_texts(self, pages: PageRewriting) -> None:
        """Markdown and lists name whole addresses where it is known which, else files."""
        for address, file in self.collected.texts.items():

            def named(link: str, address: str = address, file: str = file) -> str | None:
                if self._places.is_known:
                    return pages.public_address(link)
                target = self._places.named(link, address)
                fragment = urlsplit(link).fragment
                return relative(file, target) + (f"#{fragment}" if fragment else "") if target else None

            text = self._places.mapped(self._folder.read(file).decode(), named)
            if address == "/llms.txt":
                text = _SEARCHED.sub("", text)
            if file.endswith((".md", ".txt")):
                text = _LINK.sub(lambda found, named=named: named(self._places.base_url + found[0]) or found[0], text)  # type: ignore[misc]
            self._folder.write(file, text)

    def _write_index(self) -> None:
        for code in self._languages:
            articles = self._catalog.visible(code)
            write_index(self._folder, code, [self._searched(one) for one in in_advance(articles, self._catalog)])

    def _searched(self, article: Article) -> SearchedArticle:
        sections = render(article, self._catalog).sections
        category = self._places.file_of(category_url(article.language, article.category)) if article.category else ""
        named = (article.description, *article.keywords, *article.tags, *(one.heading for one in sections))
        return SearchedArticle(
            title=article.title,
            file=self._places.file_of(article_url(*article.id)),
            category=self._catalog.category_title(article.language, article.category) if category else "",
            category_file=category,
            named=tuple(filter(None, named)),
            text=running_text((part for one in sections for part in (one.heading, *one.blocks)), article.language),
        )

    def _write_redirects(self) -> None:
        there = set(self._folder.files)
        for address in old_addresses(self._catalog):
            answer = self._reader.get(address)
            inside = self._places.inside(answer.location) if answer.location else None
            target = self._places.file_of(inside) if inside else ""
            if not target and not (answer.location.startswith("https://") and inside is None):
                continue
            path = unquote(address).strip("/")
            file = path if path.endswith(".html") else f"{path}/index.html"
            if file in there or any(part in (".", "..") for part in path.split("/")) or self._is_taken(file, there):
                continue
            if any(len(part.encode()) > _LONGEST_NAME for part in file.split("/")):
                self.skipped.append(address)
                continue
            link = relative(file, target) if target else answer.location
            canonical = answer.location
            if target:
                canonical = self._places.public_url(target) if self._places.is_known else ""
            language = target.partition("/")[0] if target else self._default
            title = self._title_of(target) if target else answer.location
            self._folder.write(file, redirect_page(title, link, canonical, language))
            there.add(file)

    def _is_taken(self, file: str, there: set[str]) -> bool:
        parts = file.split("/")
        return any("/".join(parts[:number]) in there for number in range(1, len(parts)))

    def _title_of(self, file: str) -> str:
        found = re.search(r"<title>(.*?)</title>", self._folder.read(file).decode(), re.DOTALL)
        return unescape(found[1]).strip() if found else file

    def _write_start(self, pages: PageRewriting) -> None:
        homes = {code: relative("index.html", self._places.file_of(f"/{code}/")) for code in self._languages}
        name = self._face(self._default).site_name
        self._folder.write("index.html", start_page(name, homes, self._default))
        self._folder.write("start.js", start_script(homes, self._default))
        self._folder.write(".nojekyll", "")
        lost = self._reader.get(f"/{self._default}/articles/-/-").content
        page = pages.rewritten(lost, f"/{self._default}/articles/-/-", "404.html")
        if self._places.is_known:  # it is shown at addresses of any depth
            page = page.replace(b"base-uri 'none'", b"base-uri 'self'").replace(
                b"<head>", f'<head><base href="{urlsplit(self._places.base_url).path}/">'.encode(), 1
            )
        self._folder.write("404.html", page)


def _plain_svg(symbol: etree._Element) -> str:
    text = etree.tostring(symbol, encoding="unicode")
    return re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", text)
