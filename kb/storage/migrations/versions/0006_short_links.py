"""Keep short links, how often they were followed, and what the desk sent.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "short_links",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("key", sa.String(512), nullable=False),
        sa.Column("anchor", sa.String(120), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.UniqueConstraint("key", "anchor", "language", name="uq_short_links_target"),
    )
    op.create_table(
        "link_clicks",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("source", sa.String(40), primary_key=True),
        sa.Column("clicks", sa.Integer, nullable=False),
    )
    # What the desk sent.
    op.create_table(
        "sent_links",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("ticket", sa.String(100), nullable=False, index=True),
        sa.Column("question", sa.String(500), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("article_language", sa.String(16), nullable=True),
        sa.Column("article_key", sa.String(512), nullable=True),
        sa.Column("anchor", sa.String(200), nullable=False),
        sa.Column("comment", sa.String(2000), nullable=False),
    )
    op.create_index("ix_sent_links_article", "sent_links", ["article_language", "article_key"])


def downgrade() -> None:
    """Remove them."""
    for table in ("sent_links", "link_clicks", "short_links"):
        op.drop_table(table)
