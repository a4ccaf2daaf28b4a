"""A list of contents gives the order and the names of folders."""

from __future__ import annotations

from kb.folder.summary import is_summary, read_summary
from tests.conftest import Collection


class TestContents:
    SUMMARY = """# Summary

[Welcome](README.md)

## Using it

* [Orders](orders/README.md)
  * [Track &amp; trace](orders/track.md)
  * [Cancel](<orders/cancel it.md>)
* [Shop](https://shop.example)
- [Draft]()
---
"""

    def test_it_is_no_article_and_gives_the_order_and_the_names_of_folders(self, collection: Collection) -> None:
        collection.write("SUMMARY.md", self.SUMMARY)
        collection.write("README.md", "# Welcome\n\nText.")
        for name in ("README", "cancel it", "track", "zeta"):
            collection.write(f"orders/{name}.md", f"# {name}\n\nText.")
        catalog = collection.library().catalog
        assert {a.key for a in catalog.published} == {
            "README",
            "orders",
            "orders/cancel it",
            "orders/track",
            "orders/zeta",
        }
        assert [a.title for a in catalog.in_category("en", "orders")] == ["track", "cancel it", "zeta"]
        assert catalog.category_title("en", "orders") == "Orders"
        assert catalog.problems == ()

    def test_a_file_of_that_name_with_text_is_an_article(self) -> None:
        assert is_summary("en/SUMMARY.md", self.SUMMARY)
        assert not is_summary("SUMMARY.md", f"{self.SUMMARY}\nWords about it.\n")
        assert not is_summary("other.md", self.SUMMARY)
        assert not is_summary("SUMMARY.md", "# Summary\n")

    def test_links_out_of_the_folder_are_no_entries(self) -> None:
        text = "* [a](../../etc/passwd.md)\n* [b](/x.md)\n* [c](%2e%2e/y.md)\n* [d](./z.md#part)\n"
        assert [entry.path for entry in read_summary("SUMMARY.md", text)] == ["z.md"]

    def test_a_weight_of_its_own_counts_more(self, collection: Collection) -> None:
        collection.write("SUMMARY.md", "* [A](x/a.md)\n* [B](x/b.md)\n")
        collection.write("x/a.md", title="A", weight="9")
        collection.write("x/b.md", title="B")
        assert [a.key for a in collection.library().catalog.in_category("en", "x")] == ["x/b", "x/a"]
