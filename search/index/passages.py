"""Cuts an article into passages: the pieces that are embedded, found and quoted.

A pure function of the article's text. Passages end at headings and paragraphs and only where a paragraph is
itself too long at sentences; each carries the headings above it, so that its meaning stands without the page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from kb.catalog.article import Article
from kb.markdown.sections import Section
from search.index.link_names import LinkName

# Short enough that one fact is not drowned by the others of its paragraph; docs/decisions/0007 has the figures.
TARGET_WORDS = 60
MAX_WORDS = 100
MAX_CHARACTERS = 800
LONG_TITLE = 6
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])[\"”»)]?\s+|(?<=[。！？])")


@dataclass(frozen=True)
class Passage:
    """A piece of one article.

    ``title`` is the article's, empty where it says nothing of its own; ``heading_path`` are the headings above the
    passage, outermost first; ``anchor`` leads to the nearest of them, empty above the first. ``unseen`` are words
    an editor gave the article for search (its keywords); only the summary, an article's first passage, has them.
    ``is_links``: its section is mostly links, and only leads elsewhere; ``is_before_steps``: it lists what the numbered
    steps of the next section need.
    ``pictured`` are the lines of the text that only say what a picture shows: they are found, and never told.
    ``called`` are names that articles of other languages give this one, on its first passage; models do not read them.
    """

    language: str
    key: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    text: str
    unseen: str = ""
    called: tuple[LinkName, ...] = ()
    is_links: bool = False
    is_before_steps: bool = False
    pictured: tuple[str, ...] = ()

    @property
    def is_summary(self) -> bool:
        """Whether this is not a piece of the body but what the editor says of the whole."""
        return bool(self.unseen)

    @property
    def heading(self) -> str:
        """The nearest heading; empty above the first."""
        return self.heading_path[-1] if self.heading_path else ""

    @cached_property
    def told(self) -> list[str]:
        """The lines of its text that somebody who asks may be told."""
        return [line for line in self.text.split("\n") if line not in self.pictured]

    @property
    def embedded_text(self) -> str:
        """What the models read: title and headings, then the text."""
        above = ". ".join(filter(None, (self.title, *self.heading_path)))
        return f"{above}. {self.unseen}" if self.is_summary else f"{above}\n{self.text}".lstrip("\n")

    @cached_property
    def text_hash(self) -> bytes:
        """16 bytes that name ``embedded_text``; a vector is kept under it."""
        return hashlib.blake2b(self.embedded_text.encode(), digest_size=16).digest()


def cut(article: Article, sections: Iterable[Section]) -> list[Passage]:
    """The passages of ``article``, whose body has these ``sections``, in reading order; at least one.

    Short sections below one heading are not joined with others: a passage has one anchor. Where an editor gave
    keywords, a summary comes first: the words readers use, close together, are what a paraphrase is nearest to.
    """
    sections = list(sections)
    title = "" if _title_only_repeats(article.title, sections) else article.title
    found: list[Passage] = []
    if article.keywords:
        unseen = ", ".join(article.keywords)
        found.append(Passage(article.language, article.key, title, (), "", article.description, unseen))
    path: list[tuple[int, str]] = []
    for section in sections:
        if section.heading:
            path = [(level, heading) for level, heading in path if level < section.level]
            path.append((section.level, section.heading))
        headings = tuple(heading for _, heading in path)
        for text in pack(section.blocks):
            place = (article.language, article.key, title, headings, section.anchor)
            found.append(
                Passage(
                    *(*place, text),
                    is_links=section.is_links,
                    is_before_steps=section.is_before_steps,
                    pictured=tuple(line for line in section.pictured if line in text.split("\n")),
                )
            )
    if not found:
        found.append(Passage(article.language, article.key, article.title, (), "", article.description))
    return found


def _title_only_repeats(title: str, sections: Iterable[Section]) -> bool:
    """Whether the title is the beginning of the text: on every passage it would pull all towards those words."""
    first = next((block for section in sections for block in section.blocks), "")
    return len(title.split()) >= LONG_TITLE and first.startswith(title.rstrip(".… "))


def pack(blocks: Iterable[str]) -> Iterator[str]:
    """Join blocks into texts of about ``TARGET_WORDS`` words, never above the limits."""
    held: list[str] = []
    size = length = 0
    for piece in (part for block in blocks for part in split_long(block)):
        count = len(piece.split())
        full = size + count > MAX_WORDS or length + len(piece) > MAX_CHARACTERS
        if held and (size >= TARGET_WORDS or full):
            yield "\n".join(held)
            held, size, length = [], 0, 0
        held.append(piece)
        size, length = size + count, length + len(piece) + 1
    if held:
        yield "\n".join(held)


def split_long(block: str) -> Iterator[str]:
    """A block within the limits as it is; a longer one at its sentences, a sentence without end anywhere."""
    if _fits(block):
        yield block
        return
    held = ""
    for sentence in _SENTENCE_END.split(block):
        joined = f"{held} {sentence}".strip()
        if _fits(joined, TARGET_WORDS):
            held = joined
            continue
        if held:
            yield held
        *whole, held = _chop(sentence)
        yield from whole
    if held:
        yield held


def _fits(text: str, limit: int = MAX_WORDS) -> bool:
    return len(text) <= MAX_CHARACTERS and len(text.split()) <= limit


def _chop(sentence: str) -> Iterator[str]:
    """A sentence in pieces that fit, at spaces where there are any; at least one piece."""
    words = sentence.split()
    held: list[str] = []
    length = 0
    for word in (part for whole in words for part in _slices(whole)):
        if held and (len(held) >= TARGET_WORDS or length + len(word) > MAX_CHARACTERS):
            yield " ".join(held)
            held, length = [], 0
        held.append(word)
        length += len(word) + 1
    yield " ".join(held)


def _slices(word: str) -> Iterator[str]:
    for start in range(0, max(len(word), 1), MAX_CHARACTERS):
        yield word[start : start + MAX_CHARACTERS]
