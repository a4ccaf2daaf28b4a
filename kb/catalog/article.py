"""The article: what everything else in the house talks about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from kb.catalog.packed_text import PackedText
from kb.catalog.schedule import PlannedTime, Presence
from kb.core.intervals import ReviewInterval
from kb.core.values import is_slug

MOST_TEAMS = 20
"""So many teams an article may be for; a list of more is a mistake."""


@dataclass(frozen=True)
class Audience:
    """Who may see an article: everybody, all staff, or the teams whose slugs are its ``names``.

    Without a name it is closed: only whoever may see all articles sees it.
    """

    names: frozenset[str]
    PUBLIC: ClassVar[Audience]
    INTERNAL: ClassVar[Audience]
    CLOSED: ClassVar[Audience]

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self is Audience.PUBLIC or self == Audience.PUBLIC  # asked for each article at each change

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams it is for, in order; none where it is for everybody, for all staff, or closed."""
        return tuple(sorted(self.names - _WORDS))

    def covers(self, other: Audience) -> bool:
        """Whether all who may see what ``other`` is said of may see this."""
        return self.is_public or other.names <= self.names or (self == Audience.INTERNAL and not other.is_public)

    def within(self, outer: Audience) -> Audience:
        """Those of this audience who are in ``outer`` as well."""
        if outer.covers(self):
            return self
        return outer if self.covers(outer) else Audience(self.names & outer.names)

    def __str__(self) -> str:
        return ", ".join(sorted(self.names)) or "closed"


def narrowed(
    audience: Audience, id_: ArticleId, category: str, outer: Iterable[tuple[ArticleId, Audience]], default: str
) -> Audience:
    """Those of ``audience`` who may see an article in ``category``: who is in the ``outer`` audiences too, of all
    categories above it and above its key, in its own language or in that of the originals, ``default``.
    """
    for (language, path), closing in outer:
        below = any(not path or f"{place}/".startswith(f"{path}/") for place in (category, id_.key))
        if below and language in (id_.language, default):
            audience = audience.within(closing)
    return audience


_WORDS = frozenset({"public", "internal"})
Audience.PUBLIC = Audience(frozenset({"public"}))
Audience.INTERNAL = Audience(frozenset({"internal"}))
Audience.CLOSED = Audience(frozenset())


def read_audience(words: Sequence[str]) -> Audience:
    """Who may see an article: ``public``, ``internal``, or slugs of teams.

    Raises:
        ValueError: a word is none of them, or one that says more stands beside others.

    """
    names = frozenset(word.strip().lower() for word in words)
    for known in (Audience.PUBLIC, Audience.INTERNAL):
        if names == known.names:
            return known
    if not names or len(names) > MOST_TEAMS or names & _WORDS or not all(map(is_slug, names)):
        raise ValueError(words)
    return Audience(names)


@dataclass(frozen=True)
class AudienceSet:
    """What somebody may see: every audience that has one of their ``names``, or all there is.

    The names of readers are ``public``, those of staff ``internal`` as well and the slugs of their teams.
    """

    names: frozenset[str]
    is_all: bool = False

    def __contains__(self, audience: object) -> bool:
        return isinstance(audience, Audience) and (self.is_all or not self.names.isdisjoint(audience.names))


class Status(StrEnum):
    """Where an article is in its life; only published ones are shown to readers."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


EVERY_PRODUCT = "all"
"""What an article says that is about whatever is sold, like one on the warranty."""


class Phase(StrEnum):
    """When in the life of a product its owner needs an article, in that order."""

    SET_UP = "set-up"
    USE = "use"
    CARE = "care"
    FAULT = "fault"
    WARRANTY = "warranty"

    @property
    def place(self) -> int:
        """Its place in the order, from 0."""
        return list(Phase).index(self)


class ArticleKind(StrEnum):
    """What an article is: a text, or a guide that asks one question after the other (``kb.guides``)."""

    ARTICLE = "article"
    GUIDE = "guide"


PUBLIC_ONLY = AudienceSet(Audience.PUBLIC.names)
STAFF = AudienceSet(_WORDS)
EVERYONE = AudienceSet(frozenset(), is_all=True)
"""All articles, those that nobody else may see among them: for editors, and for what runs by itself."""


class ArticleId(NamedTuple):
    """One language version of one article; the same ``key`` in two languages is a translation."""

    language: str
    key: str


@dataclass(frozen=True)
class Article:
    """One Markdown file, read and understood.

    ``path`` is relative to the articles folder with forward slashes; ``body`` is the Markdown below the front
    matter and ``body_line`` the line of the file it starts on; ``modified_at`` is the file's time (UTC). ``products``
    are ids of ``products.yml`` as they were written, on ``product_line`` (0: not in this file), as
    ``audience_line`` is that of the audience. ``goes_public`` and
    ``taken_away`` are when it is there for readers, ``presence`` what that means at the moment of its catalog. Of a
    translation, ``translated_from`` is the language of its original where the file says it, ``original_version`` the
    ``text_version`` of that original which it says in its own language.
    """

    language: str
    key: str
    path: str
    title: str
    body: str
    modified_at: datetime
    body_line: int = 1
    description: str = ""
    category: str = ""
    category_name: str = ""
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    audience_line: int = 0
    status: Status = Status.PUBLISHED
    published_on: date | None = None
    goes_public: PlannedTime | None = None
    taken_away: PlannedTime | None = None
    presence: Presence = Presence.NOW
    updated_on: date | None = None
    last_reviewed_on: date | None = None
    reviewed_by: str | None = None
    review_in: ReviewInterval | None = None
    owner: str | None = None
    weight: float | None = None
    products: tuple[str, ...] = ()
    product_line: int = 0
    phase: Phase | None = None
    kind: ArticleKind | None = None
    old_paths: tuple[str, ...] = ()
    moved_to: str | None = None
    translated_from: str = ""
    original_version: str = ""
    translated_by: str = ""
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def id(self) -> ArticleId:
        """The pair that names this version."""
        return ArticleId(self.language, self.key)

    @property
    def is_published(self) -> bool:
        """Whether readers of its audience may see it at all."""
        return self.status is Status.PUBLISHED and self.presence is Presence.NOW

    @property
    def is_planned(self) -> bool:
        """Whether it is done, and its day or hour has not come."""
        return self.status is Status.PUBLISHED and self.presence is Presence.LATER

    @property
    def is_guide(self) -> bool:
        """Whether it asks one question after the other."""
        return self.kind is ArticleKind.GUIDE

    @cached_property
    def names_others(self) -> bool:
        """Whether it may link to others by their names, as Obsidian's notes do: asked of all at each change."""
        return "[[" in self.body

    def is_in(self, category: str) -> bool:
        """Whether it stands in ``category`` or in one below it."""
        return self.category == category or self.category.startswith(f"{category}/")

    def is_about(self, product: str) -> bool:
        """Whether it is about the product of this id, or about every product."""
        return product in self.products or EVERY_PRODUCT in self.products

    @property
    def reading_place(self) -> tuple[int, float, str]:
        """Its place among the articles of a category: setting up before faults, then by weight, then by title."""
        phase = (self.phase or Phase.USE).place
        return phase, 1e9 if self.weight is None else self.weight, self.title.casefold()

    @property
    def changed_on(self) -> date | None:
        """The latest date the content is known to have changed."""
        return max((day for day in (self.updated_on, self.published_on) if day), default=None)

    @cached_property
    def content_hash(self) -> str:
        """Hash of all that search reads as text; dates, owner and audience are not part of it."""
        return self.hash_under(self.key)

    def hash_under(self, key: str) -> str:
        """The content hash that the same text would have under another ``key``."""
        parts = (self.language, key, self.title, self.description, *self.keywords, "\0", self.body)
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

    @cached_property
    def metadata_hash(self) -> str:
        """Hash of the labels the search index keeps beside the text."""
        parts = (self.category, self.category_name, str(self.audience), self.status, *self.tags)
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

    @cached_property
    def text_version(self) -> str:
        """Tells what a translator has to say from what it was before: of title, description and text, without blanks at
        the ends of lines; 12 hexadecimal digits (BLAKE2b).
        """
        lines = (line.rstrip() for line in self.body.strip().split("\n"))
        text = "\x1f".join((self.title, self.description, "\n".join(lines)))
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


# Within the class it would be the default of the field.
Article.body = PackedText("body")  # type: ignore[assignment]
