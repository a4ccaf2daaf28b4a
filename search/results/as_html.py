"""The parts of a hit that pages show, as safe HTML with nothing but ``<mark>`` in it."""

from __future__ import annotations

from markupsafe import Markup

from search.results.results import Hit
from search.text.snippets import marked


def marked_title(hit: Hit) -> Markup:
    """The title of the article, what matches marked."""
    return _marked(hit, hit.article.title)


def quotation(hit: Hit) -> list[Markup]:
    """The text to quote, block by block."""
    return [_marked(hit, block) for block in hit.quoted_text.split("\n")]


def _marked(hit: Hit, text: str) -> Markup:
    return marked(text, hit.article.language, hit.ways)
