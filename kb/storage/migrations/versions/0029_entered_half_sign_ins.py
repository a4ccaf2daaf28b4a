"""Keep for seconds by which code a sign-in was finished: a form that is sent twice leads on both times.

Revision ID: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0024b"


def upgrade() -> None:
    """Add the column."""
    op.add_column("half_sign_ins", sa.Column("entered_by", sa.String(64)))


def downgrade() -> None:
    """Remove it, with the sign-ins that are done."""
    op.execute("DELETE FROM half_sign_ins WHERE entered_by IS NOT NULL")
    op.drop_column("half_sign_ins", "entered_by")
