"""Keep how many tickets a helpdesk reports.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "reported_tickets",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("source", sa.String(40), primary_key=True),
        sa.Column("tickets", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("reported_tickets")
