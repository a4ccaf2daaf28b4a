"""Reads one article file into an ``Article``, or says why it cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from types import MappingProxyType

from kb.catalog.article import Article, Audience, Status
from kb.catalog.paths import FilePlace, without_suffix, words_of
from kb.catalog.schedule import PlannedTime
from kb.core.errors import Problem
from kb.core.text import UNWANTED, as_read
from kb.dialects.rewrite import prose
from kb.files.inside import read_inside
from kb.folder import jekyll
from kb.front_matter.parse import FrontMatterError, Split, split
from kb.language.guess import foreign_language, written_language
from kb.library.descriptions import first_sentence
from kb.library.headings import title_heading
from kb.library.metadata import Metadata, read_metadata

MAX_ARTICLE_BYTES = 2 * 1024 * 1024
_HEAD = 1_200
_REACHES = ("{%", "{{", "{/*", "%%", "import ", "export ")  # what may end, or count, far below


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave: an article, or none, and all that is wrong with the file."""

    article: Article | None
    problems: tuple[Problem, ...]
    assumed: str = ""  # the language that the article has where nothing in its file says another

    @property
    def is_broken(self) -> bool:
        """Whether the file has an error, not just something to warn of."""
        return any(problem.severity == "error" for problem in self.problems)


def read_article(root: Path, path: str, place: FilePlace) -> Reading:
    """Read the file ``path`` below ``root``; ``place`` is what the path says of it.

    Raises:
        OSError: the file cannot be read (gone, no permission, or a link that leads out of ``root`` by now).

    """
    status = (root / path).stat()
    if status.st_size > MAX_ARTICLE_BYTES:
        size, limit = status.st_size / 2**20, MAX_ARTICLE_BYTES // 2**20
        message = f"the file has {size:.1f} MB, the limit is {limit} MB; split the article"
        return Reading(None, (Problem("error", "too_large", path, message),))
    raw = read_inside(root, path, MAX_ARTICLE_BYTES)
    modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
    return parse_article(raw, path, place, modified_at)


def parse_article(raw: bytes, path: str, place: FilePlace, modified_at: datetime) -> Reading:
    """The same for bytes already read."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 (byte 0x{raw[error.start]:02x} on line {line}); save it as UTF-8"
        return Reading(None, (Problem("error", "not_utf8", path, message, line),))
    text = as_read(text)
    if not text.strip():
        return Reading(None, (Problem("error", "empty", path, "the file is empty; write the article or delete it"),))
    try:
        parts = split(text)
    except FrontMatterError as error:
        return Reading(None, (Problem("error", error.code, path, str(error), error.line, error.key),))
    metadata = read_metadata(parts.values, path)
    problems = [Problem("error", e.code, path, str(e), e.line, e.key) for e in parts.duplicates]
    problems += metadata.problems
    if any(error.key in ("audience", "status", "draft", "hidden") for error in parts.duplicates):
        metadata.audience = Audience.CLOSED
    article = _assemble(parts, metadata, path, place, modified_at, problems)
    return Reading(article, tuple(problems), place.language)


def _assemble(
    parts: Split, found: Metadata, path: str, place: FilePlace, modified_at: datetime, problems: list[Problem]
) -> Article:
    heading, body = _take_heading(parts.body, found.title)
    title = found.title or heading
    is_empty = not body.strip() and not place.is_category
    if found.moved_to and not body.strip() and found.status is Status.PUBLISHED:
        found.status, is_empty, title = Status.ARCHIVED, False, title or _name_of(place)
    elif title is None and is_empty:
        found.status = Status.DRAFT if found.status is Status.PUBLISHED else found.status
    is_landing = found.extra.get("layout") in ("home", "landing", "splash")  # whose page is made of other keys
    problems += (
        []
        if is_landing and title is None and is_empty
        else _what_is_missing(path, place, title, parts.body_line if is_empty else None)
    )
    title = title or _name_of(place)
    category, category_name = _category(found.category, place)
    return Article(
        language=_language(found, title, body, place),
        key=place.key,
        path=path,
        title=title,
        body=body,
        body_line=parts.body_line,
        modified_at=modified_at,
        description=found.description or _described(body),
        category=category,
        category_name=category_name,
        tags=found.tags,
        keywords=found.keywords,
        audience=found.audience,
        audience_line=found.audience_line,
        status=found.status,
        published_on=found.published_on or place.dated,
        goes_public=found.goes_public or _dated(place),
        taken_away=found.taken_away,
        updated_on=found.updated_on,
        last_reviewed_on=found.last_reviewed_on,
        reviewed_by=found.reviewed_by,
        review_in=found.review_in,
        owner=found.owner,
        weight=found.weight,
        products=found.products,
        product_line=found.product_line,
        phase=found.phase,
        kind=found.kind,
        old_paths=_old_paths(found, path, place),
        moved_to=found.moved_to,
        translated_from=found.translated_from,
        original_version=found.original_version,
        translated_by=found.translated_by,
        extra=MappingProxyType(found.extra),
    )


def _dated(place: FilePlace) -> PlannedTime | None:
    """The day in the name of a file (Jekyll's posts)."""
    return PlannedTime(datetime.combine(place.dated, time())) if place.dated else None


def _name_of(place: FilePlace) -> str:
    return UNWANTED.sub("", words_of(place.key))


def _what_is_missing(path: str, place: FilePlace, title: str | None, empty_line: int | None) -> list[Problem]:
    """Warnings of an article without a title or without text; ``empty_line`` is where the text should begin."""
    if title is None and empty_line is not None:
        message = "there is neither a title nor text, so it is not published; write both or delete the file"
        return [Problem("warning", "no_body", path, message, empty_line)]
    if title is None:
        message = f"no title: neither 'title:' nor a first '# heading'; shown as {_name_of(place)!r}"
        return [Problem("warning", "no_title", path, message, 1, "title")]
    if empty_line is not None:
        return [Problem("warning", "no_body", path, "the article has a title and no text", empty_line)]
    return []


def _language(found: Metadata, title: str, body: str, place: FilePlace) -> str:
    """That of the path; where it names none, the one that the file names or is clearly written in."""
    if place.names_language:
        return place.language
    if found.language and (named := written_language(found.language, place.language)):
        return named
    return foreign_language(title, body, place.language) or place.language


def _old_paths(found: Metadata, path: str, place: FilePlace) -> tuple[str, ...]:
    """Former addresses, those that patterns make, and the one a folder's page would have by its file."""
    made = (
        jekyll.address(pattern, path, place, found.published_on or place.dated, filter(None, [found.category]))
        for pattern in found.address_patterns
    )
    name = without_suffix(path).rpartition("/")[2]
    slugs = [f"{place.folder}/{found.slug}"] if found.slug and place.folder else []
    is_folders = name.lower() == "readme" and not place.key.endswith(name)
    paths = dict.fromkeys(
        (*found.old_paths, *filter(None, made), *slugs, *([f"{place.key}/{name}"] if is_folders else ()))
    )
    return tuple(old for old in paths if old != place.key)


def _described(body: str) -> str:
    """The first sentence, from the beginning alone where nothing in it may reach further: that is ten times quicker."""
    head = body[:_HEAD].rpartition("\n\n")[0] if len(body) > _HEAD else ""
    is_whole = head.count("<!--") == head.count("-->") and not any(sign in head for sign in _REACHES)
    if head and is_whole and (sentence := first_sentence(prose(head))):
        return sentence
    return first_sentence(prose(body))


def _category(written: str | None, place: FilePlace) -> tuple[str, str]:
    """The category's path and name; a written one overrides the folder."""
    if written is None:
        return place.folder, ""
    slug = re.sub(r"[^\w/]+", "-", written.lower()).strip("-/")
    return (slug, "" if slug == written else written) if slug else (place.folder, "")


def _take_heading(body: str, title: str | None) -> tuple[str | None, str]:
    """The heading that may be the title and the body without it.

    The page shows the title itself, so a first heading is dropped where it becomes the title or repeats it. The
    lines stay, empty, so that line numbers in later messages hold.
    """
    lines = body.split("\n")
    heading = title_heading(lines)
    if heading is None or (title is not None and heading.text.casefold() != title.casefold()):
        return None, body
    lines[heading.first : heading.last + 1] = [""] * (heading.last + 1 - heading.first)
    return heading.text, "\n".join(lines)
