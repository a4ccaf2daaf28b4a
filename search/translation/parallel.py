"""The texts of a collection that translate each other: titles, leads, keywords, headings and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kb.catalog.article import Article
from search.index.passages import Passage

Texts = tuple[str, str]
Sections = Sequence[tuple[str, Sequence[str]]]
"""The heading and the paragraphs of each section, in reading order."""


def short_texts(first: Article, second: Article, sections: Sections, others: Sections) -> Iterator[Texts]:
    """Title, lead, keywords and headings of two translations of one article."""
    yield first.title, second.title
    yield first.description, second.description
    yield " ".join(first.keywords), " ".join(second.keywords)
    if len(sections) == len(others):
        for (heading, _), (other, _) in zip(sections, others, strict=True):
            yield heading, other


def paragraphs(sections: Sections, others: Sections) -> Iterator[Texts]:
    """Paragraph by paragraph, or section by section where one of them has more; nothing where sections differ."""
    if len(sections) != len(others):
        return
    for (_, blocks), (_, other_blocks) in zip(sections, others, strict=True):
        if len(blocks) == len(other_blocks):
            yield from zip(blocks, other_blocks, strict=True)
        else:
            yield " ".join(blocks), " ".join(other_blocks)


def sections_of(passages: Sequence[Passage]) -> Sections:
    """The sections that the ``passages`` of an article were cut from."""
    body = (passage for passage in passages if not passage.is_summary)
    return [
        (heading, [block for passage in group for block in passage.text.split("\n")])
        for (_, heading), group in groupby(body, key=lambda passage: (passage.anchor, passage.heading))
    ]
