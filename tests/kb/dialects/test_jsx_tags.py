"""Tabs that are written as tags."""

from __future__ import annotations

import pytest

from tests.kb.conftest import show, words


class TestTabsOfDocusaurus:
    NAMED = (
        "<Tabs>\n{0}<TabItem value='a' label=\"A\">\n\n{0}One.\n\n{0}</TabItem>\n"
        "{0}<TabItem value='b'>\n\n{0}- Two\n\n{0}</TabItem>\n</Tabs>"
    )

    @pytest.mark.parametrize("indent", ["", "  ", "    "])
    def test_each_has_its_label_or_else_its_value_and_holds_markdown(self, indent: str) -> None:
        (tabs,) = show(f"Before.\n\n{self.NAMED.format(indent)}\n\nAfter.").find_class("tabbed-set")
        assert [words(child) for child in tabs] == ["A", "One.", "b", "Two"]
        assert tabs.find(".//li") is not None

    def test_the_tag_around_them_may_name_them_and_go_on_for_lines(self) -> None:
        head = "<Tabs\n  values={[\n    {label: 'Apple', value: 'a'},\n    {label: \"Bee\", value: 'b'},\n  ]}>\n"
        (tabs,) = show(head + "<TabItem value='b'>\n\nOne.\n\n</TabItem>\n</Tabs>").find_class("tabbed-set")
        assert words(tabs[0]) == "Bee"

    def test_they_stand_in_a_step_of_a_list_and_in_one_another(self) -> None:
        inner = "<Tabs>\n<TabItem value='x'>\n\nDeep.\n\n</TabItem>\n</Tabs>"
        nested = f"<Tabs>\n<TabItem value='a'>\n\n{inner}\n\n</TabItem>\n</Tabs>"
        sets = show(nested).find_class("tabbed-set")
        assert [words(each) for each in sets] == ["a x Deep.", "x Deep."]
        step = "\n".join(f"   {line}" for line in inner.split("\n"))
        item, _ = show(f"1. Do this:\n\n{step}\n\n2. Then that.").findall("ol/li")
        assert words(item) == "Do this: x Deep."

    def test_in_code_they_stay_as_they_are(self) -> None:
        body = "<Tabs>\n<TabItem value='a'>\n\n```jsx\n<TabItem value='b'>\n  x\n```\n\n</TabItem>\n</Tabs>"
        tree = show(body)
        assert tree.find(".//code").text == "<TabItem value='b'>\n  x"
        assert len(tree.find_class("tab-name")) == 1
