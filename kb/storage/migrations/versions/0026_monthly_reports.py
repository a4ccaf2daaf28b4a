"""Keep who wants the monthly report of the insights by mail, and who got which.

Revision ID: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0028"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "insight_report_readers",
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    op.create_table(
        "insight_reports",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("claimed_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("insight_reports")
    op.drop_table("insight_report_readers")
