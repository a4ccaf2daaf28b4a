"""What every system's export is brought to before it is written as articles of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed

Format = Literal["html", "markdown"]
State = Literal["published", "draft", "archived"]


@dataclass(frozen=True)
class ForeignFile:
    """A file that an article offers for download: its name, its address there, and its name in the export if known.
    ``is_shown`` says that the text shows it or links to it, so that it is not listed below.
    """

    name: str
    address: str
    packed: str = ""
    is_shown: bool = False


@dataclass(frozen=True)
class ForeignCategory:
    """A category, section, space or folder there. ``titles`` and ``descriptions`` are by language."""

    id: str
    titles: Mapping[str, str]
    parent: str = ""
    position: float | None = None
    descriptions: Mapping[str, str] = field(default_factory=dict)
    audience: Literal["public", "internal"] = "public"
    slug: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it there."""
        return self.audience == "public"


@dataclass(frozen=True)
class ForeignArticle:
    """One language version of one article, as it is there.

    ``language`` is a code of ours; ``addresses`` are those under which it was found, the present one first; links and
    pictures in ``body`` are relative to ``base``, an address or the name of a file in the export. ``is_outdated`` says
    that a translation is known to be behind (None: not known). ``votes`` are helpful and not helpful, as ``views`` in
    all the time that it was there.
    """

    id: str
    language: str
    title: str
    body: str
    format: Format = "html"
    is_original: bool = True
    category: str = ""
    description: str = ""
    state: State = "published"
    audience: Literal["public", "internal"] = "public"
    labels: tuple[str, ...] = ()
    published_on: date | None = None
    updated_on: date | None = None
    author: str = ""
    position: float | None = None
    addresses: tuple[str, ...] = ()
    base: str = ""
    slug: str = ""
    attachments: tuple[ForeignFile, ...] = ()
    is_outdated: bool | None = None
    votes: tuple[int, int] | None = None
    views: int | None = None

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it there."""
        return self.audience == "public"


@dataclass(frozen=True)
class Bundle:
    """A whole export. ``articles`` reads it anew each time it is called, one article after the other; ``article_in``
    and ``category_in`` find an id (their one group) in an address that no article gave as its own.
    """

    system: str
    files: Packed
    notes: ImportNotes
    categories: tuple[ForeignCategory, ...]
    articles: Callable[[], Iterator[ForeignArticle]]
    article_in: re.Pattern[str] | None = None
    category_in: re.Pattern[str] | None = None
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Older addresses by the newer ones that they lead to."""
    locales: Mapping[str, str] = field(default_factory=dict)
    """The codes of languages that the locales of the export have become."""
    counts_articles: bool = False
    """Whether votes and views are those of an article in all its languages, which each version of it repeats."""
