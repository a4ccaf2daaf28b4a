"""Links are told by the line they stand on."""

from __future__ import annotations

import pytest

from kb.editing.link_lines import Lines
from kb.markdown.html_links import Link
from kb.markdown.link_resolver import LinkTarget
from tests.conftest import Collection
from tests.kb.conftest import an_article
from tests.kb.editing.conftest import found


def places(collection: Collection) -> list[tuple[int | None, str | None]]:
    return [(problem.line, problem.value) for problem in found(collection)]


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
