"""The public pages as files: all that readers see, nothing else, and every link leads to a file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import Result
from lxml import html

from kb.library.library import Library
from search.static_site.exporting import NOWHERE
from search.static_site.page_links import named_by, named_by_style, page_tree
from search.static_site.static_addresses import StaticSiteError
from search.static_site.static_folder import MARKER
from tests.search.static_site.conftest import BASE, Exported

pytestmark = pytest.mark.slow
Export = Callable[..., Result]


def pages(root: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for file in sorted(root.rglob("*.html")):
        yield file, page_tree(file.read_bytes())


def broken(root: Path, *, but: tuple[str, ...] = ()) -> list[str]:
    """Links, pictures, scripts and styles that name no file below ``root``, or a place that is not in it."""
    found = []
    anchors = {file.resolve(): {*tree.xpath("//@id"), *tree.xpath("//a/@name")} for file, tree in pages(root)}
    named = [(file, value) for file, tree in pages(root) for _, _, value in named_by(tree)]
    named += [(file, value) for file in root.rglob("*.css") for value in named_by_style(file.read_text("utf-8"))]
    for kind in ("*.md", "*.txt"):
        told = {file: file.read_text("utf-8") for file in root.rglob(kind) if "files" not in file.parts}
        ours = {file: text for file, text in told.items() if not {"articles", "llms-full.txt"} & set(file.parts)}
        named += [(file, value) for file, text in ours.items() for value in re.findall(r"\]\(([^)\s]+)\)", text)]
        found += [f"{file.relative_to(root)}: {NOWHERE}" for file, text in told.items() if NOWHERE in text]
    for file, tree in pages(root):
        named += [(file, value) for value in tree.xpath("//form[@action]/@action")]
        for refresh in tree.xpath("//meta[@http-equiv='refresh']/@content"):
            named.append((file, refresh.partition("url=")[2]))
    for file, value in named:
        parts = urlsplit(value)
        if parts.scheme or file.name in but:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file.resolve()
        if value.startswith("/") or not target.is_file() or not target.is_relative_to(root.resolve()):
            found.append(f"{file.relative_to(root)}: {value}")
        elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in anchors[target]:
            found.append(f"{file.relative_to(root)}: {value} has no such place")
    return found


def test_every_public_article_and_category_is_a_page_with_its_markdown(exported: Exported) -> None:
    catalog = Library(exported.articles).catalog
    public = catalog.visible()
    assert len(public) > 10
    for root in (exported.anywhere, exported.at_home):
        for article in public:
            place = root / article.language / "articles" / article.key
            tree = page_tree((place / "index.html").read_bytes())
            assert tree.xpath("string(//article/h1)").split() == article.title.split()
            assert place.with_name(f"{place.name}.md").is_file()
        for language in ("en", "ar"):
            assert (root / language / "categories/account/index.html").is_file()
            assert (root / language / "search/index.html").is_file()


def test_no_link_picture_script_or_style_names_what_is_not_there(exported: Exported) -> None:
    assert broken(exported.anywhere) == []
    assert broken(exported.at_home, but=("404.html",)) == []
    (exported.anywhere / "en/account-x.html").write_text("<a href='nowhere.html'>x</a><img src='y.png'>")
    assert len(broken(exported.anywhere)) == 2  # and it would be seen
    (exported.anywhere / "en/account-x.html").unlink()


def test_nothing_that_is_for_staff_or_not_published_is_in_any_file(exported: Exported) -> None:
    for root in (exported.anywhere, exported.at_home):
        for file in root.rglob("*"):
            if file.is_file():
                assert not re.search(b"(?i)xylophone|zeppelin|hidden rules|images/plan", file.read_bytes()), file
        assert not (root / "files/en/staff").exists()
        assert (root / "files/en/account/images/key.png").is_file()


def test_nothing_is_left_that_needs_the_server(exported: Exported) -> None:
    for root in (exported.anywhere, exported.at_home):
        for file, tree in pages(root):
            forms = tree.xpath("//form[not(contains(@class, 'appearance'))]")
            assert all("search" in form.get("class") and form.get("method") == "get" for form in forms), file
            text = html.tostring(tree, encoding="unicode")
            assert not re.search(r'type="module"|/api/v1|csrf|href="[^"]*/(?:login|ask|feedback|desk)\b', text), file
            buttons = tree.xpath("//button[not(@data-tool) and not(@type='submit')]")
            assert buttons == [], file
            assert "static-site.invalid" not in text, file


def test_pages_say_what_they_may_load(exported: Exported) -> None:
    for file, tree in pages(exported.anywhere):
        if tree.xpath("//meta[@http-equiv='refresh']"):
            continue
        [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; script-src 'self' file:;"), file
        assert "unsafe" not in policy


def test_an_old_address_leads_on_by_a_page_of_its_own(exported: Exported) -> None:
    for old in ("en/articles/before/it-moved/index.html", "hc/en-us/articles/360001-Moved/index.html"):
        tree = page_tree((exported.at_home / old).read_bytes())
        assert tree.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/en/articles/account/moved/"]
        assert tree.xpath("string(//title)").startswith("Moved <here>")
        refresh = tree.xpath("string(//meta[@http-equiv='refresh']/@content)")
        target = (exported.at_home / old).parent / refresh.removeprefix("0; url=")
        assert target.resolve() == (exported.at_home / "en/articles/account/moved/index.html").resolve()


def test_with_an_address_machines_read_whole_addresses_that_are_files(exported: Exported) -> None:
    root = exported.at_home
    for name in ("sitemap.xml", "feed.xml", "en/feed.xml", "llms.txt", "robots.txt", "en/index.md"):
        text = (root / name).read_text("utf-8")
        urls = re.findall(rf"{re.escape(BASE)}[^\s<>\"')\]]*", text)
        assert urls, name
        for url in urls:
            path = unquote(url.removeprefix(BASE).partition("#")[0]).strip("/")
            assert (root / path).is_file() or (root / path / "index.html").is_file() or not path, (name, url)
    page = page_tree((root / "ar/articles/account/two-step-verification/index.html").read_bytes())
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/ar/articles/account/two-step-verification/"]
    assert f"{BASE}/en/articles/account/two-step-verification/" in page.xpath("//link[@hreflang]/@href")
    [picture] = page.xpath("//meta[@property='og:image']/@content")
    assert (root / picture.removeprefix(f"{BASE}/").partition("?")[0]).is_file()


def test_without_an_address_nothing_claims_one(exported: Exported) -> None:
    root = exported.anywhere
    assert not any((root / name).exists() for name in ("sitemap.xml", "feed.xml", "robots.txt"))
    for file, tree in pages(root):
        assert not tree.xpath("//link[@rel='canonical'][not(starts-with(@href, 'https'))]"), file
        assert not tree.xpath("//script[@type='application/ld+json']"), file
    text = (root / "llms.txt").read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    assert all((root / unquote(one)).is_file() for one in links)


def test_a_second_run_leaves_files_alone_that_did_not_change_and_keeps_what_others_put_beside(
    exported: Exported, export_again: Export, tmp_path: Path
) -> None:
    articles, target = tmp_path / "articles", tmp_path / "site"
    shutil.copytree(exported.articles, articles)
    export_again(articles, target)
    (target / "CNAME").write_text("help.example")
    before = {file: file.stat().st_ino for file in target.rglob("*") if file.is_file()}
    assert "of which 0 are new or changed" in export_again(articles, target).output
    after = {file: file.stat().st_ino for file in target.rglob("*") if file.is_file()}
    marker = target / MARKER
    assert {file: inode for file, inode in after.items() if file != marker} == {
        file: inode for file, inode in before.items() if file != marker
    }
    (articles / "en/account/moved.md").unlink()
    export_again(articles, target)
    assert not (target / "en/articles/account/moved").exists()
    assert (target / "CNAME").read_text() == "help.example"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".site")] == []


def test_a_folder_that_no_export_wrote_is_left_as_it_is(
    exported: Exported, export_again: Export, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("x")
    with pytest.raises(StaticSiteError, match="was not written by"):
        export_again(exported.articles, tmp_path / "mine")
    with pytest.raises(StaticSiteError, match="lies in the folder of articles"):
        export_again(exported.articles, exported.articles / "site")
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["notes.txt"]
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]


def test_an_address_that_is_none_is_refused(exported: Exported, export_again: Export, tmp_path: Path) -> None:
    result = export_again(exported.articles, tmp_path / "x", "--base-url", "help.example")
    assert result.exit_code == 2
    assert "https://help.example.com" in result.output
