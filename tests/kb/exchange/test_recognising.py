"""Which system an export is of is told by what lies in it."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.packed import Packed
from kb.exchange.recognising import recognise
from kb.exchange.systems.registry import READERS
from tests.kb.exchange.confluence import space_sample
from tests.kb.exchange.conftest import Exchange, article
from tests.kb.exchange.systems.samples import WRITERS


@pytest.mark.parametrize("system", sorted(READERS))
def test_the_sample_of_each_system_is_known(exchange: Exchange, system: str) -> None:
    WRITERS[system](exchange)
    assert recognise(Packed(exchange.export)) == system


def test_both_exports_of_confluence_are_known(exchange: Exchange) -> None:
    space_sample.write(exchange)
    assert recognise(Packed(exchange.export)) == "confluence"


def test_zendesk_markdown_and_what_nobody_knows(exchange: Exchange) -> None:
    assert recognise(Packed(exchange.export)) == ""
    exchange.write("a.txt", "x")
    exchange.write("b.json", '{"a": 1}')
    assert recognise(Packed(exchange.export)) == ""
    exchange.write("a.md", "# A")
    assert recognise(Packed(exchange.export)) == "markdown"
    exchange.zendesk(article(1, "Reset", "<p>x</p>"))
    assert recognise(Packed(exchange.export)) == "zendesk"
