"""Tell votes from one address on one day apart from others, and which of them is the first.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns; of the votes before nobody knows whether they came from many."""
    op.add_column("feedback_votes", sa.Column("place", sa.String(16), nullable=True))
    op.add_column("feedback_votes", sa.Column("is_distinct", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_feedback_votes_place", "feedback_votes", ["place", "language", "key"])


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_feedback_votes_place", "feedback_votes")
    op.drop_column("feedback_votes", "is_distinct")
    op.drop_column("feedback_votes", "place")
