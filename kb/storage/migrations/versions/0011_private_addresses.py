"""Keep the private addresses of calendars and feeds.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "private_addresses",
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("private_addresses")
