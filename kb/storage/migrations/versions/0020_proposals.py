"""Keep what somebody proposes for an article, and what others say of it.

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("key", sa.String(512), nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("form", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_proposals_article", "proposals", ["language", "key"])
    op.create_index("ix_proposals_author", "proposals", ["author"])
    op.create_index("ix_proposals_state", "proposals", ["state"])
    op.create_table(
        "proposal_comments",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("proposal", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("quote", sa.String(300), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("settled_by", sa.String(200)),
    )
    op.create_index("ix_proposal_comments_proposal", "proposal_comments", ["proposal"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("proposal_comments")
    op.drop_table("proposals")
