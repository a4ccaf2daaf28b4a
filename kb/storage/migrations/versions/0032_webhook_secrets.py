"""Keep of each message of webhooks whether it is about nothing but what everybody may read, and all secrets of a
webhook that still count.

Revision ID: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
_UNTIL, _KEPT = sa.column("old_until", sa.DateTime), sa.column("old_secrets", sa.JSON)


def upgrade() -> None:
    """Change the columns; of what was told before, that is public which went to one who hears of nothing else."""
    op.add_column("webhook_messages", sa.Column("is_public", sa.Boolean, nullable=False, server_default=sa.false()))
    message, delivery = sa.table("webhook_messages", sa.column("id"), sa.column("is_public")), "webhook_deliveries"
    told = sa.table(delivery, sa.column("message"), sa.column("subscription"))
    receiver = sa.table("webhook_subscriptions", sa.column("id"), sa.column("internal", sa.Boolean))
    to_all = sa.select(told.c.message).join(receiver, receiver.c.id == told.c.subscription)
    to_all = to_all.where(receiver.c.internal.is_(sa.false()))
    op.execute(sa.update(message).where(message.c.id.in_(to_all)).values(is_public=sa.true()))
    subscriptions = sa.table("webhook_subscriptions", *map(sa.column, ("id", "old_secret")), _UNTIL, _KEPT)
    op.add_column("webhook_subscriptions", sa.Column("old_secrets", sa.JSON, nullable=False, server_default="[]"))
    for number, secret, until, _ in op.get_bind().execute(sa.select(subscriptions)).all():
        kept = [[secret, until.isoformat()]] if secret and until else []
        op.execute(sa.update(subscriptions).where(subscriptions.c.id == number).values(old_secrets=kept))
    op.drop_column("webhook_subscriptions", "old_secret")
    op.drop_column("webhook_subscriptions", "old_until")


def downgrade() -> None:
    """Put the columns back, without the secrets of before."""
    op.add_column("webhook_subscriptions", sa.Column("old_until", sa.DateTime))
    op.add_column("webhook_subscriptions", sa.Column("old_secret", sa.String(300), nullable=False, server_default=""))
    op.drop_column("webhook_subscriptions", "old_secrets")
    op.drop_column("webhook_messages", "is_public")
