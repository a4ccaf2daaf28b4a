"""The queue as editors use it: look, choose, decide, take back. Files are real and really written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import create_app
from kb.catalog.article import ArticleId
from kb.core.settings import Settings
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.decisions.history import history
from review.queue.filters import PAGE_SIZE
from search.models.embedder import Model
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

REVIEWED = {"act": "reviewed", "check": ["steps_tried", "wording"], "confirm_reviewed": "1"}
ANN = {"name": "Ann", "email": "ann@example.com"}
OLD = "2025-01-01"


class Editor:
    """Someone with a browser on the machine itself."""

    def __init__(self, site: Flask) -> None:
        self.parts = site.extensions["kb"]
        self._client = client_at_the_machine(site)
        self.response: TestResponse

    def open(self, path: str = "/review", **options: Any) -> html.HtmlElement:
        self.parts.library.refresh()
        return self._take(self._client.open(path, **options))

    def post(self, page: html.HtmlElement, path: str, fields: dict[str, Any], follow: bool = True) -> html.HtmlElement:
        """Post ``fields`` with the token of ``page``."""
        token = page.xpath("string(//input[@name='csrf_token']/@value)")
        data = {"csrf_token": token, **fields}
        return self._take(self._client.post(path, data=data, follow_redirects=follow))

    def decide(self, page: html.HtmlElement, fields: dict[str, Any], *keys: str, at: str = "/review/decide") -> Any:
        """Choose the rows of ``keys`` on ``page`` and post."""
        rows = [value for value in page.xpath("//input[@name='row']/@value") if value.split("/", 2)[2] in keys]
        return self.post(page, at, {"row": rows, **fields})

    def undo(self, page: html.HtmlElement, **more: str) -> html.HtmlElement:
        fields = {field.get("name"): field.get("value") for field in page.xpath("//form[@class='undo']//input")}
        return self.post(page, "/review/undo", {**fields, **more})

    def _take(self, response: TestResponse) -> html.HtmlElement:
        self.response = response
        return html.document_fromstring(response.get_data() or b"<html></html>")


def text_of(page: html.HtmlElement, xpath: str) -> str:
    return " ".join(" ".join(found.text_content().split()) for found in page.xpath(xpath))


def keys_of(page: html.HtmlElement) -> list[str]:
    return [value.split("/", 2)[2] for value in page.xpath("//input[@name='row']/@value")]


def act_of(page: html.HtmlElement) -> str:
    return text_of(page, "//section[contains(@class, 'act')]")


@pytest.fixture
def editor(site: Flask) -> Editor:
    return Editor(site)


@pytest.fixture
def two(collection: Collection) -> tuple[Path, Path]:
    """Two articles that wait, with front matter that a careless writer would change."""
    first = b'\xef\xbb\xbf---\r\ntitle:  "One"   # a comment\r\nlast_reviewed_on: 2025-01-01\r\nx: [1,2]\r\n---\r\nA.'
    second = b"---\ntitle: Two\nlast_reviewed_on: 2025-02-01\n---\nB.\n\n"
    return collection.write("en/orders/one.md", first), collection.write("en/orders/two.md", second)


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
        assert text_of(page, "//tbody//span[@class='marks']") == "فارسی Internal Outdated A"

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
        assert text_of(page, f"{row}//td[@class='why']/ul/li[1]") == "Said to be wrong: Wrong price"
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
        assert "No article fits" in text_of(editor.open("/review?q=zzz"), "//section[@class='empty']")

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
        assert act_of(page) == "Taken back: 2 articles"
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
        assert "Taken back: 1 article" in act_of(editor.undo(page))

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


def row(page: html.HtmlElement) -> dict[str, str]:
    return {"row": page.xpath("//input[@name='row']/@value")[0]}


def history_of(editor: Editor) -> list[Any]:
    with editor.parts.review.database.connect() as connection:
        return history(connection)


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


def test_after_undo_one_is_back_whatever_the_article_is_called(
    collection: Collection, site: Flask, editor: Editor
) -> None:
    collection.write("en/a b/100% #1? & 'é'.md", title="Strange", last_reviewed_on=OLD)
    editor.decide(editor.open(), {**REVIEWED, **ANN}, "a b/100% #1? & 'é'")
    page = editor.open("/review?state=all")
    page = editor.open(page.xpath("//tbody//th/a/@href")[0])
    page = editor.undo(page)
    assert editor.response.status_code == 200
    assert page.findtext(".//h1") == "Strange"
    assert "Taken back: 1 article" in act_of(page)


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({**REVIEWED, "check": []}, "Say what you checked."),
            ({**REVIEWED, "check": ["everything"]}, "Say what you checked."),
            ({**REVIEWED, "confirm_reviewed": ""}, "Confirm that you checked each of the articles."),
            ({"act": "assigned", "assignee": " "}, "Say who shall work on the articles."),
            ({"act": "snoozed", "until": "2026-11-22", "reason": "x"}, "Choose a day"),
            ({"act": "snoozed", "until": "2027-11-23", "reason": "x"}, "Choose a day"),
            ({"act": "snoozed", "until": "soon", "reason": "x"}, "Choose a day"),
            ({"act": "snoozed", "until": "2026-11-23", "reason": ""}, "Say why this can wait."),
            ({"act": "archived"}, "Confirm that readers"),
            ({"act": "flagged"}, "Choose what to do"),
            ({}, "Choose what to do"),
        ],
    )
    def test_is_asked_for_and_nothing_is_done(
        self, two: tuple[Path, Path], editor: Editor, fields: dict[str, Any], wrong: str
    ) -> None:
        before = two[0].read_bytes()
        page = editor.decide(editor.open(), {**fields, **ANN}, "orders/one")
        assert editor.response.status_code == 400
        assert wrong in text_of(page, "//p[@role='alert']")
        assert two[0].read_bytes() == before
        assert history_of(editor) == []

    def test_no_article_chosen_is_said(self, two: object, editor: Editor) -> None:
        page = editor.decide(editor.open(), {**REVIEWED, **ANN})
        assert text_of(page, "//p[@role='alert']") == "Choose at least one article."

    def test_a_missing_name_is_asked_for_in_the_same_form_and_nothing_is_lost(
        self, two: tuple[Path, Path], editor: Editor
    ) -> None:
        first = editor.open()
        page = editor.decide(first, REVIEWED, "orders/one")
        assert editor.response.status_code == 400
        assert text_of(page, "//p[@role='alert']") == "Please say your name."
        assert page.xpath("//input[@name='check'][@checked]/@value") == ["steps_tried", "wording"]
        assert page.xpath("//input[@name='row'][@checked]/@value") == [
            value for value in first.xpath("//input[@name='row']/@value") if value.endswith("one")
        ]
        page = editor.decide(page, {**REVIEWED, **ANN}, "orders/one")
        assert b"reviewed_by: Ann" in two[0].read_bytes()
        assert "You review as Ann" in text_of(page, "//p[@class='who']")
        assert not page.xpath("//input[@name='name']")

    def test_what_was_chosen_stays_as_it_was_seen_also_when_the_form_comes_back(
        self, two: tuple[Path, Path], editor: Editor
    ) -> None:
        page = editor.open()
        two[0].write_bytes(two[0].read_bytes() + b"\nMore.")
        page = editor.decide(page, REVIEWED, "orders/one")
        assert "the file was changed" in act_of(editor.decide(page, {**REVIEWED, **ANN}, "orders/one"))


class TestWho:
    def test_a_name_is_given_once_and_can_be_changed(self, two: object, editor: Editor) -> None:
        page = editor.post(
            editor.open("/review/you?next=/review?sort=title"), "/review/you", {**ANN, "next": "/review"}
        )
        assert "You review as Ann" in text_of(page, "//p[@class='who']")
        page = editor.open("/review/you")
        assert page.xpath("//input[@name='name']/@value") == ["Ann"]

    @pytest.mark.parametrize(("name", "email"), [("", "a@b.c"), (" \n", ""), ("Ann", "ann"), ("Ann", "a@b\r\nX: y")])
    def test_no_name_or_a_wrong_address_is_said(self, two: object, editor: Editor, name: str, email: str) -> None:
        page = editor.post(editor.open("/review/you"), "/review/you", {"name": name, "email": email})
        assert editor.response.status_code == 400
        assert page.xpath("//p[@role='alert']")

    def test_undo_in_a_browser_without_a_name_asks_for_it_and_goes_on(
        self, two: tuple[Path, Path], site: Flask, editor: Editor
    ) -> None:
        before = two[0].read_bytes()
        done = editor.decide(editor.open(), {**REVIEWED, **ANN}, "orders/one")
        batch = done.xpath("//input[@name='batch']/@value")[0]
        other = Editor(site)
        page = other.post(other.open(), "/review/undo", {"batch": batch, "back": "/review?sort=due"})
        assert other.response.status_code == 400
        hidden = {field.get("name"): field.get("value") for field in page.xpath("//main//form//input[@type='hidden']")}
        assert hidden["batch"] == batch
        other.post(page, page.xpath("//main//form/@action")[0], {**hidden, "name": "Bo"}, follow=False)
        assert other.response.location == "/review?sort=due"
        assert two[0].read_bytes() == before

    @pytest.mark.parametrize(
        ("back", "leads"),
        [
            ("/review?owner=Ann", "/review?owner=Ann"),
            ("/review/articles/en/a", "/review/articles/en/a"),
            ("", "/review"),
            ("/", "/review"),
            ("/reviews", "/review"),
            ("/review/../en/", "/review"),
            ("/review/%2e%2E/en/", "/review"),
            ("//evil.example/review", "/review"),
            ("https://evil.example/review", "/review"),
            ("javascript:alert(1)", "/review"),
            ("\\\\evil.example", "/review"),
            ("/review\r\nX: y", "/review"),
            ("review", "/review"),
        ],
    )
    def test_forms_lead_back_to_the_review_only(self, two: object, editor: Editor, back: str, leads: str) -> None:
        editor.post(editor.open("/review/you"), "/review/you", {**ANN, "next": back}, follow=False)
        assert editor.response.location == leads


class TestWhoMayCome:
    @pytest.mark.parametrize("path", ["/review/decide", "/review/undo", "/review/you"])
    def test_without_its_token_nothing_is_done(self, two: tuple[Path, Path], editor: Editor, path: str) -> None:
        before = two[0].read_bytes()
        for token in ("", "made-up"):
            editor.open()
            fields = {**row(editor.open()), **REVIEWED, **ANN, "csrf_token": token}
            editor.open(path, method="POST", data=fields)
            assert editor.response.status_code == 400
        assert two[0].read_bytes() == before
        assert history_of(editor) == []

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"environ_overrides": {"REMOTE_ADDR": "192.168.1.7"}},
            {"headers": {"X-Forwarded-For": "127.0.0.1"}},
            {"headers": {"Cookie": "machine=1; session=e30.e30.e30"}},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("path", ["/review", "/review/you"])
    def test_whoever_has_not_opened_the_printed_link_is_asked_who_they_are(
        self, two: object, site: Flask, path: str, options: dict[str, Any]
    ) -> None:
        answer = site.test_client().get(path, **options)
        assert (answer.status_code, answer.location) == (302, f"/login?next={path}")

    @pytest.mark.parametrize("key", ["", "x", "é", "0" * 43])
    def test_a_wrong_key_opens_nothing(self, two: object, site: Flask, key: str) -> None:
        client = site.test_client()
        assert client.get("/here", query_string={"key": key}).status_code == 410
        assert client.get("/review").status_code == 302

    def test_whoever_has_works_there_from_wherever_they_are(self, two: object, site: Flask) -> None:
        client = client_at_the_machine(site)
        assert client.get("/review", environ_overrides={"REMOTE_ADDR": "192.168.1.7"}).status_code == 200

    def test_another_start_ends_links_and_cookies_of_before(
        self, two: object, collection: Collection, models: list[Model], tmp_path: Path
    ) -> None:
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data-2")
        first = create_app(settings, models=models, start=False)
        cookie = client_at_the_machine(first).get_cookie("session")
        assert cookie is not None
        earlier = first.extensions["kb"].machine_secret
        first.extensions["kb"].close()
        second = create_app(settings, models=models, start=False)
        client = second.test_client()
        client.set_cookie("session", cookie.value)
        assert client.get("/review").status_code == 302
        assert client.get(f"/here?key={earlier}").status_code == 410
        second.extensions["kb"].close()


def test_editors_are_told_before_they_decide_that_nothing_can_be_saved(
    editor: Editor, two: tuple[Path, Path], collection: Collection
) -> None:
    told = "The articles can only be read here"
    assert told not in text_of(editor.open(), "//main")
    collection.root.rename(
        collection.root.with_name("taken-away")
    )  # for root every folder that is there can be written
    assert told in text_of(editor.open(), "//main//*[contains(@class, 'error')]")
