"""Keep what reviewers decided, the versions of files they decided on, and what owners were told.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, and the index from which views are summed."""
    op.create_index("ix_article_views_sums", "article_views", ["language", "key", "day", "views"])
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("batch", sa.String(32), nullable=False, index=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("key", sa.String(512), nullable=False),
        sa.Column("path", sa.String(1024), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False, index=True),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("before", sa.String(32), nullable=True),
        sa.Column("after", sa.String(32), nullable=True),
        sa.Column("status", sa.String(12), nullable=False, index=True),
    )
    op.create_index("ix_review_decisions_article", "review_decisions", ["language", "key"])
    op.create_table(
        "review_standings",
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("flagged_on", sa.Date, nullable=True),
        sa.Column("flagged_by", sa.String(200), nullable=False),
        sa.Column("flag", sa.Text, nullable=False),
        sa.Column("snoozed_until", sa.Date, nullable=True),
        sa.Column("snooze", sa.Text, nullable=False),
        sa.Column("assignee", sa.String(200), nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("planned_on", sa.Date, nullable=True),
        sa.Column("changed_on", sa.Date, nullable=True),
        sa.Column("dismissed_on", sa.Date, nullable=True),
    )
    op.create_table(
        "review_revisions",
        sa.Column("fingerprint", sa.String(32), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "review_notices",
        sa.Column("channel", sa.String(200), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(512), primary_key=True),
        sa.Column("state", sa.String(16), primary_key=True),
        sa.Column("since", sa.String(10), primary_key=True),
        sa.Column("sent_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("review_notices", "review_revisions", "review_standings", "review_decisions"):
        op.drop_table(table)
    op.drop_index("ix_article_views_sums")
