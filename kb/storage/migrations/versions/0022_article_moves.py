"""Keep what was moved to another address, and how far an interrupted move got.

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0024"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "article_moves",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("title", sa.String(1200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
    )
    op.create_index("ix_article_moves_state", "article_moves", ["state"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("article_moves")
