"""What an editor should mend, in the function and in the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import Problem
from kb.core.text import shorten
from kb.editing.check import check, team_problems
from tests.conftest import Collection
from tests.kb.editing.conftest import TEXT


def found(collection: Collection, *codes: str) -> list[Problem]:
    problems = check(collection.library().catalog)
    return [problem for problem in problems if not codes or problem.code in codes]


def only(collection: Collection) -> Problem:
    (problem,) = found(collection)
    return problem


def test_a_good_collection_has_no_problems(collection: Collection) -> None:
    collection.write("en/account/_index.md", "", title="Account")
    collection.write(
        "en/account/reset.md", "[close](close.md#how) ![key](key.png) [us](https://x.example)", title="Reset"
    )
    collection.write("en/account/close.md", "## How\n\n[up](#how)", title="Close", old_paths="[account/end]")
    collection.write("en/account/key.png", b"png")
    collection.write("fa/account/reset.md", "[بستن](close.md) ![کلید](key.png)", title="بازیابی")
    assert found(collection) == []


class TestLinks:
    @pytest.mark.parametrize("href", ["gone.md", "../gone", "/en/articles/gone", "..", "gone.mdx"])
    def test_a_link_that_leads_nowhere_is_an_error_with_its_line(self, collection: Collection, href: str) -> None:
        collection.write("en/a.md", f"One.\n\nSee [this]({href}).", title="A")
        problem = only(collection)
        assert (problem.severity, problem.code, problem.line) == ("error", "broken_link", 6)
        assert str(problem) == f"en/a.md:6: error: the link '{href}' leads nowhere"

    def test_lines_count_from_the_top_of_the_file_below_a_heading_that_is_the_title(
        self, collection: Collection
    ) -> None:
        collection.write("en/a.md", "# A\n\nOne.\n\n[x](gone.md)")
        assert only(collection).line == 5

    @pytest.mark.parametrize(
        "body", ["[x](b.md#gone)", "[x](#gone)", "[x](/en/articles/b#gone)", "## Here\n\n[x](#There)"]
    )
    def test_a_section_that_is_not_there_is_an_error(self, collection: Collection, body: str) -> None:
        collection.write("en/a.md", body, title="A")
        collection.write("en/b.md", "## Here", title="B")
        problem = only(collection)
        assert (problem.severity, problem.code) == ("error", "broken_anchor")
        assert "names a section that" in problem.message

    @pytest.mark.parametrize("body", ['<a name="here"></a>', "Text.\n{: #here}", "## Here", "## X {#here}"])
    def test_every_place_that_has_an_id_is_there(self, collection: Collection, body: str) -> None:
        collection.write("en/a.md", "[x](b.md#here)", title="A")
        collection.write("en/b.md", f"Text.\n\n{body}\n", title="B")
        assert found(collection) == []

    @pytest.mark.parametrize("src", ["gone.png", "http://example.com/a.png", "b.md"])
    def test_a_picture_that_is_not_shown_is_an_error(self, collection: Collection, src: str) -> None:
        collection.write("en/a.md", f"![x]({src})", title="A")
        collection.write("en/b.md", TEXT, title="B")
        problem = only(collection)
        assert (problem.severity, problem.code, problem.value) == ("error", "missing_image", src)

    def test_a_link_from_a_public_to_an_internal_article_is_a_warning(self, collection: Collection) -> None:
        collection.write("en/a.md", "[x](b.md)", title="A")
        collection.write("en/b.md", "[back](a.md) [on](c.md)", title="B", audience="internal")
        collection.write("en/c.md", TEXT, title="C", audience="internal")
        problem = only(collection)
        assert (problem.severity, problem.code, problem.path) == ("warning", "internal_link", "en/a.md")

    def test_a_link_to_a_draft_leads_nowhere_and_links_in_drafts_are_not_looked_at(
        self, collection: Collection
    ) -> None:
        collection.write("en/a.md", "[x](b.md)", title="A")
        collection.write("en/b.md", "[x](gone.md)", title="B", draft="true")
        assert [(problem.code, problem.path) for problem in found(collection)] == [("broken_link", "en/a.md")]


class TestTranslations:
    def test_a_translation_without_an_original_is_a_warning(self, collection: Collection) -> None:
        collection.write("en/a.md", TEXT, title="A")
        collection.write("fa/b.md", TEXT, title="B")
        problem = only(collection)
        assert (problem.severity, problem.code, problem.path) == ("warning", "no_original", "fa/b.md")

    def test_a_collection_of_one_language_has_no_originals_to_miss(self, collection: Collection) -> None:
        collection.write("fa/b.md", TEXT, title="B")
        assert found(collection) == []

    def test_an_audience_that_differs_from_the_originals_is_an_error(self, collection: Collection) -> None:
        collection.write("en/a.md", TEXT, title="A", audience="internal")
        collection.write("fa/a.md", TEXT, title="A")
        problem = only(collection)
        assert (problem.severity, problem.code, problem.path) == ("error", "audience_differs", "fa/a.md")
        assert "public" in problem.message
        assert "internal" in problem.message


def test_an_old_path_that_is_the_address_of_another_article_is_a_warning(collection: Collection) -> None:
    collection.write("en/a.md", TEXT, title="A", old_paths="[b, en/b, gone]")
    collection.write("en/b.md", TEXT, title="B")
    problems = found(collection)
    assert [(problem.severity, problem.code, problem.value) for problem in problems] == [
        ("warning", "old_path_taken", "b"),
        ("warning", "old_path_taken", "en/b"),
    ]


def test_an_archived_article_that_moved_nowhere_is_a_warning(collection: Collection) -> None:
    collection.write("en/a.md", TEXT, title="A", status="archived", moved_to="lost")
    collection.write("en/b.md", TEXT, title="B", status="archived", moved_to="c")
    collection.write("en/c.md", TEXT, title="C", moved_to="b")
    assert [(p.severity, p.code, p.path, p.value) for p in found(collection)] == [
        ("warning", "moved_nowhere", "en/a.md", "lost"),
        ("warning", "moved_nowhere", "en/c.md", "b"),
    ]


def test_problems_come_file_by_file_and_line_by_line(collection: Collection) -> None:
    collection.write("en/b.md", "[x](gone.md)", title="B", date="never", weight="heavy")
    collection.write("en/a.md", "[x](gone.md)\n\n[y](lost.md)", title="A")
    places = [(problem.path, problem.line) for problem in found(collection)]
    assert places == sorted(places, key=lambda place: (place[0], place[1] or 0))
    assert len(places) == 5


def test_the_articles_that_come_with_the_product_are_without_problems() -> None:
    samples = Path(__file__).parents[3] / "articles"
    assert check(Collection(samples).library().catalog) == []


def test_a_problem_of_the_whole_file_names_no_line() -> None:
    assert str(Problem("error", "empty", "en/a.md", "the file is empty")) == "en/a.md: error: the file is empty"


def test_values_in_messages_are_short_and_on_one_line() -> None:
    assert shorten("a\nb") == "'a\\\\nb'"
    assert len(shorten("x" * 1000)) == 62


def test_a_team_that_there_is_not_is_an_error_with_file_line_key_and_value(collection: Collection) -> None:
    collection.write("en/a.md", title="A", audience="[sales, leagl]")
    collection.write("en/b.md", title="B", audience="legal", status="draft")
    collection.write("en/c/_index.md", "", title="C", audience="nobody-knows")
    collection.write("en/c/d.md", title="D")
    catalog = collection.library().catalog
    one, other = team_problems(catalog, {"legal", "sales"})
    assert str(one) == "en/a.md:3: error: audience: 'leagl' is not public or internal, nor a team (legal, sales)"
    assert (one.code, one.key, one.value) == ("unknown_team", "audience", "leagl")
    assert (other.path, other.line, other.value) == ("en/c/_index.md", 3, "nobody-knows")
    assert team_problems(catalog, {"legal", "sales"}, "en/b.md") == []
    assert [problem.path for problem in team_problems(catalog, ())] == ["en/a.md", "en/b.md", "en/c/_index.md"]
