"""Tells early whether the data folder can be written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kb.errors import DataFolderError


def try_to_write(folder: Path) -> None:
    """Write a little into ``folder``, which is made where it is missing, and take it away again.

    Raises:
        DataFolderError: that cannot be done.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DataFolderError(f"the data folder {folder} cannot be written: {error.strerror}") from error
