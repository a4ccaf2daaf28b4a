"""Why a picture is not taken."""

from __future__ import annotations


class PictureRefusedError(Exception):
    """A picture cannot be taken; ``text`` is a message with its ``values``."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values
