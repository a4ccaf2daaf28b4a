"""Keep who has taken a reader's comment, and who settled it.

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0025"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "comment_handling",
        sa.Column("vote", sa.String(32), primary_key=True),
        sa.Column("vote_at", sa.DateTime, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("taken_by", sa.String(200), nullable=False),
        sa.Column("settled_by", sa.String(200), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("comment_handling")
