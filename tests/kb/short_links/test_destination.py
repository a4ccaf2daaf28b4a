"""Where a short link leads."""

from __future__ import annotations

import pytest

from kb.markdown.render import render
from kb.short_links.destination import anchor_in, article_of
from kb.short_links.links import (
    Destination,
)
from tests.kb.conftest import a_catalog, an_article
from tests.kb.short_links.conftest import RESET


class TestWhereItLeads:
    EN = an_article("account/reset", "en", "## One\n\n## Two")
    FA = an_article("account/reset", "fa", "## یک\n\n## دو")

    def lead(self, target: Destination, *articles: object, preferred: str = "en") -> object:
        catalog = a_catalog(*articles)  # type: ignore[arg-type]
        found = article_of(target, catalog, frozenset(a.audience for a in [self.EN]), preferred)
        return found and found.id

    def test_to_the_language_of_the_link_else_the_readers_else_any(self) -> None:
        both = (self.EN, self.FA)
        assert self.lead(RESET._replace(language="fa"), *both) == ("fa", "account/reset")
        assert self.lead(RESET, *both, preferred="fa") == ("fa", "account/reset")
        assert self.lead(RESET, self.FA) == ("fa", "account/reset")
        assert self.lead(RESET._replace(language="ru"), *both, preferred="fa") == ("fa", "account/reset")

    def test_to_wherever_the_article_moved_also_one_language_on_its_own(self) -> None:
        moved = an_article("help/password", "en", old_paths=("account/reset",))
        assert self.lead(RESET, moved) == ("en", "help/password")
        assert self.lead(RESET, moved, self.FA) == ("en", "help/password")
        assert self.lead(RESET, moved, self.FA, preferred="fa") == ("fa", "account/reset")
        assert self.lead(RESET, moved, preferred="fa") == ("en", "help/password")

    def test_nowhere_where_it_is_gone(self) -> None:
        assert self.lead(RESET, an_article("other")) is None

    @pytest.mark.parametrize(
        ("anchor", "expected"),
        [("two", "دو"), ("دو", "دو"), ("", ""), ("three", "")],
        ids=["named", "own", "none", "gone"],
    )
    def test_a_section_is_found_in_a_translation_by_its_place(self, anchor: str, expected: str) -> None:
        catalog = a_catalog(self.EN, self.FA)
        audiences = frozenset([self.EN.audience])
        assert anchor_in(self.FA, anchor, catalog, audiences, lambda a: render(a, catalog)) == expected

    def test_a_section_has_no_place_where_a_translation_has_others(self) -> None:
        shorter = an_article("account/reset", "fa", "## دو")
        catalog = a_catalog(self.EN, shorter)
        found = anchor_in(shorter, "two", catalog, frozenset([self.EN.audience]), lambda a: render(a, catalog))
        assert found == ""
