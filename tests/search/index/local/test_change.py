"""What a catalog says that an index does not."""

from __future__ import annotations

from dataclasses import replace

from kb.catalog.article import Audience
from kb.markdown.conversion import shared
from search.index.local.change import IndexComparison, all_of, changed, texts_of
from search.index.passages import Passage
from tests.search.index.local.conftest import KETTLE, POT, catalog


def test_at_first_everything_is_new_and_then_nothing() -> None:
    first = changed(catalog(KETTLE, POT), None)
    assert first is not None
    assert [entry.id for entry in first.entries] == [KETTLE.id, POT.id]
    assert first.new_text == first.documents.keys() == {KETTLE.id, POT.id}
    assert changed(catalog(KETTLE, POT), first.entries) is None
    assert changed(catalog(), None) is not None  # of nothing, too, an index is made


def test_texts_labels_and_what_is_gone_are_told_apart() -> None:
    first = changed(catalog(KETTLE, POT), None)
    assert first is not None
    tagged = replace(KETTLE, tags=("hot",))
    second = changed(catalog(tagged), first.entries)
    assert second is not None
    assert (second.new_text, second.documents.keys(), second.gone) == (set(), {KETTLE.id}, {POT.id})
    assert second.entries[0].passages is first.entries[0].passages
    assert second.documents[KETTLE.id].article.tags == ("hot",)


def test_what_cannot_be_rendered_yet_is_no_change_until_it_is_cut_otherwise() -> None:
    lamp = replace(KETTLE, body="A *lamp* that no process renders.")
    shared().close()
    try:
        first = changed(catalog(lamp, POT), None)
        assert first is not None
        assert first.new_text == {lamp.id, POT.id}
        assert changed(catalog(lamp, POT), first.entries) is None
        other = changed(catalog(lamp, replace(POT, title="Pots anew")), first.entries)
        assert other is not None
        assert other.new_text == other.documents.keys() == {POT.id}
        assert other.entries[0] is first.entries[0]
    finally:
        shared.cache_clear()
    again = changed(catalog(lamp, POT), first.entries)
    assert again is not None
    assert again.new_text == {lamp.id, POT.id}


def test_after_an_edit_it_is_told_in_which_row_another_entry_stands() -> None:
    comparison = IndexComparison()
    first = comparison.changed(catalog(KETTLE, POT), None)
    assert first is not None
    assert first.rows is None
    comparison.made(catalog(KETTLE, POT), first.entries)
    edited = catalog(KETTLE, replace(POT, body="Stir."))
    second = comparison.changed(edited, first.entries)
    assert second is not None
    assert (second.rows, second.new_text, second.documents.keys()) == ((1,), {POT.id}, {POT.id})
    assert second.entries[0] is first.entries[0]
    comparison.made(edited, second.entries)
    assert comparison.changed(edited, second.entries) is None


def test_of_an_index_that_others_made_and_after_more_than_an_edit_all_is_compared() -> None:
    comparison = IndexComparison()
    first = comparison.changed(catalog(KETTLE, POT), None)
    assert first is not None
    comparison.made(catalog(KETTLE, POT), first.entries)
    moved = catalog(KETTLE, replace(POT, category="kitchen"))
    second = comparison.changed(moved, first.entries)
    assert second is not None
    assert (second.rows, second.documents.keys()) == (None, {POT.id})
    comparison.made(moved, second.entries)
    of_others = [*first.entries]
    third = comparison.changed(moved, of_others)
    assert third is not None
    assert (third.rows, third.documents.keys()) == (None, {POT.id})


def test_the_query_language_reads_headings_and_text() -> None:
    passages = [Passage("en", "k", "Kettles", ("Clean", "Descale"), "", "vinegar")]
    assert texts_of(passages) == ["Clean Descale vinegar"]


def test_all_that_is_indexed_is_written_with_who_may_see_it() -> None:
    """An older version of us did not keep that."""
    internal = replace(KETTLE, audience=Audience.INTERNAL)
    made = changed(catalog(internal), None)
    assert made is not None
    entries = [replace(entry, audience=None) for entry in made.entries]
    whole = all_of(catalog(internal), entries)
    assert [entry.audience for entry in whole.entries] == [Audience.INTERNAL]
    assert whole.new_text == whole.documents.keys() == {entry.id for entry in entries}
    assert [entry.passages for entry in whole.entries] == [entry.passages for entry in entries]
