"""An article's text as it is imported, held against what the original showed."""

from __future__ import annotations

import pytest

from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems import gitbook_sample, notion_sample

NUMBER = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(("system", "write"), [("notion", notion_sample.write), ("gitbook", gitbook_sample.write)])
def test_markdown_that_says_the_same_raises_no_alarm(exchange: Exchange, system: str, write: object) -> None:
    assert callable(write)
    write(exchange)
    report = exchange.run(system, language="en")
    assert [version.path for version in report.versions if version.text] == []


def test_markdown_that_shows_less_than_it_did_is_told(exchange: Exchange) -> None:
    exchange.write(f"Page {NUMBER}.md", "# Page\n\nBefore\n\n[1. First](gone.md)\n")
    [version] = exchange.run("notion", language="en").versions
    assert exchange.body("en/page.md") == "Before\n\n1. First"
    assert (version.text.missing, version.text.added) == (("1.",), ())
