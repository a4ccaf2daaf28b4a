"""Texts as token ids, cut as a model's ``tokenizer.json`` says; the only module that knows ``tokenizers``."""

from __future__ import annotations

from typing import Any

from search.models.embedder import EmbedderError


class JsonTokenizer:
    """Cuts texts into the tokens of the model ``name``, at most ``longest`` with those at start and end.

    ``content`` is that of a ``tokenizer.json``; what it says of padding and of a longest text is left out of account.
    Thread-safe, and starts no threads of its own.

    Raises:
        EmbedderError: ``tokenizers`` is not there, or does not understand the content.

    """

    def __init__(self, name: str, content: bytes, longest: int) -> None:
        try:
            from tokenizers import Tokenizer

            self._cut: Any = Tokenizer.from_buffer(content)
            self._cut.no_padding()
            self._cut.enable_truncation(longest)
        except Exception as error:  # the library raises plain exceptions
            raise EmbedderError(f"the tokenizer of the model {name!r} cannot be read: {error}") from error

    def of(self, text: str) -> list[int]:
        """The ids of ``text``, with those at its start and end."""
        ids: list[int] = self._cut.encode(text).ids
        return ids

    def of_pair(self, first: str, second: str) -> tuple[list[int], list[int]]:
        """The ids of two texts in one, with those between and around them, and of each id whose text it is, 0 or 1;
        the longer text loses its end first.
        """
        cut = self._cut.encode(first, second)
        return cut.ids, cut.type_ids
