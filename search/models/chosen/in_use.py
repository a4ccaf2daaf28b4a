"""The models that ``kb model use`` chose: a file in the data folder, read where the setting names none.

It is written as the YAML file of the setting is, whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import yaml

from kb.files.private import keep_whole
from search.models.chosen.recipes import KEYS, Recipe

NAME = "chosen.yml"
_ABOUT = "# Written by `kb model use`; a setting KB_EMBEDDING_MODELS wins. See docs/choosing-models.md\n"


def chosen_file(folder: Path) -> Path:
    """The file in the folder of models."""
    return folder / NAME


def choose(folder: Path, recipes: Sequence[Recipe]) -> None:
    """Have ``recipes`` take part from now on.

    Raises:
        OSError: the file cannot be written; what was chosen before stays.

    """
    entries = [{key: recipe[key] for key in KEYS if key in recipe} for recipe in recipes]
    text = _ABOUT + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)

    def fill(stream: BinaryIO) -> None:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())  # an empty file after a power cut would keep the site from starting

    keep_whole(chosen_file(folder), fill)


def choose_bundled(folder: Path) -> None:
    """Have the bundled models take part again.

    Raises:
        OSError: the file cannot be deleted.

    """
    chosen_file(folder).unlink(missing_ok=True)
