"""The tables of messages; ``kb.messages.inbox`` and ``kb.messages.deliveries`` write and read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.storage.columns import LanguageColumn
from kb.storage.database import Base

MAX_EMAIL, MAX_NAME, MAX_ORDER, MAX_TEXT = 254, 100, 40, 5_000


class ContactMessage(Base):
    """What one customer wrote."""

    __tablename__ = "contact_messages"

    reference: Mapped[str] = mapped_column(String(8), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False, index=True)
    language: Mapped[LanguageColumn]
    email: Mapped[str] = mapped_column(String(MAX_EMAIL), nullable=False)
    name: Mapped[str] = mapped_column(String(MAX_NAME), nullable=False)
    order_number: Mapped[str] = mapped_column(String(MAX_ORDER), nullable=False)
    text: Mapped[str] = mapped_column(Text, nullable=False)


class ContactFile(Base):
    """A file that was attached to it: beside the message, so that both come, are backed up and go together."""

    __tablename__ = "contact_files"

    message: Mapped[str] = mapped_column(String(8), ForeignKey("contact_messages.reference"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), nullable=False)
    content_type: Mapped[str] = mapped_column(String(40), nullable=False)
    size: Mapped[int] = mapped_column(Integer, nullable=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class ContactDelivery(Base):
    """That a message is to go some way, and how far that is; ``detail`` says why it did not go."""

    __tablename__ = "contact_deliveries"
    __table_args__ = (Index("ix_contact_deliveries_due", "state", "next_at"),)

    message: Mapped[str] = mapped_column(String(8), ForeignKey("contact_messages.reference"), primary_key=True)
    way: Mapped[str] = mapped_column(String(12), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), nullable=False)
    attempts: Mapped[int] = mapped_column(Integer, nullable=False)
    next_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    detail: Mapped[str] = mapped_column(String(300), nullable=False)
