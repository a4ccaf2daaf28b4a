"""Keep which link was sent for which ticket, and what its reader answered.

Revision ID: 0024b
"""

import sqlalchemy as sa
from alembic import op

revision = "0024b"
down_revision = "0026"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "ticket_followups",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("ticket", sa.String(100), nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("key", sa.String(512), nullable=False),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("solved", sa.String(8), nullable=False),
        sa.Column("satisfaction", sa.Integer),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("told_at", sa.DateTime),
        sa.Column("seen_at", sa.DateTime),
        sa.Column("seen_by", sa.String(200), nullable=False),
    )
    op.create_index("ix_ticket_followups_sent_at", "ticket_followups", ["sent_at"])
    op.create_index("ix_ticket_followups_ticket", "ticket_followups", ["ticket"])
    op.create_index("ix_ticket_followups_answered", "ticket_followups", ["answered_at"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("ticket_followups")
