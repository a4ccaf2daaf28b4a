"""The editors' synonyms: what is read, what is told, and that the library notices the file."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kb.catalog.catalog import Catalog
from kb.catalog.synonym_file import MAX_CHARACTERS, MAX_GROUP, MAX_KILOBYTES, MAX_RULES, SynonymFile, read_synonyms
from kb.editing.check import check
from kb.library.watcher import Watcher
from tests.conftest import Collection

Rule = tuple[str, tuple[str, ...], tuple[str, ...], int]


def rules(text: str) -> list[Rule]:
    return [(rule.language, rule.words, rule.finds, rule.line) for rule in read_synonyms(text).rules]


def groups(text: str) -> list[tuple[str, ...]]:
    return [rule.words for rule in read_synonyms(text).rules]


def problems(text: str) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in read_synonyms(text).problems]


class TestReading:
    def test_a_group_finds_itself_and_an_arrow_its_right_side(self) -> None:
        text = "all:\n  - [wifi, wi-fi]\nen:\n  - fridge, ice box => refrigerator, cooler\n"
        assert rules(text) == [
            ("all", ("wifi", "wi-fi"), ("wifi", "wi-fi"), 2),
            ("en", ("fridge", "ice box"), ("refrigerator", "cooler"), 4),
        ]
        assert [rule.is_one_way for rule in read_synonyms(text).rules] == [False, True]

    def test_brackets_may_be_left_out_and_lists_written_below_each_other(self) -> None:
        assert groups("en:\n  - cancel, end it\n  - - car\n    - auto\n") == [("cancel", "end it"), ("car", "auto")]

    def test_what_yaml_takes_for_something_else_stays_the_text_that_was_written(self) -> None:
        text = "no:\n  - [no, on, 404, 1_000, 2026-02-11, ~, null]\n"
        assert problems("en:\n  - [no, ~]\n") == [("bad_synonym", 2)]  # without letter or digit
        assert rules(text.replace("~, ", "")) == [
            ("no", words := ("no", "on", "404", "1_000", "2026-02-11", "null"), words, 2)
        ]

    def test_comments_empty_languages_and_an_empty_file_are_fine(self) -> None:
        assert problems("# nothing yet\n") == problems("") == problems("en:\nru: # later\n") == []

    def test_spaces_and_a_word_written_twice_are_tidied(self) -> None:
        assert groups("en:\n  - [ end   subscription , Cancel, cancel ]\n") == [("end subscription", "Cancel")]

    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_every_kind_of_line_end_is_counted(self, end: str) -> None:
        assert problems(f"en:{end}  - [a, b]{end}  - [alone]{end}") == [("bad_synonym", 3)]


class TestProblems:
    @pytest.mark.parametrize(
        "entry",
        [
            "[alone]",
            "alone",
            "[same, SAME]",
            "[a, '']",
            "[a, ?!]",
            "[a, [b, c]]",
            "{a: b}",
            "a: b",
            "a => b => c",
            "=> b",
            "a =>",
            "[a => b, c]",
            "''",
            f"[a, {'b' * (MAX_CHARACTERS + 1)}]",
            f"[{', '.join(map(str, range(MAX_GROUP + 1)))}]",
            "[a, b",
            '"a, b',
            "[a, *b]",
            "@a, b",
            "[" * 400,
        ],
    )
    def test_a_bad_entry_is_an_error_of_its_line_and_the_others_count(self, entry: str) -> None:
        found = read_synonyms(f"en:\n  - [one, two]\n  - {entry}\n  - [three, four]\n")
        assert [(problem.severity, problem.code, problem.line) for problem in found.problems] == [
            ("error", "bad_synonym", 3)
        ]
        assert [rule.words for rule in found.rules][0] == ("one", "two")
        assert ("three", "four") in [rule.words for rule in found.rules] or entry.startswith('"')

    def test_the_message_names_the_language_the_value_and_what_was_expected(self) -> None:
        (problem,) = read_synonyms("en:\n  - [alone]\n").problems
        assert (problem.path, problem.key, problem.value) == ("synonyms.yml", "en", "[alone]")
        assert str(problem) == (
            "synonyms.yml:2: error: en: '[alone]' is not a group of two or more words like [wifi, wlan] "
            "or a line like 'fridge => refrigerator'"
        )

    def test_the_limits_themselves_are_allowed(self) -> None:
        assert problems(f"en:\n  - [a, {'b' * MAX_CHARACTERS}]\n") == []
        assert problems(f"en:\n  - [{', '.join(map(str, range(MAX_GROUP)))}]\n") == []

    @pytest.mark.parametrize("code", ["xx", "english", "EN", "wifi"])
    def test_an_unknown_language_is_an_error_and_its_entries_count_nowhere(self, code: str) -> None:
        found = read_synonyms(f"all:\n  - [a, b]\n{code}:\n  - [c, d]\n")
        assert [(problem.code, problem.line, problem.key) for problem in found.problems] == [("bad_synonym", 3, code)]
        assert len(found.rules) == 1

    def test_the_entries_below_a_broken_heading_do_not_count_for_the_language_above(self) -> None:
        text = "all:\n  - [a, b]\nen\n  - [c, d]\nru:\n  - [e, f]\n"
        assert [rule[:2] for rule in rules(text)] == [("all", ("a", "b")), ("ru", ("e", "f"))]
        assert problems(text) == [("bad_synonym", 3)]

    @pytest.mark.parametrize("text", ["- [a, b]\n", "just text\n", "en: text\n", "en: {a: b}\n"])
    def test_a_file_of_another_shape_is_one_error(self, text: str) -> None:
        assert (rules(text), problems(text)) == ([], [("bad_synonym", 1)])

    def test_entries_beyond_the_limit_are_left_out(self) -> None:
        text = "en:\n" + "".join(f"  - [a{number}, b{number}]\n" for number in range(MAX_RULES + 1))
        assert len(rules(text)) == MAX_RULES
        assert problems(text) == [("bad_synonym", MAX_RULES + 2)]

    def test_a_word_in_two_entries_is_a_warning_on_the_second(self) -> None:
        assert problems("en:\n  - [a, b]\n  - [B, c]\n") == [("synonym_twice", 3)]
        assert problems("all:\n  - [a, b]\nen:\n  - b => c\n") == [("synonym_twice", 4)]

    def test_a_word_in_two_languages_is_none(self) -> None:
        assert problems("en:\n  - [a, b]\nde:\n  - [a, c]\n  - x => b\n") == []

    def test_an_arrow_to_a_word_with_synonyms_is_a_warning(self) -> None:
        assert problems("en:\n  - a => b\n  - [b, c]\n") == [("synonym_chain", 2)]
        assert problems("en:\n  - a => b\n  - b => c\n") == [("synonym_chain", 2)]
        assert problems("en:\n  - a => b\n  - c => b\n") == []


class TestLibrary:
    def write(self, collection: Collection, text: str | bytes) -> Path:
        collection.write("en/a.md", "Some text.", title="A")
        return collection.write("synonyms.yml", text)

    def words(self, file: SynonymFile) -> list[tuple[str, ...]]:
        return [rule.words for rule in file.rules]

    def test_the_catalog_carries_the_rules_and_the_file_is_no_article(self, collection: Collection) -> None:
        self.write(collection, "en:\n  - [a, b]\n")
        catalog = collection.library().catalog
        assert self.words(catalog.synonyms) == [("a", "b")]
        assert len(catalog.articles) == 1

    def test_kb_check_tells_its_problems(self, collection: Collection) -> None:
        self.write(collection, "en:\n  - [a]\n  - [b, c]\n  - [c, d]\n")
        found = check(collection.library().catalog)
        assert [(problem.path, problem.line, problem.code) for problem in found] == [
            ("synonyms.yml", 2, "bad_synonym"),
            ("synonyms.yml", 4, "synonym_twice"),
        ]

    def test_a_change_makes_a_new_catalog_and_no_change_keeps_the_rules_as_they_are(
        self, collection: Collection
    ) -> None:
        self.write(collection, "en:\n  - [a, b]\n")
        library = collection.library()
        before = library.catalog
        assert library.refresh() is before
        collection.write("en/b.md", "Some text.", title="B")
        assert library.refresh().synonyms is before.synonyms
        file = self.write(collection, "en:\n  - [a, b, c]\n")
        assert self.words(library.refresh().synonyms) == [("a", "b", "c")]
        file.unlink()
        assert library.refresh().synonyms.rules == ()

    @pytest.mark.parametrize(
        ("broken", "code"), [(b"en:\n  - [caf\xe9, b]\n", "not_utf8"), (b"#" * (MAX_KILOBYTES * 1024 + 1), "too_large")]
    )
    def test_a_file_that_cannot_be_read_keeps_its_last_good_rules(
        self, collection: Collection, broken: bytes, code: str
    ) -> None:
        self.write(collection, "en:\n  - [a, b]\n")
        library = collection.library()
        self.write(collection, broken)
        catalog = library.refresh()
        assert [problem.code for problem in catalog.problems] == [code]
        assert self.words(catalog.synonyms) == [("a", "b")]
        self.write(collection, "en:\n  - [c, d]\n")
        assert (self.words(library.refresh().synonyms), library.catalog.problems) == ([("c", "d")], ())

    @pytest.mark.slow
    def test_a_saved_file_is_noticed_while_the_site_runs(self, collection: Collection) -> None:
        self.write(collection, "en:\n  - [a, b]\n")
        library, noticed = collection.library(), threading.Event()

        def listen(catalog: Catalog) -> None:
            if self.words(catalog.synonyms) == [("c", "d")]:
                noticed.set()

        library.on_change(listen)
        watcher = Watcher(library)
        watcher.start()
        try:
            self.write(collection, "en:\n  - [c, d]\n")
            assert noticed.wait(10)
        finally:
            watcher.close()
