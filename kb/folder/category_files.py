"""Docusaurus' files about a folder (``_category_.json``, ``_category_.yml``): what it is called and where it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.catalog.categories import CategoryInfo
from kb.core.errors import Problem
from kb.front_matter.parse import FrontMatterError
from kb.front_matter.yaml_file import read_text, read_yaml

NAMES = ("_category_.json", "_category_.yml", "_category_.yaml")
MAX_KILOBYTES, MAX_TEXT = 64, 500


def read_category_file(file: Path, path: str) -> CategoryInfo | Problem:
    """What the file says; a Problem where nothing of it can be read. An empty title means that it names none."""
    text = read_text(file, path, MAX_KILOBYTES, "a label and a position are enough")
    if isinstance(text, Problem):
        return text
    try:
        values = json.loads(text) if path.endswith(".json") else _plain_yaml(text)
    except (ValueError, RecursionError) as error:
        message = f"the file cannot be read ({str(error).splitlines()[0]}); the folder keeps its own name"
        line = error.line if isinstance(error, FrontMatterError) else getattr(error, "lineno", None)
        return Problem("warning", "bad_category_file", path, message, line)
    if not isinstance(values, dict):
        return Problem(
            "warning", "bad_category_file", path, 'the file must look like {"label": "Orders", "position": 2}'
        )
    link = values.get("link") if isinstance(values.get("link"), dict) else {}
    return CategoryInfo(
        title=_line(values.get("label")),
        description=_line(values.get("description") or (link or {}).get("description")),
        weight=_number(values.get("position")),
    )


def _plain_yaml(text: str) -> Mapping[str, Any]:
    values = read_yaml(text, lambda _message, _line, _key: None)
    return {key: value.plain() for key, value in values.items()}


def _line(value: Any) -> str:
    return " ".join(value.split())[:MAX_TEXT] if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and abs(number) < 1e9 else None
