"""The file of an imported article: its front matter and text, and how a newer version meets changes made here.

A file is seen as parts: each key that the import writes, and the body. A part that changed there and not here is taken;
one that changed here stays; one that changed on both sides stays too, and is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.core.text import UNWANTED, one_line, plain_lines
from kb.editing.posted_text import as_written
from kb.exchange.bundle.bundle import ForeignArticle
from kb.exchange.writing.ledger import ORIGIN, PartDifference, hash_of, line_difference, verdict
from kb.front_matter.edit import FrontMatterEditError, Written, set_values
from kb.front_matter.parse import FrontMatterError, Split, split

BODY = "body"
_QUOTED_WEIGHT = re.compile(rb'(?<=\nweight: )"(-?\d+)"(?=\n)')
OUTDATED = "000000000000"
"""The ``original_version`` of a translation that is known to be behind, of a version that nobody has here."""
LONGEST_LINE = 480
"""Of a title and other lines of front matter, in characters."""
_ORDER: tuple[str, ...] = (
    "title",
    "description",
    "tags",
    "audience",
    "status",
    "published_on",
    "updated_on",
    "author",
    "weight",
)
_ORDER += ("old_paths", "translated_from", "original_version", ORIGIN)


@dataclass(frozen=True, slots=True)
class MergedFile:
    """``content`` is what the file shall be, ``parts`` the hashes to remember."""

    content: bytes
    parts: dict[str, str]
    differences: tuple[PartDifference, ...] = ()


def values_of(article: ForeignArticle, origin: str, old_paths: tuple[str, ...]) -> dict[str, Written]:
    """The front matter of an article, without what depends on its original."""
    values: dict[str, Written] = {"title": _line(article.title)}
    if article.description:
        values["description"] = _line(article.description)
    if labels := tuple(dict.fromkeys(filter(None, (_line(label) for label in article.labels)))):
        values["tags"] = labels
    if not article.is_public:
        values["audience"] = article.audience
    if article.state != "published":
        values["status"] = article.state
    published = article.published_on if article.state == "published" else None  # a draft was not
    for key, day in (("published_on", published), ("updated_on", article.updated_on)):
        if day:
            values[key] = day.isoformat()
    if article.author:
        values["author"] = _line(article.author)
    if article.position is not None:
        values["weight"] = f"{article.position:g}"
    if old_paths:
        values["old_paths"] = old_paths
    values[ORIGIN] = origin
    return values


def new_file(values: Mapping[str, Written], body: str) -> MergedFile:
    """The file of an article that was not here."""
    lines = [key for key in _ORDER if key in values]
    text = UNWANTED.sub("", body)
    content = set_values(f"\n{text}".encode(), {key: values[key] for key in lines})
    if "weight" in values:
        content = _QUOTED_WEIGHT.sub(rb"\1", content, count=1)
    return MergedFile(content, _hashes(values, text))


def merged(before: bytes, values: Mapping[str, Written], body: str, known: Mapping[str, str]) -> MergedFile:
    """The file ``before`` with what changed there; ``known`` are the hashes of what was written last.

    Raises:
        FrontMatterEditError: the file cannot be read or changed as it is written now.

    """
    body = UNWANTED.sub("", body)
    try:
        here = split(before.decode("utf-8-sig"))
    except (FrontMatterError, UnicodeDecodeError) as error:
        raise FrontMatterEditError(str(error), getattr(error, "line", 1)) from None
    changes: dict[str, Written | None] = {}
    parts, differences = dict(known), []
    for key in dict.fromkeys((*values, *(key for key in known if key != BODY))):
        now, there = _said(here, key), values.get(key)
        found = verdict(_hash(now), _hash(there), known.get(key))
        if found == "take":
            changes[key] = there
        if found == "differs":
            differences.append(PartDifference(key, _shown(now), _shown(there)))
        elif there is None:
            parts.pop(key, None)
        elif found != "keep":
            parts[key] = hash_of(there)
    is_taken, new = False, _trimmed(body)
    found = verdict(hash_of(_trimmed(here.body)), hash_of(new), known.get(BODY))
    if found == "differs":
        differences.append(line_difference(BODY, _trimmed(here.body), new))
    elif found != "keep":
        parts[BODY], is_taken = hash_of(new), found == "take"
    content = set_values(before, changes, after=_ORDER[:2]) if changes else before
    return MergedFile(_with_body(content, body) if is_taken else content, parts, tuple(differences))


def _hash(value: Written | None) -> str | None:
    return None if value is None else hash_of(value)


def _hashes(values: Mapping[str, Written], body: str) -> dict[str, str]:
    return {**{key: hash_of(value) for key, value in values.items()}, BODY: hash_of(_trimmed(body))}


def _said(here: Split, key: str) -> Written | None:
    value = here.values.get(key)
    if value is None or value.data is None:
        return None
    plain = value.plain()
    return tuple(map(str, plain)) if isinstance(plain, list) else str(plain)


def _with_body(content: bytes, body: str) -> bytes:
    """The file ``content`` with another body, in its own line ends."""
    text = plain_lines(content.decode("utf-8-sig"))
    head = "\n".join(text.split("\n")[: split(text).body_line - 1])
    gap = "\n\n" if head else ""
    return as_written(f"{head}{gap}{body.strip(chr(10))}\n", content)


def _trimmed(body: str) -> str:
    return "\n".join(line.rstrip() for line in plain_lines(body).strip().split("\n"))


def _shown(value: Written | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else ", ".join(value)


def _line(text: str) -> str:
    return one_line(UNWANTED.sub("", text), LONGEST_LINE)
