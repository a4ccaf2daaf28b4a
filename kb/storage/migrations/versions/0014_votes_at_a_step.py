"""Keep at which step of a guide a vote was cast.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column; the votes before were cast at none."""
    op.add_column("feedback_votes", sa.Column("step", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("feedback_votes", "step")
