"""Pages that stand below other pages."""

from __future__ import annotations

from kb.exchange.bundle.page_tree import PageTree, TreePage


def tree(**above: str) -> PageTree:
    """Pages by number with the number above; those in capitals are not for everybody."""
    found = PageTree()
    for id_, parent in above.items():
        found.add(id_, TreePage(id_, "en", id_.title(), parent, is_open=id_.islower()))
    return found


def test_what_has_others_below_it_is_a_category() -> None:
    pages = tree(a="", b="a", c="b")
    assert [(one.id, one.titles, one.parent) for one in pages.categories()] == [
        ("page:a", {"en": "A"}, ""),
        ("page:b", {"en": "B"}, "page:a"),
    ]
    assert [pages.category_of(one) for one in "abc"] == ["", "page:a", "page:b"]


def test_closed_pages_are_passed_over_and_lost_ones_named() -> None:
    pages = tree(a="", B="a", C="B", d="C", e="gone")
    assert pages.category_of("d") == "page:a"
    assert [one.id for one in pages.categories()] == ["page:a"]
    assert pages.category_of("e") == "page:gone"


def test_a_circle_of_closed_pages_ends() -> None:
    pages = tree(A="B", B="A", c="A")
    assert [pages.category_of(one) for one in ("A", "B", "c")] == ["", "", ""]
