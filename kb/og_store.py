"""Keeps pictures of links in the data folder: each is drawn once, and no more than so many are kept."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

from kb.data_folder import make_private_folder
from kb.og_image import Card, draw

_END = b"IEND\xaeB`\x82"  # of every PNG; after a power cut a file may be there and empty
logger = logging.getLogger(__name__)
MOST_PICTURES = 5_000
"""About 200 MB; the oldest go first, and are drawn again when somebody asks."""


class CardStore:
    """The pictures in ``folder``, named by what is on them; deleting any of them is always safe."""

    def __init__(self, folder: Path, most: int = MOST_PICTURES) -> None:
        self._folder = folder
        self._most = most

    def picture(self, card: Card) -> bytes:
        """The picture of ``card`` as PNG, drawn where it is not kept yet."""
        file = self._folder / f"{card.fingerprint}.png"
        try:
            kept = file.read_bytes()
        except OSError:
            kept = b""
        if kept.endswith(_END):
            return kept
        picture = draw(card)
        try:
            self._keep(file, picture)
        except OSError as error:
            logger.warning("the picture %s cannot be kept: %s", file, error.strerror)
        return picture

    def _keep(self, file: Path, picture: bytes) -> None:
        make_private_folder(self._folder)
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as temporary:
            temporary.write(picture)
        Path(temporary.name).replace(file)
        with os.scandir(self._folder) as entries:
            by_age = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
        for _, path in by_age[: -self._most]:
            Path(path).unlink(missing_ok=True)
