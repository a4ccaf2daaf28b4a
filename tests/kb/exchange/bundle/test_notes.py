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


def test_what_many_articles_have_is_told_once_with_their_number_and_some_of_them() -> None:
    notes = ImportNotes()
    notes.add("category", "A", "x")
    for _reading in range(3):
        for number in range(5):
            notes.add_each("template", "{{Cite}}", f"Page {number}", "in %(count)s articles: %(examples)s")
        notes.add_each("template", "{{Box}}", "Page 9", "in %(count)s articles: %(examples)s")
    assert [(one.kind, one.where, str(one.message)) for one in notes.all] == [
        ("category", "A", "x"),
        ("template", "{{Cite}}", "in 5 articles: Page 0, Page 1, Page 2, …"),
        ("template", "{{Box}}", "in 1 articles: Page 9"),
    ]


def test_of_what_is_told_once_for_all_articles_so_many_are_kept_too() -> None:
    notes = ImportNotes()
    for _reading in range(2):
        for number in range(MOST_OF_A_KIND + 5):
            notes.add_each("template", str(number), "Page", "%(count)s, %(examples)s")
    assert (len(notes.all), notes.left_out["template"]) == (MOST_OF_A_KIND, 5)
