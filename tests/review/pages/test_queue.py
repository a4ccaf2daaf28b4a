"""The queue as editors use it: look, choose, decide, take back. Files are real and really written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import event

from kb.catalog.article import ArticleId
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.queue.filters import PAGE_SIZE
from tests.conftest import Collection
from tests.review.pages.conftest import ANN, OLD, REVIEWED, Editor, act_of, history_of, row, text_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def keys_of(page: html.HtmlElement) -> list[str]:
    return [value.split("/", 2)[2] for value in page.xpath("//input[@name='row']/@value")]


class TestLooking:
    def test_what_waits_is_shown_the_most_important_first(self, collection: Collection, editor: Editor) -> None:
        collection.write("en/a/new.md", last_reviewed_on="2026-11-01", title="New")
        collection.write("en/a/old.md", last_reviewed_on="2026-05-01", title="Old")
        collection.write("en/a/oldest.md", last_reviewed_on=OLD, title="Oldest")
        page = editor.open()
        assert keys_of(page) == ["a/oldest", "a/old"]
        assert text_of(page, "//nav[@class='views']") == "Waiting 2 All 3 Overdue 1 Due 1 Fresh 1"
        assert "Reviewed 690 days ago" in text_of(page, "//tbody/tr[1]")

    def test_the_address_holds_the_filters_and_everything_on_the_page_keeps_them(
        self, collection: Collection, editor: Editor
    ) -> None:
        for number in range(PAGE_SIZE + 1):
            collection.write(f"en/a/n{number}.md", last_reviewed_on=OLD, owner="Orders & co", title=f"T{number}")
        collection.write("en/a/other.md", last_reviewed_on=OLD, owner="Bo", title="Other")
        page = editor.open("/review?owner=Orders+%26+co&sort=title&state=all")
        assert text_of(page, "//select[@name='owner']/option[@selected]") == "Orders & co (51)"
        for link in (*page.xpath("//nav[@class='views']//a/@href"), *page.xpath("//a[@rel='next']/@href")):
            assert parse_qs(urlsplit(link).query)["owner"] == ["Orders & co"]
        to_article = urlsplit(page.xpath("//tbody//th/a/@href")[0])
        assert to_article.path == "/review/articles/en/a/n0"
        assert parse_qs(to_article.query) == {"queue": ["state=all&owner=Orders+%26+co&sort=title"]}
        assert page.xpath("//form[@id='queue']/@action") == ["/review/decide?" + to_article_queue(to_article.query)]
        assert len(keys_of(editor.open(page.xpath("//a[@rel='next']/@href")[0]))) == 1

    def test_marks_say_what_a_row_is(self, collection: Collection, editor: Editor) -> None:
        collection.write("en/a/b.md", title="B", updated_on="2026-10-01", last_reviewed_on="2026-10-01")
        collection.write("fa/a/b.md", title="ب", last_reviewed_on="2026-09-01", audience="internal")
        page = editor.open()
        assert page.xpath("//tbody//th/a/@lang") == ["fa"]
        assert page.xpath("//tbody//th/a/@dir") == ["rtl"]
        assert text_of(page, "//tbody//span[@class='marks']") == "فارسی Staff only Outdated A"

    def test_more_than_three_reasons_wait_behind_a_word(self, collection: Collection, editor: Editor) -> None:
        collection.write("en/a/b.md", title="B", last_reviewed_on=OLD, updated_on="2026-11-01")
        collection.write("fa/a/b.md", title="ب", last_reviewed_on=OLD)
        target = [DecisionTarget(ArticleId("fa", "a/b"))]
        editor.open()
        decisions = editor.parts.review.decisions
        decisions.decide(DecisionRequest(DecisionKind.FLAGGED, note="Wrong price"), target, Reviewer("Bo"))
        decisions.decide(DecisionRequest(DecisionKind.ASSIGNED, assignee="Cleo"), target, Reviewer("Bo"))
        page = editor.open()
        row = "//tbody/tr[1]"
        assert text_of(page, f"{row}//td[@class='why']/ul/li[1]") == "Reported as wrong: Wrong price"
        assert len(page.xpath(f"{row}//td[@class='why']/ul/li")) == 3
        assert text_of(page, f"{row}//details//li") == "Needs work"

    def test_titles_and_names_are_text_and_never_markup(self, collection: Collection, editor: Editor) -> None:
        evil = '<script>alert(1)</script>"'
        collection.write("en/a.md", title=f"'{evil}'", owner=f"'{evil}'", last_reviewed_on=OLD)
        page = editor.open("/review?q=" + "%3Cscript%3E")
        assert text_of(page, "//tbody//th/a") == evil
        assert not page.xpath("//script[not(@src)]")
        assert "<script>alert" not in editor.response.text

    def test_an_empty_queue_is_good_news(self, collection: Collection, editor: Editor) -> None:
        assert "There are no articles yet" in text_of(editor.open(), "//section[@class='empty']")
        collection.write("en/a.md", title="A", last_reviewed_on="2026-11-01")
        assert "Nothing waits for a review" in text_of(editor.open(), "//section[@class='empty']")
        assert "No article matches" in text_of(editor.open("/review?q=zzz"), "//section[@class='empty']")

    @pytest.mark.parametrize(
        "query", ["state=x&sort=y&page=z&planned=w", "owner=%00%ff", "page=9999", "q=" + "x" * 999]
    )
    def test_no_address_is_an_error(self, two: object, editor: Editor, query: str) -> None:
        editor.open(f"/review?{query}")
        assert editor.response.status_code == 200

    def test_the_page_speaks_the_language_the_browser_asks_for(self, two: object, editor: Editor) -> None:
        page = editor.open(headers={"Accept-Language": "en"})
        assert page.get("dir") == "ltr"
        assert "this machine only" in text_of(page, "//p[@class='only-here']")

    def test_as_many_queries_for_sixty_articles_as_for_three(self, collection: Collection, editor: Editor) -> None:
        counts = []
        for wanted in (3, 60):
            for number in range(wanted):
                collection.write(f"en/a/{number}.md", title=str(number), last_reviewed_on=OLD, owner=f"O{number}")
            editor.open()  # what readers did is asked for once a minute
            with counted(editor) as queries:
                assert len(keys_of(editor.open())) == min(wanted, PAGE_SIZE)
            counts.append(len(queries))
        assert counts[0] == counts[1] == 2  # whether there are accounts; what was decided


def to_article_queue(query: str) -> str:
    return parse_qs(query)["queue"][0]


@contextmanager
def counted(editor: Editor) -> Iterator[list[str]]:
    """The SQL statements meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = editor.parts.review.database
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


class TestDeciding:
    def test_still_right_writes_the_date_and_the_name_and_nothing_else(
        self, two: tuple[Path, Path], editor: Editor
    ) -> None:
        before = two[0].read_bytes()
        page = editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        after = two[0].read_bytes()
        assert after == before.replace(b"2025-01-01\r\n", b"2026-11-22\r\nreviewed_by: Ann\r\n")
        assert keys_of(page) == ["orders/two"]
        assert act_of(page) == "Still right: 1 article Undo"
        (decision,) = history_of(editor)
        assert decision.details["checklist"] == ["steps_tried", "wording"]

    def test_several_at_once_are_one_act_and_undone_as_one_byte_for_byte(
        self, two: tuple[Path, Path], editor: Editor
    ) -> None:
        before = [file.read_bytes() for file in two]
        page = editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one", "orders/two")
        assert act_of(page) == "Still right: 2 articles Undo"
        assert [file.read_bytes() for file in two] != before
        page = editor.undo(page)
        assert [file.read_bytes() for file in two] == before
        assert act_of(page) == "Undone: 2 articles"
        assert len(keys_of(page)) == 2

    def test_undo_stays_until_the_next_act(self, two: object, editor: Editor) -> None:
        editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        assert act_of(editor.open()) == act_of(editor.open("/review?state=all")) == "Still right: 1 article Undo"
        page = editor.decide(editor.open(), {"act": "assigned", "assignee": "Bo"}, "orders/two")
        assert act_of(page) == "Assigned: 1 article Undo"

    def test_undo_is_offered_also_where_the_next_form_comes_back(self, two: object, editor: Editor) -> None:
        page = editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        page = editor.decide(page, {"act": "assigned", "assignee": ""}, "orders/two")
        assert editor.response.status_code == 400
        assert "Undone: 1 article" in act_of(editor.undo(page))

    def test_an_assignment_names_who_and_leaves_the_file(self, two: tuple[Path, Path], editor: Editor) -> None:
        before = two[0].read_bytes()
        page = editor.decide(editor.open(), {"act": "assigned", "assignee": "  Bo \x00 B. ", **ANN}, "orders/one")
        assert text_of(page, "//tbody/tr[contains(., 'One')]/td[contains(@class, 'who')]") == "Bo B."
        assert page.xpath("//datalist/option/@value") == ["Bo B."]
        assert two[0].read_bytes() == before

    def test_a_snooze_takes_a_row_away_until_its_day(self, two: object, editor: Editor) -> None:
        snooze = {"act": "snoozed", "until": "2027-11-22", "reason": "New model in spring"}
        page = editor.decide(editor.open(), {**snooze, **ANN}, "orders/one")
        assert keys_of(page) == ["orders/two"]
        row = text_of(editor.open("/review?state=snoozed"), "//tbody/tr")
        assert "until November 22, 2027" in row
        assert "Snoozed for 365 more days: New model in spring" in row

    def test_an_archived_article_is_gone_and_comes_back_by_undo(self, two: tuple[Path, Path], editor: Editor) -> None:
        before = two[0].read_bytes()
        page = editor.decide(editor.open(), {"act": "archived", "confirm_archived": "1", **ANN}, "orders/one")
        assert b"status: archived" in two[0].read_bytes()
        assert keys_of(page) == ["orders/two"]
        assert len(keys_of(editor.undo(page))) == 2
        assert two[0].read_bytes() == before

    def test_after_a_decision_the_queue_is_as_it_was_filtered(self, two: object, editor: Editor) -> None:
        page = editor.open("/review?q=orders&state=all")
        editor.post(page, page.xpath("//form[@id='queue']/@action")[0], {**row(page), **REVIEWED, **ANN}, follow=False)
        assert editor.response.status_code == 303
        assert editor.response.location == "/review?state=all&q=orders"


class TestConflicts:
    def test_a_file_changed_since_the_page_was_made_is_left_alone(self, two: tuple[Path, Path], editor: Editor) -> None:
        page = editor.open()
        changed = two[0].read_bytes() + b"\nMore."
        two[0].write_bytes(changed)
        page = editor.decide(page, {**REVIEWED, **ANN}, "orders/one", "orders/two")
        assert two[0].read_bytes() == changed
        assert "Still right: 1 article" in act_of(page)
        assert "orders/one (en) – the file was changed after this page was made" in act_of(page)
        assert page.xpath("//section[contains(@class, 'act')]//li/a/@href") == ["/review/articles/en/orders/one"]

    def test_the_second_editor_is_told_what_the_first_did(self, two: object, site: Flask, editor: Editor) -> None:
        other = Editor(site)
        seen_by_both = other.open()
        editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        page = other.decide(seen_by_both, {**REVIEWED, "name": "Bo"}, "orders/one")
        assert "Nothing was changed." in act_of(page)
        assert "orders/one (en) – meanwhile by Ann: Still right" in act_of(page)
        assert not page.xpath("//form[@class='undo']")

    def test_the_second_editor_is_told_also_of_an_assignment(self, two: object, site: Flask, editor: Editor) -> None:
        other = Editor(site)
        seen_by_both = other.open()
        editor.decide(editor.open(), {"act": "assigned", "assignee": "Zoe", **ANN}, "orders/one")
        page = other.decide(seen_by_both, {"act": "assigned", "assignee": "Max", "name": "Bo"}, "orders/one")
        assert "orders/one (en) – meanwhile by Ann: Assigned" in act_of(page)
        assert text_of(page, "//tbody/tr[contains(., 'One')]/td[contains(@class, 'who')]") == "Zoe"

    def test_undo_leaves_what_somebody_decided_since(self, two: tuple[Path, Path], site: Flask, editor: Editor) -> None:
        mine = editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        other = Editor(site)
        page = other.open("/review?state=all")
        other.decide(page, {"act": "archived", "confirm_archived": "1", "name": "Bo"}, "orders/one")
        after = two[0].read_bytes()
        assert "meanwhile by Bo: Archived" in act_of(editor.undo(mine))
        assert two[0].read_bytes() == after

    def test_a_made_up_row_does_nothing(self, two: object, editor: Editor) -> None:
        rows = ["/en/orders/one", "0/en/gone", "x"]
        page = editor.post(editor.open(), "/review/decide", {"row": rows, **REVIEWED, **ANN})
        assert "Nothing was changed." in act_of(page)
        assert history_of(editor) == []

    def test_however_much_is_refused_the_browser_can_keep_it(self, collection: Collection, editor: Editor) -> None:
        for number in range(PAGE_SIZE):
            collection.write(f"en/{'س' * 90}/{number}.md", title="T", last_reviewed_on=OLD)
        page = editor.open()
        for file in collection.root.rglob("*.md"):
            file.write_text("Other.", "utf-8")
        rows = page.xpath("//input[@name='row']/@value")
        editor.post(page, "/review/decide", {"row": rows, **REVIEWED, **ANN}, follow=False)
        assert len(editor.response.headers["Set-Cookie"]) < 4000
        assert " more" in act_of(editor.open())


def test_editors_are_told_before_they_decide_that_nothing_can_be_saved(
    editor: Editor, two: tuple[Path, Path], collection: Collection
) -> None:
    told = "The articles can only be read here"
    assert told not in text_of(editor.open(), "//main")
    collection.root.rename(
        collection.root.with_name("taken-away")
    )  # for root every folder that is there can be written
    assert told in text_of(editor.open(), "//main//*[contains(@class, 'error')]")
