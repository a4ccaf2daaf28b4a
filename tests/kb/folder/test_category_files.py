"""Files with the labels of folders."""

from __future__ import annotations

import pytest

from tests.conftest import Collection


class TestLabelsOfFolders:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("_category_.json", '{"label": "AdBlock for iOS", "position": 1, "link": {"description": "All of it"}}'),
            ("_category_.yml", "label: AdBlock for iOS\nposition: 1\ndescription: All of it\n"),
        ],
    )
    def test_label_position_and_description_are_read(self, collection: Collection, name: str, text: str) -> None:
        collection.write(f"z-ios/{name}", text)
        collection.write("z-ios/a.md", title="A")
        collection.write("android/b.md", title="B")
        first, second = collection.library().catalog.category_tree("en")
        assert (first.title, first.description, second.title) == ("AdBlock for iOS", "All of it", "Android")

    def test_an_index_of_the_folder_counts_more(self, collection: Collection) -> None:
        collection.write("x/_category_.json", '{"label": "B"}')
        collection.write("x/_index.md", "", title="A")
        collection.write("x/a.md", title="T")
        assert collection.library().catalog.category_title("en", "x") == "A"

    def test_in_a_language_folder_it_is_for_that_language(self, collection: Collection) -> None:
        collection.write("en/x/a.md", title="A")
        collection.write("fa/x/_category_.json", '{"label": "سفارش"}')
        collection.write("fa/x/a.md", title="A")
        catalog = collection.library().catalog
        assert (catalog.category_title("en", "x"), catalog.category_title("fa", "x")) == ("X", "سفارش")

    @pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 50_000, '"x"', b"\xff"])
    def test_one_that_cannot_be_read_is_a_warning_and_the_folder_keeps_its_name(
        self, collection: Collection, text: str | bytes
    ) -> None:
        collection.write("x/_category_.json", text)
        collection.write("x/a.md", title="A")
        catalog = collection.library().catalog
        assert catalog.category_title("en", "x") == "X"
        assert [problem.path for problem in catalog.problems] == ["x/_category_.json"]
