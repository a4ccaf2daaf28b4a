"""Whoever may view a page there: what is not for everybody, or cannot be told, is not for everybody here."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.confluence.space_export import space_bundle
from tests.kb.exchange.confluence.space_sample import SPACE, page, plain, put, reference, restriction, thing
from tests.kb.exchange.conftest import Exchange

TREE = page(1, "A"), page(2, "B", parent=1), page(3, "C", parent=2), page(4, "D", parent=1)


def public(exchange: Exchange, *objects: str, space: str = SPACE) -> set[str]:
    put(exchange, *objects, space=space)
    bundle = space_bundle(Packed(exchange.export), ImportNotes(), "en")
    return {one.id for one in bundle.articles() if one.is_public}


def test_a_restriction_holds_for_everything_below(exchange: Exchange) -> None:
    assert public(exchange, *TREE, restriction(50, 2)) == {"1", "4"}


def test_the_order_of_objects_does_not_matter(exchange: Exchange) -> None:
    assert public(exchange, restriction(50, 2), *reversed(TREE)) == {"1", "4"}


def test_who_may_change_a_page_keeps_nobody_from_reading(exchange: Exchange) -> None:
    assert public(exchange, *TREE, restriction(50, 1, "Edit"), restriction(60, 2, "Share")) == {"1", "2", "3", "4"}


def test_a_category_of_a_restricted_page_is_internal(exchange: Exchange) -> None:
    put(exchange, *TREE, restriction(50, 2))
    found = space_bundle(Packed(exchange.export), ImportNotes(), "en").categories
    assert {one.id: one.is_public for one in found} == {"1": True, "2": False}


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (plain("type", "Novel"),),
        (plain("type", "View"),),
    ],
)
def test_a_set_that_only_the_page_names_counts(exchange: Exchange, parts: tuple[str, ...]) -> None:
    listed = '<collection name="contentPermissionSets" class="java.util.Set"><element class="ContentPermissionSet"><id name="id">50</id></element></collection>'
    found = (thing("ContentPermissionSet", 50, *parts),) if parts else ()
    assert public(exchange, page(1, "A", more=listed), page(2, "B"), *found) == {"2"}


def test_a_restriction_of_nobody_knows_which_page_holds_for_all(exchange: Exchange) -> None:
    lost = thing("ContentPermission", 51, plain("type", "View"), reference("owningSet", "ContentPermissionSet", 50))
    assert public(exchange, *TREE, lost) == set()


def test_a_set_for_changing_that_holds_a_permission_to_view_counts(exchange: Exchange) -> None:
    mixed = thing("ContentPermission", 70, plain("type", "View"), reference("owningSet", "ContentPermissionSet", 50))
    assert public(exchange, *TREE, restriction(50, 2, "Edit"), mixed) == {"1", "4"}


def test_a_page_in_the_trash_still_restricts_what_is_below(exchange: Exchange) -> None:
    gone = page(2, "B", parent=1, status="deleted")
    assert public(exchange, page(1, "A"), gone, page(3, "C", parent=2), restriction(50, 2)) == {"1"}


def test_a_page_above_that_only_the_list_of_ancestors_names_counts(exchange: Exchange) -> None:
    above = '<collection name="ancestors" class="java.util.List"><element class="Page"><id name="id">{}</id></element></collection>'
    two, three = page(2, "B", more=above.format(1)), page(3, "C", more=above.format(99))
    assert public(exchange, page(1, "A"), two, three, page(4, "D", parent=3)) == {"1", "2"}
    assert public(exchange, page(1, "A"), two, restriction(50, 1)) == set()


def test_a_space_for_people_with_an_account_is_internal(exchange: Exchange) -> None:
    closed = SPACE.replace('<property name="group"/>', plain("group", "confluence-users"))
    assert public(exchange, *TREE, space=closed) == set()


def test_of_a_space_that_says_nothing_the_report_asks_to_check(exchange: Exchange) -> None:
    put(exchange, *TREE, space=SPACE.replace("VIEWSPACE", "EXPORTSPACE"))
    notes = ImportNotes()
    bundle = space_bundle(Packed(exchange.export), notes, "en")
    assert all(one.is_public for one in bundle.articles())
    assert [(note.kind, note.where) for note in notes.all] == [("audience", "Shop help")]
