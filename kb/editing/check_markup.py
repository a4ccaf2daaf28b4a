"""Finds what of other systems' writing a page still shows as it was written: signs that mean nothing to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from kb.catalog.article import Article
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.editing.link_lines import line_of
from kb.markdown.render import Rendered

_SIGNS = re.compile(
    r"""
    \[block:[\w-]{1,80}\]
    | \[/[A-Za-z][\w-]{0,80}\]
    | \[!(?:INCLUDE|[A-Za-z][\w-]{0,80}(?=[ \[]))
    | \{%-?[ ]?[\w-]{1,80} | \{\{[<%][ ]?[\w/-]{1,80}
    | ^[ \t]*:{3,10}[ ]?[\w-]{1,80} | :{3,10}\{[\w-]{1,80}
    | ^[ \t]*/{3,10}[ ]\w[\w-]{0,80} | ^[ \t]*!!![ ]\w[\w-]{0,80}
    | --8<-- | ^[ \t]*<<<[ ]\S{1,200}
    | \{:{1,2}[ ]?[#.\w/][\w-]{0,80}
    """,
    re.VERBOSE | re.MULTILINE,
)
_SHOWN_AS_WRITTEN = ("code", "pre", "kbd", "samp", "script", "style")
_MOST = 20


def markup_problems(article: Article, page: Rendered) -> Iterator[Problem]:
    """A warning for each kind of sign that the ``page`` of an article shows as it was written."""
    if not page.html.strip():
        return
    tree = html.fragment_fromstring(page.html, create_parent="div")
    for element in tree.iter(*_SHOWN_AS_WRITTEN):
        for inner in element.iter():
            inner.text = None
            inner.tail = inner.tail if inner is element else None
    seen: dict[str, None] = {}
    for match in _SIGNS.finditer(etree.tostring(tree, method="text", encoding="unicode")):
        seen.setdefault(match[0].strip())
        if len(seen) >= _MOST:
            break
    for sign in seen:
        message = f"{shorten(sign)} is shown as it is written: it means nothing here; write it in another way"
        yield Problem("warning", "raw_markup", article.path, message, line_of(article, sign), value=sign)
