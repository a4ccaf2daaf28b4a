"""The columns that name an article, the same in every table: what one keeps, all keep."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import String
from sqlalchemy.orm import mapped_column

MAX_KEY = 512
"""The longest key that is kept, in characters; a category, which a key begins with, is no longer."""
MAX_LANGUAGE = 16

KeyColumn = Annotated[str, mapped_column(String(MAX_KEY))]
LanguageColumn = Annotated[str, mapped_column(String(MAX_LANGUAGE))]


def kept_key(key: str) -> str:
    """A key as the tables keep it: without NUL and cut off where it is longer, since PostgreSQL refuses both."""
    return key.replace("\0", "")[:MAX_KEY]


def kept_language(code: str) -> str:
    """A language as the tables keep it, likewise."""
    return code.replace("\0", "")[:MAX_LANGUAGE]
