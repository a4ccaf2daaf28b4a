"""Keep teams and who is in them.

Revision ID: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0020"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("slug", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "team_members",
        sa.Column("team", sa.Integer, sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
    )
    op.create_index("ix_team_members_account", "team_members", ["account"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("team_members")
    op.drop_table("teams")
