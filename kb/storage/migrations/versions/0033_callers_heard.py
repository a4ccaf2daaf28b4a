"""When programs outside (forges, chat) were last heard.

Revision ID: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "callers_heard",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.DateTime),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("callers_heard")
