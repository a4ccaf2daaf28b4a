"""Keep second factors: authenticator apps, recovery codes, and sign-ins half done.

Revision ID: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0022"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "authenticators",
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("secret", sa.String(200), nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("confirmed_at", sa.DateTime),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
    op.create_table(
        "half_sign_ins",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("keep", sa.Boolean, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_half_sign_ins_account", "half_sign_ins", ["account"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("half_sign_ins")
    op.drop_table("recovery_codes")
    op.drop_table("authenticators")
