"""Keep who is told of what happens, what happened, and how far each was told.

Revision ID: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "webhook_subscriptions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("internal", sa.Boolean, nullable=False),
        sa.Column("secret", sa.String(300), nullable=False),
        sa.Column("old_secret", sa.String(300), nullable=False),
        sa.Column("old_until", sa.DateTime),
        sa.Column("off", sa.String(16), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
    )
    op.create_table(
        "webhook_messages",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_webhook_messages_at", "webhook_messages", ["at"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("message", sa.String(40), sa.ForeignKey("webhook_messages.id"), primary_key=True),
        sa.Column("subscription", sa.Integer, sa.ForeignKey("webhook_subscriptions.id"), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("detail", sa.String(300), nullable=False),
    )
    op.create_index("ix_webhook_deliveries_due", "webhook_deliveries", ["state", "next_at"])
    op.create_table(
        "webhook_catalogs",
        sa.Column("scope", sa.String(16), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("known", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("webhook_catalogs", "webhook_deliveries", "webhook_messages", "webhook_subscriptions"):
        op.drop_table(table)
