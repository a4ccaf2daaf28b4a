"""Keep when a proposal is to be published.

Revision ID: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add the column."""
    op.add_column("proposals", sa.Column("publish_at", sa.DateTime))
    op.create_index("ix_proposals_publish_at", "proposals", ["publish_at"])


def downgrade() -> None:
    """Remove it: what was to be published then waits, approved, for somebody who does."""
    op.drop_index("ix_proposals_publish_at", "proposals")
    op.drop_column("proposals", "publish_at")
