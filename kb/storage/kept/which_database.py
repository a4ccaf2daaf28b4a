"""Which database something is kept for: each has a name by chance, which a copy and a standby of it have as well."""

from __future__ import annotations

import secrets

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.storage.key_check import noted_first

FACT = "database"


def name_of(database: Engine) -> str:
    """The name of ``database``, given where it has none; empty where neither can be done now."""
    try:
        return noted_first(database, FACT, secrets.token_hex(16)) or ""
    except SQLAlchemyError:
        return ""
