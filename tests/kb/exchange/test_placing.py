"""Every article and category has a place of its own."""

from __future__ import annotations

import pytest

from kb.exchange.bundle.bundle import ForeignCategory
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.placing import ArticlePlaces, safe_name


def folders(*categories: ForeignCategory, known: dict[str, str] | None = None) -> tuple[dict[str, str], ImportNotes]:
    places = ArticlePlaces(ImportNotes())
    places.place_categories(categories, known or {}, ["en"])
    return places.categories, places.notes


def category(id_: str, title: str, parent: str = "") -> ForeignCategory:
    return ForeignCategory(id_, {"en": title}, parent)


def test_categories_lie_in_their_parents_and_two_of_one_name_apart() -> None:
    found, _ = folders(
        category("3", "Deep", "2"), category("1", "Orders"), category("2", "Returns", "1"), category("4", "Orders")
    )
    assert found == {"1": "orders", "2": "orders/returns", "3": "orders/returns/deep", "4": "orders-2"}


def test_a_circle_of_parents_is_cut_and_said() -> None:
    found, notes = folders(category("1", "A", "2"), category("2", "B", "1"), category("3", "C", "3"))
    assert found == {"2": "b", "1": "b/a", "3": "c"}
    assert [note.message for note in notes.all] == ["its parents lead in a circle; it stands at the top"] * 2


def test_a_parent_that_is_not_there_is_said() -> None:
    found, notes = folders(category("1", "A", "9"))
    assert (found, notes.all[0].message) == ({"1": "a"}, "its parent 9 is not in the export; it stands at the top")


def test_a_category_keeps_the_folder_that_it_had() -> None:
    assert folders(category("1", "New name"), known={"1": "old-name"})[0] == {"1": "old-name"}


def test_two_articles_with_one_title_and_what_is_there_already_keep_apart() -> None:
    places = ArticlePlaces(ImportNotes(), taken={"reset"})
    found = [places.place_article(id_, "", "Reset", is_folder=False).path for id_ in ("1", "2", "1")]
    assert found == ["reset-2.md", "reset-3.md", "reset-2.md"]


def test_an_article_that_was_moved_stays_where_it_is() -> None:
    places = ArticlePlaces(ImportNotes())
    moved = places.place_article("1", "", "Reset", is_folder=False, known="elsewhere/name/index.md")
    assert (moved.path, moved.beside, moved.inside) == ("elsewhere/name/index.md", "elsewhere/name", "elsewhere/name")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2024-05-01 News", "about-2024-05-01-news"),
        ("Node_modules", "about-node_modules"),
        ("index", "question-index"),
        ("../../etc", "etc"),
        ("?", "question"),
        ("بازنشانی گذرواژه", "بازنشانی-گذرواژه"),
    ],
)
def test_no_title_is_read_as_something_else_once_it_is_a_name(title: str, name: str) -> None:
    assert safe_name(title) == name
