"""The objects in saved answers of an API, whatever the files are called and however they are wrapped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kb.exchange.bundle.json_stream import read_records
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.bundle.values import rows_of

Row = Mapping[str, Any]


def json_files(files: Packed, system: str) -> list[str]:
    """The files that end with ``.json``.

    Raises:
        ExportError: there is none.

    """
    found = [name for name in files.names if name.lower().endswith(".json")]
    if not found:
        raise ExportError(f"{files.path} has no export of {system}: files that end with .json were looked for")
    return found


def rows_in(files: Packed, names: list[str]) -> Iterator[tuple[str, Row]]:
    """Every object with the key that it stood under: in a list below a key, alone below one, in a bare list (empty
    key), or in the list ``items`` of a page below a key.
    """
    for name in names:
        is_one = False  # the answer about one thing, without anything around it
        for key, value in read_records(files, name):
            is_one = is_one or key == "id"
            if is_one:
                continue
            if isinstance(value, Mapping) and isinstance(value.get("items"), list):
                yield from ((key, row) for row in rows_of(value["items"]))
            elif isinstance(value, Mapping):
                yield key, value
        if is_one:
            yield "", json.loads(files.text(name))
