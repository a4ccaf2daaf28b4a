"""``kb check`` names file and line of what is wrong with a guide."""

from __future__ import annotations

from kb.catalog.article import EVERYONE, ArticleKind
from kb.editing.check_guides import guide_problems
from kb.markdown.render import render
from tests.kb.conftest import a_catalog, an_article

BODY = "Choose.\n\n## Is it **lit**? {#lit}\n\n- [Yes](#lit)\n- No\n\n## Never {#never}\n\nEnd.\n"


def test_each_fault_has_its_line_and_a_guide_is_the_only_kind_that_is_looked_at() -> None:
    article = an_article(body=BODY, body_line=5, kind=ArticleKind.GUIDE)
    page = render(article, a_catalog(article), EVERYONE)
    found = [(problem.severity, problem.code, problem.line) for problem in guide_problems(article, page)]
    assert found == [("error", "guide_answer", 10), ("error", "guide_circle", 7), ("error", "guide_unreachable", 12)]
    plain = an_article(body=BODY)
    assert list(guide_problems(plain, render(plain, a_catalog(plain), EVERYONE))) == []
