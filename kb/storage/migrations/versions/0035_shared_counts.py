"""Make tables for what processes count together, and for what holds for the site whichever of them looks.

Revision ID: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "shared_counts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("who", sa.String(32), primary_key=True),
        sa.Column("until", sa.DateTime, nullable=False, index=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "site_facts",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("site_facts")
    op.drop_table("shared_counts")
