"""Keep the notices that staff put up on all pages.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "site_notices",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("texts", sa.JSON, nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("begins", sa.DateTime),
        sa.Column("ends", sa.DateTime),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("taken_down_at", sa.DateTime),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("site_notices")
