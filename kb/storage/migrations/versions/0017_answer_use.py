"""Keep what answers by a language model cost, and why sentences of theirs were dropped.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "answer_use",
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "answer_drops",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("reason", sa.String(16), primary_key=True),
        sa.Column("sentences", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("answer_drops")
    op.drop_table("answer_use")
