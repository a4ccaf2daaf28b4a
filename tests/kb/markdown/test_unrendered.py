"""An article that cannot be rendered is plain text, and whoever checks is told."""

from __future__ import annotations

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, Audience
from kb.editing.check import check, problems_of
from kb.markdown.conversion_process import Limits, Trouble
from kb.markdown.render import render
from kb.markdown.unrendered import problem_of
from tests.kb.conftest import a_catalog, an_article, tree_of, words


class TestPlainText:
    BODY = "Before.\n\n## Turn it on\n\n1. Press <b>\n\n```\n# no heading\n```\n\n### *Then*\n" + "<div>" * 300

    def test_an_article_that_cannot_be_rendered_is_plain_text_with_sections(self) -> None:
        article = an_article(body=self.BODY)
        page = render(article, a_catalog(article))
        tree = tree_of(page.html)
        assert [(h.tag, h.get("id"), words(h)) for h in tree.iter("h2", "h3")] == [
            ("h2", "turn-it-on", "Turn it on"),
            ("h3", "then", "*Then*"),
        ]
        assert [words(pre) for pre in tree.iter("pre")] == [
            "Before.",
            "1. Press <b> ``` # no heading ```",
            "<div>" * 300,
        ]
        assert [section.anchor for section in page.sections] == ["", "turn-it-on", "then"]

    def test_plain_text_names_no_more_to_readers_than_a_page_would(self) -> None:
        plan = an_article("account/zeppelin-plan", audience=Audience.INTERNAL)
        text = "<!-- a zeppelin -->\n\nSee [our plan](zeppelin-plan.md 'Zeppelin').\n\n`[x](zeppelin-plan.md)`\n\n"
        article = an_article(body=text + "<div>" * 300)
        for audiences, is_told in ((PUBLIC_ONLY, False), (EVERYONE, True)):
            page = render(article, a_catalog(article, plan), audiences)
            assert page.problems
            assert "See" in page.html
            assert "our plan" in page.html
            assert ("zeppelin" in page.html.casefold()) == is_told
            assert "a zeppelin" not in page.html

    def test_check_and_the_review_of_the_article_name_the_file(self) -> None:
        article = an_article(body=self.BODY)
        catalog = a_catalog(article)
        for problems in (check(catalog), problems_of(article, render(article, catalog, EVERYONE), catalog)):
            assert [(p.path, p.code, p.severity) for p in problems] == [
                ("en/account/reset.md", "not_rendered", "error")
            ]
            assert "cannot be rendered" in problems[0].message

    def test_the_message_says_what_to_do(self) -> None:
        problem = problem_of(Trouble.SLOW, "en/a.md", Limits())
        assert problem.message.startswith("the text takes too long to render (more than 5 s of work); it is shown as")
        assert problem.message.endswith("or split the article")
