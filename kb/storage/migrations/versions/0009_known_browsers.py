"""Know the browsers in which an account signed in, and fold addresses only where both are the same mailbox.

Addresses were kept in Python's ``casefold``, and two that differ by nothing but how an accent is made (one character or
two) were two accounts. Nothing is merged and nothing lost: where two would become one, both stay as they are written,
each is found by its own spelling, and the log names them.

Revision ID: 0009
"""

import logging
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

logger = logging.getLogger("kb.database")
accounts = sa.table("accounts", sa.column("id", sa.Integer), sa.column("email", sa.String))


def upgrade() -> None:
    """Add the table; compose addresses."""
    op.create_table(
        "account_devices",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True, index=True),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    connection = op.get_bind()
    known = {row.email: row.id for row in connection.execute(sa.select(accounts).order_by(accounts.c.id))}
    for email, number in list(known.items()):
        composed = unicodedata.normalize("NFC", email)
        if composed == email:
            continue
        if composed in known:
            logger.warning(
                "the accounts %d and %d have one address, %s, written with other characters; both stay, each found as "
                "it is written: see `kb user list`, and disable the one that nobody uses",
                *(known[composed], number, composed),
            )
            continue
        connection.execute(sa.update(accounts).where(accounts.c.id == number).values(email=composed))
        known[composed] = number


def downgrade() -> None:
    """Remove the table; addresses stay as they are."""
    op.drop_table("account_devices")
