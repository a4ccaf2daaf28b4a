"""Which weeks a channel was told of.

Revision ID: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "chat_summaries",
        sa.Column("week", sa.String(10), primary_key=True),
        sa.Column("claimed_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("chat_summaries")
