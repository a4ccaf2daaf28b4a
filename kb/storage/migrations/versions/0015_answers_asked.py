"""Keep what was asked and answered, and sums of the days whose questions were deleted.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "answers_asked",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("request", sa.String(16), nullable=False),
        sa.Column("composed_by", sa.String(16), nullable=False),
        sa.Column("declined", sa.String(40), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("cited", sa.JSON, nullable=False),
        sa.Column("nearest", sa.JSON, nullable=False),
        sa.Column("solved", sa.Boolean),
        sa.Column("handed_over", sa.Boolean, nullable=False),
    )
    op.create_index("ix_answers_asked_at", "answers_asked", ["at"])
    names = ("asked", "answered", "asked_back", "refused", "handed_over", "solved", "unsolved", "unrecorded")
    op.create_table(
        "answer_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in names),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("answer_days")
    op.drop_table("answers_asked")
