"""Which questions were in gaps that programs outside were told of, as hashes.

Revision ID: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "gap_questions_told",
        sa.Column("question", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("gap_questions_told")
