"""The tables of the shared index, in a schema of their own; they can be made anew from the articles at any time.

Beside them each model has a table of vectors (``vector_tables.py``). No migration leads from one form to another: a
newer form is built anew by whoever keeps the index (``making.py``), vectors are kept.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from search.index.local.generations import FORMAT

FORM = 100 * FORMAT + 3
"""How passages are cut and terms made, and after it how these tables are; a greater number is a newer form."""


class IndexTables:
    """All tables of one ``schema``."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.metadata = MetaData(schema=schema)
        self.site = Table(
            "site",
            self.metadata,
            Column("name", Text, primary_key=True),  # one row: 'index'
            Column("ident", Text, nullable=False),  # made by chance with the tables
            Column("address", Text, nullable=False),  # KB_BASE_URL of the site whose index it is
            Column("form", Integer, nullable=False),
            Column("wanted", Integer, nullable=False),  # the newest form that a process waits to keep the index in
            Column("wanted_at", DateTime(timezone=True), nullable=False),  # when it said so last
            Column("generation", BigInteger, nullable=False),
            Column("token", Text, nullable=False),  # of this generation: a restored database counts on from before
            Column("news", BigInteger, nullable=False),  # grows with every generation and with vectors
            Column("term", BigInteger, nullable=False),  # of whoever keeps the index: grows with each election
            Column("written_at", DateTime(timezone=True), nullable=False),
        )
        self.generation = Table(
            "generation",
            self.metadata,
            Column("number", BigInteger, primary_key=True, autoincrement=False),
            Column("token", Text, nullable=False),
        )
        self.article = Table(
            "article",
            self.metadata,
            Column("language", Text, primary_key=True),
            Column("key", Text, primary_key=True),
            Column("title", Text, nullable=False),
            Column("keywords", ARRAY(Text), nullable=False),
            Column("category", Text, nullable=False),
            Column("category_name", Text, nullable=False),
            Column("tags", ARRAY(Text), nullable=False),
            Column("audience", ARRAY(Text), nullable=False),  # the names of those who may see it
            Column("content_hash", Text, nullable=False),
            Column("labels_hash", Text, nullable=False),
            Column("text_changed", BigInteger, nullable=False),  # the generation in which it was last written
            Column("changed", BigInteger, nullable=False, index=True),
        )
        self.passage = Table(
            "passage",
            self.metadata,
            Column("language", Text, primary_key=True),
            Column("key", Text, primary_key=True),
            Column("place", Integer, primary_key=True),
            Column("title", Text, nullable=False),
            Column("heading_path", ARRAY(Text), nullable=False),
            Column("anchor", Text, nullable=False),
            Column("text", Text, nullable=False),
            Column("unseen", Text, nullable=False),
            Column("called", JSONB, nullable=False),  # [[language, text], …]
            Column("is_links", Boolean, nullable=False),
            Column("is_before_steps", Boolean, nullable=False),
            Column("pictured", ARRAY(Text), nullable=False),
            Column("text_hash", LargeBinary, nullable=False),  # its vector stands under it in the table of each model
        )
        self.gone = Table(
            "gone",
            self.metadata,
            Column("language", Text, primary_key=True),
            Column("key", Text, primary_key=True),
            Column("changed", BigInteger, nullable=False, index=True),
        )
        self.model = Table(
            "model",
            self.metadata,
            Column("number", Integer, primary_key=True),
            Column("fingerprint", Text, nullable=False, unique=True),
            Column("dimension", Integer, nullable=False),
        )

    @property
    def of_articles(self) -> list[Table]:
        """Those that a newer form makes anew."""
        return [self.generation, self.article, self.passage, self.gone]
