"""Articles whose names, headings, files and addresses look like something of the site leave as all others do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import Result

from search.static_site.page_links import page_tree
from tests.search.static_site.conftest import BASE

pytestmark = pytest.mark.slow
PRICES = "Молоко;89\n".encode("cp1251")
NOTES = f"See {BASE}/en/articles/shop/contact and [this](/en/articles/shop/contact).\n".encode()
TOO_LONG = "x" * 300
OURS = {
    "en/shop/contact.md": (
        f"---\nold_paths: [{TOO_LONG}, before/this]\n---\n# Contact\n\n## Feedback\n\nApple.\n\n"
        "## Followup\n\nPear.\n\n"
        "[Prices](prices.csv), [notes](notes.txt), [milk](/en/search?q=milk%20shake), "
        "[all](/en/articles/shop/contact?x=1)\n"
    ),
    "en/shop/contact/deep.md": "# Deep\n\nText.\n",
    "en/shop/unread.md": "---\ntitle: [\n---\n# Unread\n\nText.\n",
}


class Unusual(NamedTuple):
    root: Path
    result: Result


@pytest.fixture(scope="module")
def unusual(tmp_path_factory: pytest.TempPathFactory, export_again: Callable[..., Result]) -> Unusual:
    top = tmp_path_factory.mktemp("unusual")
    for path, text in OURS.items():
        (top / "articles" / path).parent.mkdir(parents=True, exist_ok=True)
        (top / "articles" / path).write_text(text, "utf-8")
    (top / "articles/en/shop/prices.csv").write_bytes(PRICES)
    (top / "articles/en/shop/notes.txt").write_bytes(NOTES)
    return Unusual(top / "site", export_again(top / "articles", top / "site", "--base-url", BASE))


def test_an_article_and_a_category_called_contact_are_pages(unusual: Unusual) -> None:
    assert (unusual.root / "en/articles/shop/contact/index.html").is_file()
    assert (unusual.root / "en/categories/shop/contact/index.html").is_file()
    assert not (unusual.root / "en/contact").exists()  # that is nothing but a form here


def test_headings_called_as_parts_of_the_page_stay_and_the_parts_go(unusual: Unusual) -> None:
    tree = page_tree((unusual.root / "en/articles/shop/contact/index.html").read_bytes())
    assert [one.tag for one in tree.xpath("//*[@id='feedback' or @id='followup']")] == ["h2", "h2"]
    assert not tree.xpath("//*[@id='feedback-title']")


def test_files_beside_articles_are_copied_byte_by_byte(unusual: Unusual) -> None:
    assert (unusual.root / "files/en/shop/prices.csv").read_bytes() == PRICES
    assert (unusual.root / "files/en/shop/notes.txt").read_bytes() == NOTES


def test_a_link_to_a_search_keeps_what_is_searched(unusual: Unusual) -> None:
    tree = page_tree((unusual.root / "en/articles/shop/contact/index.html").read_bytes())
    [milk] = tree.xpath("//a[text()='milk']/@href")
    [other] = tree.xpath("//a[text()='all']/@href")
    assert milk == "../../../search/index.html?q=milk%20shake"
    assert other == "index.html"


def test_what_cannot_be_read_or_named_is_said_and_the_rest_is_written(unusual: Unusual) -> None:
    assert unusual.result.exit_code == 0
    assert "en/shop/unread.md:" in unusual.result.stderr
    assert ": error: " in unusual.result.stderr
    assert f"/en/articles/{TOO_LONG}: too long for the name of a file" in unusual.result.stderr
    assert (unusual.root / "en/articles/before/this/index.html").is_file()
