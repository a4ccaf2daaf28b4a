"""Keep which owners approved a proposal, and whose a comment is.

Revision ID: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0027"


def upgrade() -> None:
    """Add the columns: before them no owner approved anything, and of comments only names are known."""
    op.add_column("proposals", sa.Column("approved_by", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("proposal_comments", sa.Column("author", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("proposal_comments", "author")
    op.drop_column("proposals", "approved_by")
