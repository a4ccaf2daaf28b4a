"""Keep votes on articles, the sums of old ones, and the secrets that readers of one day are told apart with.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "feedback_votes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("key", sa.String(512), nullable=False),
        sa.Column("revision", sa.String(32), nullable=False),
        sa.Column("reader", sa.String(16), nullable=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("comment", sa.String(1000), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )
    op.create_index(
        "ix_feedback_votes_reader", "feedback_votes", ["language", "key", "revision", "reader"], unique=True
    )
    op.create_table(
        "feedback_totals",
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("revision", sa.String(32), primary_key=True),
        sa.Column("helpful", sa.Integer, nullable=False),
        sa.Column("unhelpful", sa.Integer, nullable=False),
    )
    op.create_table(
        "feedback_secrets",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("feedback_secrets", "feedback_totals", "feedback_votes"):
        op.drop_table(table)
