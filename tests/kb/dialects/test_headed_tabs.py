"""Tabs whose names are headings."""

from __future__ import annotations

import pytest

from kb.dialects.rewrite import normalise
from tests.kb.conftest import show, words

TABS = [
    "# [الهاتف](#tab/phone)\n\nاضغط.\n\n# [Компьютер](#tab/computer)\n\n1. Click.\n\n---\n\nAfter.",
    "### [**الهاتف**](#tab/phone/a)\nاضغط.\n### [Компьютер](#tab/computer/a)\n1. Click.\n* * *\nAfter.",
    "<!-- tabs:start -->\n\n#### **الهاتف**\n\nاضغط.\n\n#### **Компьютер**\n\n1. Click.\n\n<!-- tabs:end -->\n\nAfter.",
]


@pytest.mark.parametrize("written", TABS)
def test_headings_of_tabs_are_their_names(written: str) -> None:
    tree = show(f"Before.\n\n{written}")
    (tabs,) = tree.xpath("//div[@class='tabbed-set']")
    assert [words(name) for name in tabs.findall("p[@class='tab-name']")] == ["الهاتف", "Компьютер"]
    assert [words(block) for block in tabs.findall("div")] == ["اضغط.", "Click."]
    assert words(tree).startswith("Before.")
    assert words(tree.findall("p")[-1]) == "After."
    assert not tree.xpath("//h1 | //h2 | //h3 | //h4 | //hr")


def test_tabs_within_a_step_stay_in_it() -> None:
    tree = show("1. One:\n\n   # [A](#tab/a)\n\n   Text.\n\n   ---\n\n   More.\n\n2. Two.")
    (steps,) = tree.findall("ol")
    first, second = steps.findall("li")
    assert first.xpath(".//div[@class='tabbed-set']")
    assert (words(first), words(second)) == ("One: A Text. More.", "Two.")


def test_two_groups_are_two() -> None:
    one = "# [A](#tab/a)\nOne.\n---\n"
    assert len(show(f"{one}\nBetween.\n\n{one}").xpath("//div[@class='tabbed-set']")) == 2


def test_headings_one_level_below_a_tab_set_are_its_tabs() -> None:
    tree = show("## Ways {.tabset}\n\n### دفع\nOne.\n\n#### Inner\nx\n\n### Card\nTwo.\n\n## After\n\nText.")
    (tabs,) = tree.xpath("//div[@class='tabbed-set']")
    assert [words(name) for name in tabs.findall("p[@class='tab-name']")] == ["دفع", "Card"]
    assert [words(one) for one in tree.findall("h2")] == ["Ways", "After"]


@pytest.mark.parametrize(
    "written", ["## [A](a.md)\n\nText.\n\n---\n\nMore.", "#### **A**\n\nText.", "## A\n\n### B\n\nC"]
)
def test_other_headings_stay_headings(written: str) -> None:
    assert not show(written).xpath("//div[@class]")


@pytest.mark.parametrize(
    "piece", ["# [A](#tab/a)\n", "# [A](#tab/", "<!-- tabs:start -->\n#### **a**\n", "## A {.tabset}\n"]
)
def test_hostile_tabs_are_read_in_time_that_grows_with_their_length(piece: str) -> None:
    assert isinstance(normalise(piece * (100_000 // len(piece))), str)
