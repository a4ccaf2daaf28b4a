"""Boxes whose text is indented below their first line."""

from __future__ import annotations

import pytest

from tests.kb.conftest import show, words
from tests.kb.dialects.conftest import outline


class TestIndentedBlocks:
    @pytest.mark.parametrize("indent", ["   ", "    "])
    def test_an_admonition_stays_inside_its_list_item(self, indent: str) -> None:
        tree = show(f"1. a\n\n{indent}!!! note\n{indent}    Inside.\n\n{indent}    - x\n\n2. b")
        assert words(tree.find("ol/li/div")) == "Note Inside. x"
        assert len(tree.findall("ol/li")) == 2

    def test_lists_nest_by_two_spaces_inside_an_admonition_as_well(self) -> None:
        tree = show("!!! note\n    Steps:\n    - a\n      - b")
        assert outline(tree.find("div/ul")) == ["a", ["b"]]

    def test_indented_four_columns_it_is_code(self) -> None:
        assert show("Text:\n\n    !!! note\n        x").findtext(".//code") == "!!! note\n    x"
