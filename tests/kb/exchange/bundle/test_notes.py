"""What an import has to tell, once and bounded."""

from __future__ import annotations

from kb.exchange.bundle.notes import MOST_OF_A_KIND, ImportNotes


def test_the_same_thing_is_told_once_and_kinds_stay_together() -> None:
    notes = ImportNotes()
    for kind, where in (("link", "a"), ("file", "b"), ("link", "a"), ("link", "c")):
        notes.add(kind, where, "x\ny")
    assert [(one.kind, one.where, one.message) for one in notes.all] == [
        *(("link", "a", "x y"), ("link", "c", "x y"), ("file", "b", "x y"))
    ]


def test_after_so_many_of_a_kind_the_rest_is_counted() -> None:
    notes = ImportNotes()
    for number in range(MOST_OF_A_KIND + 5):
        notes.add("link", str(number), "x")
    assert (len(notes.all), notes.left_out["link"]) == (MOST_OF_A_KIND, 5)


def test_what_is_only_counted_counts_once_however_often_the_export_is_read() -> None:
    notes = ImportNotes()
    for _reading in range(3):
        for number in range(MOST_OF_A_KIND + 5):
            notes.add("link", str(number), "x")
    assert (len(notes.all), notes.left_out["link"]) == (MOST_OF_A_KIND, 5)
