"""What an import is remembered by, after it was undone: entry by entry, so that what later ones wrote stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from typing import Any

from kb.exchange.writing.ledger import COUNTED, FORMAT, Ledger

_SECTIONS = ("articles", "categories", "category_files", "files", "locales")
_Plain = Mapping[str, Any]


def undone(before: bytes | None, after: bytes, now: bytes, kept: Set[str]) -> bytes | None:
    """The ledger that is ``now`` without what made ``after`` out of ``before``; None where nothing is left to remember.

    What was written by others since stays as it is, and so do the entries of files that stay: ``kept`` are their paths.

    Raises:
        ValueError: one of them is no ledger.

    """
    was, made, here = (_read(one) for one in (before, after, now))
    if here.get("format") != FORMAT:
        raise ValueError("the ledger was written by another version")
    left = Ledger(system=str(here.get("system", "")))
    for section in _SECTIONS:
        there: dict[str, Any] = getattr(left, section)
        there |= _section(section, was, made, here, kept)
    has_files = left.articles or left.files or left.category_files
    return left.as_json().encode() if has_files or before is not None else None


def _section(section: str, was: _Plain, made: _Plain, here: _Plain, kept: Set[str]) -> dict[str, Any]:
    old, new, now = (one.get(section) or {} for one in (was, made, here))
    found: dict[str, Any] = {}
    for key, entry in now.items():
        if section == "articles":
            languages = _of_article(old.get(key) or {}, new.get(key) or {}, entry, kept)
            found |= {key: languages} if languages else {}
        elif entry != new.get(key) or _paths(section, key, entry) & kept:
            found[key] = entry
        elif key in old:
            found[key] = old[key]
    return found


def _of_article(old: _Plain, new: _Plain, now: _Plain, kept: Set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language, entry in now.items():
        made = new.get(language)
        if made is None or _written(entry) != _written(made) or entry.get("path") in kept:
            found[language] = entry
        elif language in old:
            is_newer = entry.get(COUNTED) != made.get(COUNTED)
            found[language] = old[language] | ({COUNTED: entry[COUNTED]} if is_newer and COUNTED in entry else {})
    return found


def _written(entry: _Plain) -> dict[str, Any]:
    """What of an entry is about the file: whoever only counts again has not written it again."""
    return {name: value for name, value in entry.items() if name != COUNTED}


def _paths(section: str, key: str, entry: Any) -> set[str]:
    """The files that an entry is about, with and without the folder of a language."""
    if section == "files" and "path" in entry:
        return {entry["path"], f"{entry['language']}/{entry['path']}"}
    return {key} if section in ("files", "category_files") else set()


def _read(content: bytes | None) -> dict[str, Any]:
    found = json.loads(content) if content else {}
    if not isinstance(found, dict):
        raise ValueError("no ledger")
    return found
