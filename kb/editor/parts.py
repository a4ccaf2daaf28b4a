"""An article's file taken apart into fields and text, and put together again: no byte changes that nobody touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kb.catalog.article import ArticleId, Status
from kb.core.text import as_read
from kb.editing.file_version import read_as, text_of
from kb.editing.posted_text import as_written
from kb.front_matter.edit import KNOWN_AS, Written, set_values
from kb.front_matter.key_names import (
    DESCRIPTION,
    ORIGINAL_VERSION,
    PUBLISHED,
    TAKEN_AWAY,
    TITLE,
    TRANSLATED_BY,
    UPDATED,
)
from kb.front_matter.parse import FrontMatterError, Value, split

LISTS = ("tags", "keywords")
_OF_TRANSLATIONS = (ORIGINAL_VERSION, TRANSLATED_BY)
LINES = ("title", "description", *LISTS, "owner", "review_in", PUBLISHED[0], TAKEN_AWAY[0], *_OF_TRANSLATIONS)
"""Fields that show what the file says, in the order of the form."""
FIELDS = (*LINES, "audience", "status")
NAMES: Mapping[str, Sequence[str]] = {
    **KNOWN_AS,
    "title": TITLE,
    "description": DESCRIPTION,
    PUBLISHED[0]: PUBLISHED,
    TAKEN_AWAY[0]: TAKEN_AWAY,
}
_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_HIDING = ("draft", "hidden")
"""Keys that make a draft whatever the status says."""


@dataclass(frozen=True)
class ArticleParts:
    """A file as the form shows it: ``head`` is its front matter with both fences, as it stands, ``text`` the rest.

    Where the front matter cannot be read, ``text`` is the whole file and ``trouble`` says why. A field that is not in
    ``fields`` is written in a way that no form gives back.
    """

    head: str
    text: str
    fields: Mapping[str, str] = field(default_factory=lambda: _NO_FIELDS)
    trouble: FrontMatterError | None = None


def take_apart(content: bytes, path: str, id_: ArticleId) -> ArticleParts:
    """The fields and the text of a file."""
    whole = text_of(content)
    try:
        found = split(as_read(whole))
    except FrontMatterError as error:
        return ArticleParts("", whole, trouble=error)
    lines = whole.split("\n")
    head = "".join(f"{line}\n" for line in lines[: found.body_line - 1])
    values = {name.lower(): value for name, value in reversed(found.values.items())}
    fields = {name: shown for name in LINES if (shown := _shown(name, values)) is not None}
    article = read_as(id_, path, content).article
    fields |= {"audience": str(article.audience), "status": str(article.status)} if article else {}
    return ArticleParts(head, "\n".join(lines[found.body_line - 1 :]), fields)


def put_together(content: bytes, text: str, wanted: Mapping[str, str], path: str, id_: ArticleId) -> bytes:
    """The file ``content`` with another text and, of ``wanted``, the fields that are not as they were.

    Raises:
        FrontMatterEditError: a field cannot be set in this file.

    """
    parts = take_apart(content, path, id_)
    changes = _changes(content, parts, wanted)
    if text != parts.text:
        content = as_written(parts.head + text, content)
    return set_values(content, changes, after=("title",), also=NAMES) if changes else content


def changed_fields(before: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Those of ``wanted`` that are not as ``before``, where that has them at all."""
    return {
        name: " ".join(value.split())
        for name, value in wanted.items()
        if name in before and " ".join(value.split()) != before[name]
    }


def with_day(content: bytes, new: bytes, day: date, path: str, id_: ArticleId) -> bytes:
    """``new`` with the day on which it became that out of ``content``: of its publication, or of its last change.

    A change of what no reader reads, and of a draft, has no day.

    Raises:
        FrontMatterEditError: it cannot be set in this file.

    """
    before, after = take_apart(content, path, id_), take_apart(new, path, id_)
    if after.trouble or after.fields.get("status") != Status.PUBLISHED:
        return new
    article = read_as(id_, path, new).article
    if article and article.published_on and article.published_on > day:
        return new  # readers see neither before that day
    values = _values(new)
    if before.fields.get("status") == Status.DRAFT and all(values[name].data is None for name in PUBLISHED):
        return set_values(new, {PUBLISHED[0]: day.isoformat()}, ("title",))
    if before.text == after.text and not {"title", "description"} & changed_fields(before.fields, after.fields).keys():
        return new
    names = [name for name in UPDATED if isinstance(values[name].data, str) and values[name].data]
    also = {UPDATED[0]: names or UPDATED[:1]}
    return set_values(new, {UPDATED[0]: day.isoformat()}, (*PUBLISHED, "title"), also)


def _values(content: bytes) -> Mapping[str, Value]:
    nothing = Value(None, 1)
    found = {name.lower(): value for name, value in split(as_read(text_of(content))).values.items()}
    return {name: found.get(name, nothing) for name in (*PUBLISHED, *UPDATED, *_HIDING, *LINES)}


def _shown(name: str, values: Mapping[str, Value]) -> str | None:
    """What the form shows of a key; None where it is neither a text nor, where that makes sense, words."""
    there = [values[key] for key in NAMES.get(name, (name,)) if key in values]
    value = next((one for one in there if one.data not in (None, "")), Value("", 1))
    if isinstance(value.data, str):
        return " ".join(value.data.split())
    words = value.data if isinstance(value.data, list) and name in LISTS else None
    if words is None or not all(isinstance(word.data, str) and "," not in word.data for word in words):
        return None
    return ", ".join(" ".join(word.data.split()) for word in words)


def _changes(content: bytes, parts: ArticleParts, wanted: Mapping[str, str]) -> dict[str, Written | None]:
    changed = changed_fields(parts.fields, wanted)
    if not changed:
        return {}
    values = _values(content)
    found: dict[str, Written | None] = {}
    for name, value in changed.items():
        words = _words(value) if name in LISTS else ()
        as_line = ", ".join(words) if words else value
        found[name] = (words if words and not isinstance(values[name].data, str) else as_line) or None
    if changed.get("status") in tuple(Status):
        found |= {name: None for name in _HIDING if values[name].data is not None}
    return found


def _words(text: str) -> tuple[str, ...]:
    parts: Iterable[str] = (part.strip() for part in text.replace("،", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
