"""Webhooks: who is told of what happens here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.core.settings import Settings


class WebhookParts(SiteParts, Protocol):
    """What webhooks need."""

    @property
    def settings(self) -> Settings:
        """Where the data folder is, whose key seals secrets."""


def feature(parts: WebhookParts) -> Feature:
    """The pages of administrators, and what tells receivers beside them; nothing without a database."""
    from kb.factors.sealing import Sealing
    from kb.storage.data_folder import secret_key
    from kb.webhooks import pages, webhook_rows
    from kb.webhooks.article_watch import ArticleWatch
    from kb.webhooks.delivery import WebhookSender
    from kb.webhooks.subscriptions import Subscriptions

    site, database, clock = parts.site, parts.database, parts.clock
    if database is None:
        return Feature("webhooks")
    subscriptions = Subscriptions(
        database, clock, Sealing(secret_key(parts.settings.data_dir, parts.settings.secret_key_file), "webhooks")
    )
    return Feature(
        "webhooks",
        blueprints=(pages.create_blueprint(pages.WebhookRoom(site, subscriptions)),),
        retention=webhook_rows.retention(),
        workers=(
            ArticleWatch(site.library, database, clock, site.settings.base_url),
            WebhookSender(database, clock, subscriptions, site.settings.webhook_networks),
        ),
    )
