"""Requests of programs that have a key: what they were answered, so that they are carried out once.

Revision ID: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0037"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "api_repeats",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("claim", sa.String(32), nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_index("ix_api_repeats_sender", "api_repeats", ["sender"])
    op.create_index("ix_api_repeats_begun_at", "api_repeats", ["begun_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("api_repeats")
