"""Keeps the files that reviewers decided on as they were, so that a change can be shown and taken back."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sqlalchemy import Connection, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.database import Base, insert_into


class ReviewRevision(Base):
    """One version of a file, compressed, under the fingerprint of its bytes."""

    __tablename__ = "review_revisions"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


def keep(connection: Connection, versions: Iterable[tuple[str, bytes]]) -> None:
    """Keep each version (fingerprint, bytes) that is not kept yet."""
    rows = [{"fingerprint": fingerprint, "content": zlib.compress(content)} for fingerprint, content in versions]
    if rows:
        connection.execute(insert_into(connection, ReviewRevision).on_conflict_do_nothing(), rows)


def kept(connection: Connection, fingerprints: Iterable[str]) -> dict[str, bytes]:
    """The bytes under each of ``fingerprints``; those that were never kept are left out."""
    columns = (ReviewRevision.fingerprint, ReviewRevision.content)
    query = select(*columns).where(ReviewRevision.fingerprint.in_(list(fingerprints)))
    return {row.fingerprint: zlib.decompress(row.content) for row in connection.execute(query)}
