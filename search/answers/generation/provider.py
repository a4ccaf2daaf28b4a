"""What a server with a language model looks like to the rest, and what goes wrong with one."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any, Protocol

from kb.core.errors import KbError
from search.answers.generation.prompt import Message


class ProviderError(KbError):
    """A model has not answered, or something else; the message names its host and no typed text."""


class ChatServer(Protocol):
    """A server with a model; safe to use from many threads."""

    @property
    def host(self) -> str:
        """Where it is, for the log."""

    @property
    def name(self) -> str:
        """The model, and where: whatever makes answers another's."""

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any], most_tokens: int
    ) -> Generator[str, None, None]:
        """The answer, at most ``most_tokens`` long, piece by piece; JSON by ``schema`` where the server can.

        Raises:
            ProviderError: it cannot be reached in time, refuses, breaks off, or answers otherwise.

        """
