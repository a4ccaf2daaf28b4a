"""Imports that were asked for in the browser, their reports, and the files that they made and changed.

Revision ID: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0040"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("folder", sa.String(40), nullable=False, unique=True),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("system", sa.String(20), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("fetches", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("turn", sa.Integer, unique=True),
        sa.Column("noted", sa.Boolean, nullable=False),
        sa.Column("beaten_at", sa.DateTime, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("not_committed", sa.Text, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("finished_at", sa.DateTime),
    )
    op.create_table(
        "import_reports",
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), primary_key=True),
        sa.Column("page", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), primary_key=True),
        sa.Column("path", sa.String(1024), primary_key=True),
        sa.Column("before", sa.String(32), nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
        sa.Column("origin", sa.String(300), nullable=False),
        sa.Column("is_undone", sa.Boolean, nullable=False),
        sa.Column("left", sa.String(16), nullable=False),
        sa.Column("place", sa.String(1024), nullable=False),
        sa.Column("now", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Take them away."""
    for name in ("import_files", "import_reports", "imports"):
        op.drop_table(name)
