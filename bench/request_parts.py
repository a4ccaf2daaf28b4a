"""A request as it is sent and kept in a file, and what made-up requests are made of."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from search.index.vocabulary import LanguageWords


@dataclass(frozen=True)
class Request:
    """A request as it is sent; ``is_staff`` tells whether the session of staff goes with it."""

    kind: str
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    is_staff: bool = False

    def as_json(self) -> dict[str, Any]:
        """For a line of a file."""
        body = None if self.body is None else base64.b64encode(self.body).decode()
        return {**vars(self), "headers": dict(self.headers), "body": body}

    @classmethod
    def of_json(cls, line: Mapping[str, Any]) -> Self:
        """Back from there."""
        body = line.get("body")
        return cls(**{**line, "body": None if body is None else base64.b64decode(body)})


@dataclass(frozen=True)
class Form:
    """A form of a page: where it leads, how, and what it has."""

    action: str
    method: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What is known of the site: addresses with variable parts in angle brackets, forms, articles' keys, words."""

    addresses: Sequence[str]
    forms: Sequence[Form]
    keys: Sequence[str]
    words: Sequence[LanguageWords]
