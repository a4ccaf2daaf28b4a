"""Whether the key of this process is that of the others: a keyed fingerprint of it is kept in the database they share.

With another key a machine takes nobody for signed in whom the others let in, and cannot read what they have sealed.
The fingerprint tells nothing about the key.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import Connection, Engine, String, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base, insert_into

NAME = "key"
OTHER_KEY = (
    "the secret key is another than that with which this database was used so far: who signed in elsewhere is not "
    "known here, and sealed secrets cannot be read. Copy secret_key of the others' data folder and name it with "
    "KB_SECRET_KEY_FILE; if it was replaced on purpose: kb db accept-key"
)


class SiteFact(Base):
    """Something that holds for the site, whichever process looks."""

    __tablename__ = "site_facts"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(64), nullable=False)


def fingerprint_of(key: bytes) -> str:
    """What the database keeps of ``key``."""
    return hmac.new(key, b"kb: which key is used", hashlib.sha256).hexdigest()


def trouble_with(database: Engine, key: bytes) -> str:
    """Why ``key`` should not be used with ``database``, empty where it may be; the first one that is used is noted."""
    try:
        kept = noted_first(database, NAME, fingerprint_of(key))
    except SQLAlchemyError:
        return ""  # it is away or cannot be written, which others tell
    return "" if kept in (None, fingerprint_of(key)) else OTHER_KEY


def noted_first(database: Engine, name: str, value: str) -> str | None:
    """What holds for the site as ``name``: the ``value`` of whichever process came first."""
    with database.connect() as connection:
        kept = _kept(connection, name)
    if kept is None:
        with database.begin() as connection:
            note = insert_into(connection, SiteFact).values(name=name, value=value)
            connection.execute(note.on_conflict_do_nothing())
            kept = _kept(connection, name)
    return kept


def accept(database: Engine, key: bytes) -> None:
    """Take ``key`` for the right one from now on."""
    with database.begin() as connection:
        value = fingerprint_of(key)
        note = insert_into(connection, SiteFact).values(name=NAME, value=value)
        connection.execute(note.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _kept(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(SiteFact.value).where(SiteFact.name == name))
