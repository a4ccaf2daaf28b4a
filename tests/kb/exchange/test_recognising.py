"""Which system an export is of is told by what lies in it."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.packed import Packed
from kb.exchange.recognising import recognise
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

SAMPLES = {
    "confluence": confluence_sample,
    "freshdesk": freshdesk_sample,
    "gitbook": gitbook_sample,
    "helpscout": help_scout_sample,
    "html": html_folder_sample,
    "intercom": intercom_sample,
    "mediawiki": mediawiki_sample,
    "notion": notion_sample,
    "wordpress": wordpress_sample,
}


@pytest.mark.parametrize("system", sorted(SAMPLES))
def test_the_sample_of_each_system_is_known(exchange: Exchange, system: str) -> None:
    SAMPLES[system].write(exchange)
    assert recognise(Packed(exchange.export)) == system


def test_zendesk_markdown_and_what_nobody_knows(exchange: Exchange) -> None:
    assert recognise(Packed(exchange.export)) == ""
    exchange.write("a.txt", "x")
    exchange.write("b.json", '{"a": 1}')
    assert recognise(Packed(exchange.export)) == ""
    exchange.write("a.md", "# A")
    assert recognise(Packed(exchange.export)) == "markdown"
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    assert recognise(Packed(exchange.export)) == "zendesk"
