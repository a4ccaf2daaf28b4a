"""Keep what readers searched for, what they opened, days gone by in sums, and which article covers which question.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables."""
    # deflection
    op.create_table(
        "deflection_visits",
        sa.Column("visit", sa.String(32), primary_key=True),
        sa.Column("begun_at", sa.DateTime, nullable=False, index=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("opened", sa.Boolean, nullable=False),
        sa.Column("solved", sa.Boolean, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
    )
    op.create_table(
        "deflection_articles",
        sa.Column("visit", sa.String(32), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("solved", sa.Boolean, nullable=False),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("session", sa.String(32), nullable=False),
        sa.Column("query", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("category", sa.String(512), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("fits", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("first", sa.JSON, nullable=False),
    )
    op.create_table(
        "search_clicks",
        sa.Column("search", sa.String(16), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "search_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("searches", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("clicked", sa.Integer, nullable=False),
        sa.Column("unrecorded", sa.Integer, nullable=False),
    )
    op.create_table(
        "search_covers",
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("folded", sa.String(200), primary_key=True),
        sa.Column("article_language", sa.String(16), nullable=False),
        sa.Column("article_key", sa.String(512), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("deflection_articles", "deflection_visits"):
        op.drop_table(table)
    for table in ("search_covers", "search_days", "search_clicks", "searches"):
        op.drop_table(table)
