"""Ready replies: Markdown files that a team keeps, with placeholders for what the desk found.

``_replies/<language>/<name>.md`` in the articles folder; the front matter's ``title`` is the name to choose by. The
folder begins with an underscore, so that no reply is an article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kb.catalog.paths import words_of
from kb.core.errors import Problem
from kb.core.text import plain_lines
from kb.files.inside import read_inside
from kb.front_matter.parse import FrontMatterError, split
from kb.language.languages import base

FOLDER = "_replies"
ANSWERS = "answers"
"""The placeholder for the answers to all questions of a message; what has it is for drafts alone."""
PLACEHOLDERS = ("title", "link", "quote", "site", ANSWERS)
MAX_REPLY_BYTES = 64 * 1024
MAX_REPLIES = 30  # of one language: more cannot be chosen from
_PLACEHOLDER = re.compile(r"\{([A-Za-z_]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Reply:
    """One template. ``name`` is that of its file, ``title`` what people choose by."""

    name: str
    title: str
    language: str
    body: str

    def filled(self, values: Mapping[str, str]) -> str:
        """The reply with ``values`` for its placeholders; what stands in a value is left alone."""
        return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), self.body)

    def has(self, *placeholders: str) -> bool:
        """Whether it has any of them."""
        return not set(placeholders).isdisjoint(_PLACEHOLDER.findall(self.body))

    def part(self, text: str) -> Reply:
        """A template with some of its text."""
        return replace(self, body=text)


def read_replies(articles: Path, language: str, default_language: str) -> list[Reply]:
    """The templates in ``language``, without its region where there are none with it, else in ``default_language``.

    Files that cannot be used are left out; ``reply_problems`` tells why.
    """
    for code in dict.fromkeys((language, base(language), default_language)):
        if found := _read_folder(articles / FOLDER / code, code)[0]:
            return found
    return []


def reply_problems(articles: Path) -> list[Problem]:
    """All that is wrong with the templates of a collection."""
    if (articles / FOLDER).is_symlink():
        return [_link(FOLDER)]
    folders = sorted(path for path in (articles / FOLDER).glob("*") if path.is_dir() or path.is_symlink())
    return [problem for folder in folders for problem in _read_folder(folder, folder.name)[1]]


def _link(path: str) -> Problem:
    return Problem("error", "bad_reply", path, "symbolic links are not followed here; put the replies there themselves")


def _read_folder(folder: Path, language: str) -> tuple[list[Reply], list[Problem]]:
    found: list[Reply] = []
    problems: list[Problem] = []
    if folder.is_symlink() or folder.parent.is_symlink():
        return found, [_link(f"{FOLDER}/{language}")]
    if not folder.is_dir():
        return found, problems
    for file in sorted(folder.glob("*.md"))[:MAX_REPLIES]:
        path = f"{FOLDER}/{language}/{file.name}"
        try:
            reply = _read(file, language)
        except (OSError, ValueError) as error:
            problems.append(Problem("error", "bad_reply", path, f"the reply cannot be used: {error}"))
            continue
        unknown = sorted(set(_PLACEHOLDER.findall(reply.body)) - set(PLACEHOLDERS))
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            message = f"unknown placeholder {{{unknown[0]}}}; the placeholders are {known}"
            problems.append(Problem("warning", "unknown_placeholder", path, message))
        found.append(reply)
    return found, problems


def _read(file: Path, language: str) -> Reply:
    """One template.

    Raises:
        OSError, ValueError: it cannot be read, is too large, is not UTF-8, is empty, or its front matter is broken.

    """
    if file.is_symlink() or len(raw := read_inside(file.parent, file.name, MAX_REPLY_BYTES)) > MAX_REPLY_BYTES:
        raise ValueError(f"it is a link or larger than {MAX_REPLY_BYTES // 1024} KB")
    try:
        parts = split(plain_lines(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except FrontMatterError as error:
        raise ValueError(str(error)) from None
    title = parts.values["title"].plain() if "title" in parts.values else None
    body = parts.body.replace("\0", "").strip()
    if not body:
        raise ValueError("it is empty")
    return Reply(file.stem, title if isinstance(title, str) and title else words_of(file.stem), language, body)
