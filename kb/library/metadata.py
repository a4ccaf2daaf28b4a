"""Reads front matter values into the fields of an article, under every name people use for them.

A value that cannot be read is reported and left out; the caller decides what that means for the article.
``audience`` and ``status`` fail closed: unreadable, they hide the article rather than publish it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kb.catalog.article import ArticleKind, Audience, Phase, Status, read_audience
from kb.catalog.schedule import PlannedTime
from kb.core.errors import Problem
from kb.core.intervals import ReviewInterval, parse_interval
from kb.core.values import (
    MAX_TEXT,
    read_address,
    read_date,
    read_exact_moment,
    read_flag,
    read_key,
    read_line,
    read_moment,
    read_number,
    tidy,
)
from kb.front_matter.key_names import (
    DESCRIPTION,
    LANGUAGE,
    MOVED_TO,
    OLD_PATHS,
    ORIGINAL_VERSION,
    PUBLISHED,
    REVIEWED,
    STUB_MOVED_TO,
    TAKEN_AWAY,
    TITLE,
    TRANSLATED_BY,
    TRANSLATED_FROM,
    UPDATED,
    WEIGHT,
)
from kb.front_matter.parse import Value
from kb.language.languages import is_language_code
from kb.library.value_reader import ValueReader

KNOWN = frozenset(
    (
        *(*TITLE, *DESCRIPTION, *PUBLISHED, *TAKEN_AWAY, *UPDATED, *REVIEWED, *WEIGHT, *OLD_PATHS, *MOVED_TO),
        *("category", "categories", "tags", "keywords", "review_in", "reviewed_by", "owner"),
        *("audience", "status", "draft", "hidden", "product", "phase", "kind"),
        *(TRANSLATED_FROM, ORIGINAL_VERSION, TRANSLATED_BY),
    )
)
_DAY = "a date like 2026-02-11"
_PLANNED = f"{_DAY}, or with its hour 2026-02-11 09:00"
_VERSION = re.compile(r"[0-9a-f]{12}")
AUDIENCES = "public, internal, or slugs of teams like support or [support, sales]"
_GUARDS = frozenset({"status", "draft", "hidden"})  # empty, they are unreadable, not absent


@dataclass
class Metadata:
    """The readable part of one front matter, and what was wrong with the rest."""

    title: str | None = None
    description: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    audience_line: int = 0
    status: Status = Status.PUBLISHED
    goes_public: PlannedTime | None = None
    taken_away: PlannedTime | None = None
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
    language: str | None = None
    address_patterns: tuple[str, ...] = ()
    slug: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def published_on(self) -> date | None:
        """The day on which it goes, or went, public."""
        return self.goes_public.at.date() if self.goes_public else None


def read_metadata(values: dict[str, Value], path: str) -> Metadata:
    """Read the front matter ``values`` of the file ``path`` (relative, for the messages)."""
    reader = _ArticleReader(values, path, guards=_GUARDS)
    found = Metadata(
        title=reader.one(TITLE, read_line, "a line of text"),
        description=reader.one(DESCRIPTION, read_line, "a line of text"),
        goes_public=reader.planned(reader.publication_names()),
        taken_away=reader.planned(TAKEN_AWAY),
        updated_on=reader.one(UPDATED, read_date, _DAY),
        last_reviewed_on=reader.one(REVIEWED, read_date, _DAY),
        review_in=reader.one(("review_in",), parse_interval, "an interval like '6 months', '52 weeks' or 'never'"),
        owner=reader.one(("owner",), read_line, "a name"),
        weight=reader.one(WEIGHT, read_number, "a number"),
    )
    found.audience, found.audience_line = reader.audience()
    found.status = reader.status()
    found.reviewed_by = reader.one(("reviewed_by",), read_line, "a name")
    found.moved_to = reader.moved_to()
    found.translated_from = reader.matching(TRANSLATED_FROM, is_language_code, "the code of a language like en")
    found.original_version = reader.matching(ORIGINAL_VERSION, _VERSION.fullmatch, "a version like 3f9a0c1b2d4e")
    found.translated_by = reader.matching(TRANSLATED_BY, str.strip, "a name, or model")
    found.language = reader.word(LANGUAGE)
    found.category, found.tags = reader.labels()
    found.keywords = reader.words("keywords")
    found.products, found.product_line = reader.products()
    found.phase = reader.word_of("phase", Phase)
    found.kind = reader.word_of("kind", ArticleKind)
    found.old_paths, found.address_patterns = reader.old_paths()
    slug = (reader.word(("slug",)) or "").strip()
    found.slug = slug if "/" not in slug and slug in found.old_paths else ""
    found.extra = {key: value.plain() for key, value in values.items() if key.lower() not in KNOWN}
    found.problems = reader.problems
    return found


class _ArticleReader(ValueReader):
    """Reads what several keys, or several ways to write one, say of an article."""

    def planned(self, names: Sequence[str]) -> PlannedTime | None:
        """The first of ``names`` that is there, as a day or a day and hour; our own key takes nothing beside them."""
        for name in names:
            is_ours = name == names[0]
            read, expected = (read_exact_moment, _PLANNED) if is_ours else (read_moment, _DAY)
            if (found := self.one((name,), read, expected)) is not None:
                return PlannedTime(*found, name, self.values[name].line)
            if any(problem.key == name for problem in self.problems):
                break
        return None

    def audience(self) -> tuple[Audience, int]:
        """Who may see the article, and the line that says so (0: none, which means everybody). What cannot be read is
        closed; whether there is such a team ``kb check`` tells.
        """
        value = self.values.get("audience")
        if value is None:
            return Audience.PUBLIC, 0
        entries = value.data if isinstance(value.data, list) else [value]
        try:
            if not all(isinstance(entry.data, str) for entry in entries):
                raise ValueError(value)
            words = [word for entry in entries for word in tidy(entry.data).split(",")]
            return read_audience(words), value.line
        except ValueError:
            self.report("audience", value, AUDIENCES)
            return Audience.CLOSED, value.line

    def publication_names(self) -> tuple[str, ...]:
        """The names of the publication date; ``published`` is not one where it is Jekyll's ``true`` or ``false``."""
        return PUBLISHED if self.flag("published") is None else PUBLISHED[:-1]

    def status(self) -> Status:
        """The status, from ``status``, ``draft``, ``hidden`` or Jekyll's ``published``; unreadable means draft."""
        before = len(self.problems)
        status = self.one(("status",), lambda text: Status(text.strip().lower()), "draft, published or archived")
        hidden = [self.one((name,), read_flag, "true or false") for name in ("draft", "hidden")]
        unread = len(self.problems) > before or any(problem.key == "published" for problem in self.problems)
        if unread or any(hidden) or self.flag("published") is False:
            return Status.DRAFT
        return status or Status.PUBLISHED

    def products(self) -> tuple[tuple[str, ...], int]:
        """The ids of products and their line. What is none is warned of, since other systems have a ``product`` as
        well; whether there is such a product ``kb check`` tells.
        """
        value = self.values.get("product")
        if value is None or value.data in (None, ""):
            return (), 0
        entries = value.data if isinstance(value.data, list) else [value]
        if not all(isinstance(entry.data, str) for entry in entries):
            self.warn("product", value, "the id of a product like coffee-machine, or a list of them")
            return (), 0
        found = (" ".join(tidy(entry.data).split())[:MAX_TEXT] for entry in entries)
        return tuple(dict.fromkeys(id_ for id_ in found if id_)), value.line

    def labels(self) -> tuple[str | None, tuple[str, ...]]:
        """Category and tags: ``category`` wins; else the first of ``categories``; the others become tags."""
        category = self.one(("category",), read_line, "a line of text")
        categories = self.words("categories")
        if category is None and categories:
            category = categories[0]
        others = tuple(name for name in categories if name != category)
        return category, tuple(dict.fromkeys((*self.words("tags"), *others)))

    def moved_to(self) -> str | None:
        """Where the article went: ``moved_to``, or the names under which stubs of other systems write it."""
        found = self.one(MOVED_TO[:1], read_key, "the key of another article")
        layout = self.word(("layout", "type")) or ""
        names = (*MOVED_TO[1:], *(STUB_MOVED_TO if layout.lower().startswith("redirect") else ()))
        for name in names:
            for address in self.words(name)[:1] if found is None else ():
                try:
                    found = read_address(address)
                except ValueError:
                    self.report(name, self.values[name], "a path of this site or an address with https:")
        return found

    def old_paths(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Former addresses, without slashes at the ends, and the patterns (``/:title/``) among them."""
        found: list[str] = []
        patterns: list[str] = []
        for name in OLD_PATHS:
            for text in self.words(name):
                path = text.strip("/ ").removesuffix(".html")
                if ".." in path.split("/"):
                    self.report(name, Value(text, self.values[name].line), "a former path without '..'")
                elif name == "permalink" and ":" in path and "//" not in path:
                    patterns.append(text)
                elif path and ":" not in path and "{" not in path:
                    found.append(path)
        return tuple(dict.fromkeys(found)), tuple(patterns)
