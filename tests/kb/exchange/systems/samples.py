"""An export of each system that is read here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.kb.exchange.conftest import Exchange, article
from tests.kb.exchange.systems import (
    confluence_sample,
    freshdesk_sample,
    gitbook_sample,
    help_scout_sample,
    html_folder_sample,
    intercom_sample,
    mediawiki_sample,
    notion_sample,
    wordpress_sample,
)

WRITERS: Mapping[str, Callable[[Exchange], None]] = {
    "zendesk": lambda exchange: exchange.zendesk(article(1, "Reset", "<p>x</p>"), article(2, "Other", "<h2>y</h2>")),
    "html": html_folder_sample.write,
    "wordpress": lambda exchange: wordpress_sample.write(
        exchange, wordpress_sample.item(1, "A", "<p>x</p>"), wordpress_sample.item(2, "B", "x\n\ny")
    ),
    "mediawiki": mediawiki_sample.write,
    "intercom": intercom_sample.write,
    "freshdesk": freshdesk_sample.write,
    "helpscout": help_scout_sample.write,
    "notion": notion_sample.write,
    "gitbook": gitbook_sample.write,
    "confluence": confluence_sample.write,
}
"""By what readers are called."""
