"""What pages show of a hit: safe HTML, whatever an article says."""

from __future__ import annotations

import re

from search.results.as_html import marked_title, quotation
from tests.search.conftest import Searchable

HOSTILE = "Kettle <img src=x onerror=alert(1)> & more"


def test_title_and_quotation_are_marked_and_let_nothing_else_through(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "Descale the kettle with `<b>` & acid.\n\nThen rinse it.", title=HOSTILE)
    searchable.index()
    (hit,) = searchable.search("kettle").hits
    shown = [marked_title(hit), *quotation(hit)]
    assert shown[0].startswith("<mark>Kettle</mark> &lt;img")
    assert len(shown) == 1 + len(hit.quoted_text.split("\n"))
    assert all(set(re.findall(r"<[^>]*>", text)) <= {"<mark>", "</mark>"} for text in shown)
