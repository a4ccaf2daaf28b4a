"""What is wrong with the ways through a guide, with the line where an editor mends it."""

from __future__ import annotations

from collections.abc import Iterator

from kb.catalog.article import Article
from kb.core.errors import Problem
from kb.editing.link_lines import line_of
from kb.guides.faults import GuideFault, faults_of
from kb.markdown.render import Rendered


def guide_problems(article: Article, page: Rendered) -> Iterator[Problem]:
    """One problem for each fault of an article that is a guide; none of one that could not be rendered."""
    if not article.is_guide or page.problems:
        return
    for fault in faults_of(page.steps):
        yield Problem(
            "error", fault.code, article.path, fault.message, _line(article, fault), value=fault.words or None
        )


def _line(article: Article, fault: GuideFault) -> int | None:
    """That of the words, else of the heading's anchor; of a guide without steps that of its text."""
    if not fault.words:
        return article.body_line
    return line_of(article, fault.words) or line_of(article, f"{{#{fault.anchor}}}")
