"""The tables of votes, and what one is about; ``kb.feedback.votes`` writes and reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import JSON, Boolean, DateTime, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kb.catalog.article import ArticleId
from kb.storage.columns import KeyColumn, LanguageColumn
from kb.storage.database import Base

MAX_COMMENT = 1_000
MAX_STEP = 200


class JudgedText(Protocol):
    """An article as it was voted on."""

    @property
    def id(self) -> ArticleId:
        """Which it is."""

    @property
    def content_hash(self) -> str:
        """Its text."""


class FeedbackVote(Base):
    """One reader's vote on one revision; ``reader`` is None where they want no trace, and after their day.

    So is ``place``, the mark of their address; ``is_distinct`` stays: whether it was the first from there that day.
    ``step`` is the anchor of the step of a guide at which it was cast; empty where it was at none.
    """

    __tablename__ = "feedback_votes"
    __table_args__ = (
        Index("ix_feedback_votes_reader", "language", "key", "revision", "reader", unique=True),
        Index("ix_feedback_votes_place", "place", "language", "key"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[LanguageColumn]
    key: Mapped[KeyColumn]
    revision: Mapped[str] = mapped_column(String(32), nullable=False)
    reader: Mapped[str | None] = mapped_column(String(16))
    place: Mapped[str | None] = mapped_column(String(16))
    is_distinct: Mapped[bool] = mapped_column(Boolean, nullable=False)
    helpful: Mapped[bool] = mapped_column(Boolean, nullable=False)
    reasons: Mapped[list[str]] = mapped_column(JSON, nullable=False)
    comment: Mapped[str] = mapped_column(String(MAX_COMMENT), nullable=False)
    step: Mapped[str] = mapped_column(String(MAX_STEP), nullable=False)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)


class FeedbackTotal(Base):
    """The votes on one revision that are too old to be kept one by one."""

    __tablename__ = "feedback_totals"

    language: Mapped[LanguageColumn] = mapped_column(primary_key=True)
    key: Mapped[KeyColumn] = mapped_column(primary_key=True)
    revision: Mapped[str] = mapped_column(String(32), primary_key=True)
    helpful: Mapped[int] = mapped_column(Integer, nullable=False)
    unhelpful: Mapped[int] = mapped_column(Integer, nullable=False)
