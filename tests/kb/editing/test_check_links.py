"""What ``kb check`` says of links: true, with its line, with the mend."""

from __future__ import annotations

import pytest
from flask import Flask

from kb.core.errors import Problem
from kb.editing.check import check
from kb.editing.link_lines import Lines
from kb.editing.own_pages import is_own_page
from kb.editing.problem_groups import FEW, grouped
from kb.markdown.html_links import Link
from kb.markdown.link_resolver import LinkTarget
from tests.conftest import Collection
from tests.kb.conftest import an_article


def found(collection: Collection) -> list[Problem]:
    return check(collection.library().catalog)


def places(collection: Collection) -> list[tuple[int | None, str | None]]:
    return [(problem.line, problem.value) for problem in found(collection)]


@pytest.mark.parametrize("href", ["#", "#top", "#Top"])
def test_the_top_of_the_page_is_there(collection: Collection, href: str) -> None:
    collection.write("a.md", f"[up]({href})", title="A")
    assert found(collection) == []


@pytest.mark.parametrize(
    "href", ["tg://resolve?domain=x", "ms-settings:display", "javascript:x", "C:/docs/a.md", "obsidian://x"]
)
def test_another_scheme_is_not_allowed(collection: Collection, href: str) -> None:
    collection.write("a.md", f"Text.\n\n[x]({href})", title="A")
    (problem,) = found(collection)
    assert (problem.code, problem.line) == ("link_not_allowed", 6)
    assert "is not allowed" in problem.message
    assert "https:" in problem.message


def test_a_picture_in_the_text_itself_is_not_allowed_and_the_mend_is_named(collection: Collection) -> None:
    collection.write("a.md", "![x](data:image/gif;base64,R0lGODlhAQABAAAAACw=)", title="A")
    (problem,) = found(collection)
    assert "is not allowed" in problem.message
    assert "save it as a file" in problem.message


@pytest.mark.parametrize("name", ["firmware.bin", "data.JSON", "app.apk", "NOTICE"])
def test_a_file_of_a_kind_that_is_not_served_is_a_warning(collection: Collection, name: str) -> None:
    collection.write(f"files/{name}", b"x")
    collection.write("a.md", f"[x](files/{name})", title="A")
    (problem,) = found(collection)
    assert (problem.severity, problem.code) == ("warning", "file_not_served")
    assert ".zip" in problem.message


@pytest.mark.parametrize(
    "href", ["/article/account/", "/shop", "/zz/articles/x", "/en/categories/none", "/files/none.png"]
)
def test_a_path_where_this_site_has_nothing_is_a_warning(collection: Collection, href: str) -> None:
    collection.write("a.md", f"[x]({href})", title="A")
    (problem,) = found(collection)
    assert (problem.severity, problem.code, problem.value) == ("warning", "unknown_page", href)


@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/en/",
        "/en/search?q=x",
        "/desk",
        "/feed.xml",
        "/go/abc",
        "/en/categories/b",
        "/files/b/x.png",
        "/api/v1/search",
    ],
)
def test_pages_of_ours_are_there(collection: Collection, href: str) -> None:
    collection.write("a.md", f"[x]({href})", title="A")
    collection.write("b/c.md", title="C")
    collection.write("b/x.png", b"png")
    assert found(collection) == []


def test_every_address_of_the_app_is_one_of_ours(collection: Collection, site: Flask) -> None:
    collection.write("b/c.md", title="C")
    collection.write("b/x.png", b"png")
    catalog = site.extensions["kb"].library.refresh()
    filled = {"<language:language>": "en", "<path:path>": "b", "/files/b": "/files/b/x.png"}
    for rule in site.url_map.iter_rules():
        path = rule.rule
        for written, value in filled.items():
            path = path.replace(written, value)
        if "/articles/" not in path:
            assert is_own_page(path, catalog), rule.rule


class TestLines:
    def test_each_link_has_its_own(self, collection: Collection) -> None:
        collection.write(
            "a.md", "![p](x.png)\n\nText.\n\n![p](x.png)\n\n```\n![p](x.png)\n```\n\n![p](x.png)", title="A"
        )
        assert places(collection) == [(4, "x.png"), (8, "x.png"), (14, "x.png")]

    @pytest.mark.parametrize(
        ("body", "line"),
        [
            ("Text.\n\n[]()", 6),
            ("Text.\n\n<a href=''>x</a>", 6),
            ("Text.\n\n## See [x](gone.md)", 6),
            ("Text [x][r].\n\nMore.\n\n[r]: gone.md", 8),
            ("Text.\n\n[x](gone.md?a=1&amp;b=2)", 6),
            ("Text.\n\n[x](<gone%20now.md>)", 6),
            ("Text.\n\n- one\n- [x](gone\\_now.md)", 7),
            ("[x](https://example.com/gone.md)\n\n[y](gone.md)", 6),
            ("`gone.md`\n\n[y](gone.md)", 6),
        ],
    )
    def test_it_is_told_however_the_link_is_written(self, collection: Collection, body: str, line: int) -> None:
        collection.write("a.md", body, title="A")
        (problem,) = found(collection)
        assert problem.line == line

    def test_a_definition_that_is_used_twice_is_told_once(self, collection: Collection) -> None:
        collection.write("a.md", "[x][r] and [y][r].\n\n[r]: gone.md", title="A")
        assert len(found(collection)) == 1

    def test_thousands_of_wrong_links_in_one_article_are_told_in_no_time(self, collection: Collection) -> None:
        collection.write("a.md", "\n".join(f"[x](gone-{number}.md)" for number in range(1500)), title="A")
        problems = found(collection)
        assert len(problems) == 1500
        assert problems[-1].line is not None or problems[0].line is None

    @pytest.mark.parametrize("sign", ["`", "~~", "<!--", "``` ", "]("])
    def test_signs_that_open_and_never_close_are_no_work(self, sign: str) -> None:
        body = sign * 30_000 + "\n\n[x](gone.md)"
        link = Link("gone.md", LinkTarget("broken", ""), is_image=False)
        lines = Lines(an_article(body=body))
        lines.pass_by(link)
        assert lines.of(link) in (3, None)


class TestGroups:
    def test_many_of_a_kind_are_one_line_with_the_first_places(self, collection: Collection) -> None:
        for number in range(FEW + 3):
            collection.write(f"a{number}.md", "No title.")
        collection.write("z.md", "[x](gone.md)", title="Z")
        lines = list(grouped(found(collection)))
        assert lines[0] == "z.md:4: error: the link 'gone.md' leads nowhere"
        assert lines[1].startswith(f"warning: {FEW + 3} articles have neither 'title:'")
        assert lines[2].startswith("  a0.md:1: warning: no title")
        assert lines[-1] == "  … and 5 more (--all lists them)"

    def test_a_few_are_listed_each(self, collection: Collection) -> None:
        for number in range(FEW):
            collection.write(f"a{number}.md", "No title.")
        assert list(grouped(found(collection))) == [str(problem) for problem in found(collection)]
