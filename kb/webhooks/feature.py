"""Webhooks: who is told of what happens here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts
from kb.web.measure import Measure, one

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.core.settings import Settings


class WebhookParts(SiteParts, Protocol):
    """What webhooks need."""

    @property
    def settings(self) -> Settings:
        """Where the data folder is, whose key seals secrets."""

    @property
    def keeps_index(self) -> Callable[[], bool]:
        """Tells whether this process is the one whose articles folder counts."""


def feature(parts: WebhookParts) -> Feature:
    """The pages of administrators, and what tells receivers beside them; nothing without a database."""
    from kb.factors.sealing import Sealing
    from kb.storage.data_folder import secret_key
    from kb.webhooks import outbox, pages, webhook_rows
    from kb.webhooks.article_watch import ArticleWatch
    from kb.webhooks.delivery import WebhookSender
    from kb.webhooks.subscriptions import Subscriptions

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("webhooks")
    subscriptions = Subscriptions(
        database, clock, Sealing(secret_key(parts.settings.data_dir, parts.settings.secret_key_file), "webhooks")
    )

    def unsent() -> tuple[int, int]:
        with database.connect() as connection:
            return outbox.unsent(connection)

    waiting = "Deliveries of webhooks that wait for their next try."
    failed = "Deliveries of webhooks that were given up and not sent again."
    return Feature(
        "webhooks",
        blueprints=(pages.create_blueprint(pages.WebhookRoom(site, subscriptions)),),
        retention=webhook_rows.retention(),
        measures=(
            Measure("kb_webhook_deliveries_waiting", waiting, one(lambda: unsent()[0])),
            Measure("kb_webhook_deliveries_failed", failed, one(lambda: unsent()[1])),
        ),
        workers=(
            ArticleWatch(site.library, database, clock, site.settings.base_url, parts.keeps_index),
            WebhookSender(database, clock, subscriptions, site.settings.webhook_networks),
        ),
    )
