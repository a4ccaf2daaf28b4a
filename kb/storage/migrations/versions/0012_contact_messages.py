"""Keep messages of the contact form, what is attached to them, and where they are to go.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "contact_messages",
        sa.Column("reference", sa.String(8), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("order_number", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "contact_files",
        sa.Column("message", sa.String(8), sa.ForeignKey("contact_messages.reference"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("content_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "contact_deliveries",
        sa.Column("message", sa.String(8), sa.ForeignKey("contact_messages.reference"), primary_key=True),
        sa.Column("way", sa.String(12), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
    )
    op.create_index("ix_contact_deliveries_due", "contact_deliveries", ["state", "next_at"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("contact_deliveries")
    op.drop_table("contact_files")
    op.drop_table("contact_messages")
