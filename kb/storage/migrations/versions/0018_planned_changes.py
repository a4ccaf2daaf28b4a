"""Keep what is planned for articles, and whether it was done.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "planned_changes",
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("act", sa.String(16), primary_key=True),
        sa.Column("due_at", sa.DateTime, primary_key=True),
        sa.Column("done_at", sa.DateTime),
    )
    op.create_index("ix_planned_changes_done_at", "planned_changes", ["done_at"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("planned_changes")
