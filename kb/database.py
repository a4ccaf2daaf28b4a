"""The database of what readers and staff do: its tables, its migrations, its connections.

SQLite in the data folder by default, PostgreSQL by address. All times are UTC.
"""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Date, Engine, Index, Integer, String, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kb.errors import DataFolderError

MIGRATIONS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """Base of all tables."""


class ArticleViews(Base):
    """How often readers opened an article on one day; nothing is kept of who they were."""

    __tablename__ = "article_views"
    __table_args__ = (Index("ix_article_views_sums", "language", "key", "day", "views"),)  # sums read nothing else

    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(512), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int] = mapped_column(Integer, nullable=False, default=0)


def connect(url: str) -> Engine:
    """Open the database at ``url`` and bring its tables up to date.

    Raises:
        DataFolderError: it cannot be opened or written, its driver is not installed, or a newer version made it.

    """
    try:
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        upgrade(engine)
    except (SQLAlchemyError, OSError, ImportError, CommandError) as error:
        reason = str(getattr(error, "orig", None) or error)
        raise DataFolderError(f"the database {_without_password(url)} cannot be used: {reason}") from error
    return engine


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        logging.getLogger("alembic").setLevel(logging.WARNING)
        command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Readers never wait for writers, writers wait for each other, references hold."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _without_password(url: str) -> str:
    before, separator, after = url.rpartition("@")
    return f"{before.rpartition(':')[0]}:***{separator}{after}" if separator and ":" in before else url
