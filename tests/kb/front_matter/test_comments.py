"""What authors noted in front matter for each other goes; what it says stays."""

from __future__ import annotations

import pytest

from kb.front_matter.comments import without_comments
from kb.front_matter.parse import split

YAML = """---
# Ask Ann
title: بازگشت کالا # the old one was better
tags: # in this order
  - one # first
  # between
  - "two # three"
note: |
  # shown
  text
url: a#b
q: "x # y" # z
# end
---
# Body
"""


def test_comments_of_yaml_go_and_every_value_stays() -> None:
    told = without_comments(YAML)
    for noted in ("Ask Ann", "better", "in this order", "first", "between", "# z", "# end"):
        assert noted not in told
    assert {key: value.plain() for key, value in split(told).values.items()} == {
        key: value.plain() for key, value in split(YAML).values.items()
    }
    assert told.endswith("---\n# Body\n")


def test_comments_of_toml_go_below_its_tables_as_well() -> None:
    told = without_comments("+++\n# a\ntitle = 'x # y' # b\n[more]\n# c\nx = 1\n+++\nBody # d\n")
    assert "# a" not in told
    assert "# b" not in told
    assert "# c" not in told
    assert told.endswith("[more]\nx = 1\n+++\nBody # d\n")


@pytest.mark.parametrize("text", ["# Heading\n", "---\ntitle: a#b\n---\n# Heading\n", "", "Text # more\n"])
def test_what_has_none_is_the_same(text: str) -> None:
    assert without_comments(text) == text
