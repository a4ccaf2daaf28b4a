"""How much of an article becomes structure."""

from __future__ import annotations

import pytest

from kb.editing.check import check
from kb.markdown.render import render
from tests.conftest import Collection
from tests.kb.conftest import a_catalog, an_article, tree_of, words


class TestBounds:
    """What is harmless to convert and too much for the rest."""

    def test_an_article_has_a_thousand_headings_and_says_what_becomes_of_the_others(self) -> None:
        article = an_article(body="".join(f"## Part {number}\n\n" for number in range(1_003)))
        page = render(article, a_catalog(article))
        assert [(p.code, p.severity) for p in page.problems] == [("many_headings", "warning")]
        assert "the article has 1003 headings" in page.problems[0].message
        assert len(page.contents) == 1_000
        assert [words(p) for p in tree_of(page.html).iter("p")] == ["Part 1000", "Part 1001", "Part 1002"]

    @pytest.mark.parametrize("pair", [("<div>", "</div>"), ("<b>", "</b>"), ("<ul><li>", "</li></ul>")])
    def test_what_is_nested_too_deep_for_a_page_is_plain_text_and_nothing_of_it_is_lost(
        self, pair: tuple[str, str]
    ) -> None:
        article = an_article(body=f"{pair[0] * 300}deep{pair[1] * 300}\n\nAfter it.")
        page = render(article, a_catalog(article))
        assert "deep" in page.html
        assert "After it." in page.html
        assert [problem.code for problem in page.problems] == ["not_rendered"]

    def test_fifty_megabytes_are_no_article(self, collection: Collection) -> None:
        with collection.write("en/large.md", "# Large").open("r+b") as file:
            file.truncate(50 * 2**20)
        problems = [str(problem) for problem in check(collection.library().catalog)]
        assert problems == [
            "en/large.md: error: the file has 50.0 MB, the limit is 2 MB; split the article",
        ]
