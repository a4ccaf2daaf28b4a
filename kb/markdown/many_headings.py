"""An article has so many headings and no more: each is a section of the search and a line of the contents."""

from __future__ import annotations

from lxml import html

from kb.core.errors import Problem
from kb.markdown.sections import HEADINGS

MOST = 1_000


def bound_headings(tree: html.HtmlElement, path: str) -> list[Problem]:
    """Make paragraphs of all headings after the first ``MOST``, and say so of the article at ``path``."""
    headings = list(tree.iter(*HEADINGS))
    for heading in headings[MOST:]:
        heading.tag = "p"
    if len(headings) <= MOST:
        return []
    what = f"the article has {len(headings)} headings; those after the first {MOST} are shown as paragraphs"
    return [Problem("warning", "many_headings", path, f"{what}; split it")]
