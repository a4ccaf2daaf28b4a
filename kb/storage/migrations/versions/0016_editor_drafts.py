"""Keep what somebody writes in an article before it is saved, and who has which article open.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "editor_drafts",
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("form", sa.JSON(none_as_null=True)),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("changed_at", sa.DateTime),
        sa.Column("here_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("editor_drafts")
