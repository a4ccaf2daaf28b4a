"""One article's review as a browser sees it: what the page tells, what each decision writes, what is refused."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from kb.catalog.article import ArticleId
from kb.core.roles import Role
from kb.editing.posted_text import as_written
from kb.markdown.render import render
from kb.operations.server import MAX_REVIEW_BYTES
from kb.site.article_forms import MAX_POST_BYTES
from review.decisions.annotations import all_standings
from review.decisions.decision import Decision, DecisionKind
from review.decisions.history import of_article
from review.queue.rows import NO_STANDING, Standing
from review.service import Review
from tests.at_the_machine import client_at_the_machine
from tests.clock import Clock
from tests.conftest import Collection
from tests.multipart import send_multipart
from tests.signing_in import Office

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

LID = b"---\r\ntitle: Lid # the upper one\r\nlast_reviewed_on: 2025-01-01\r\nowner: Ann\r\n---\r\nOpen it.\r\n"
WRITTEN = b"last_reviewed_on: 2026-11-22\r\nreviewed_by: Alice\r\n"


@dataclass
class Editor:
    """Somebody with a browser on this machine."""

    client: FlaskClient
    review: Review
    root: Path

    def open(self, address: str = "en/lid", **query: str) -> html.HtmlElement:
        """The page of an article."""
        answer = self.client.get(f"/review/articles/{address}", query_string=query)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    def fill_in(self, page: html.HtmlElement, decision: str, **fields: object) -> TestResponse:
        """Send the form as the page has it, with some fields filled in; line ends as browsers send them."""
        form = page.get_element_by_id("decide")
        given: dict[str, object] = {name: form.fields[name] for name in ("csrf_token", "queue", "seen", "shown")}
        given |= {"text": written(page)} if page.xpath("//textarea[@name='text']") else {}
        given |= {"decision": decision, "name": "Alice", "email": "alice@example.com", **fields}
        if isinstance(given.get("text"), str):
            given["text"] = str(given["text"]).replace("\r\n", "\n").replace("\n", "\r\n")
        return send_multipart(self.client, form.action, given)

    def decide(self, decision: str, address: str = "en/lid", **fields: object) -> TestResponse:
        """Open and decide."""
        return self.fill_in(self.open(address), decision, **fields)

    def file(self, path: str = "en/lid.md") -> Path:
        """A file of the collection."""
        return self.root / path

    def text(self) -> str:
        """What the Markdown field holds."""
        return written(self.open())

    def standing(self, id_: tuple[str, str] = ("en", "lid")) -> Standing:
        """What was decided beside the file."""
        with self.review.database.connect() as connection:
            return all_standings(connection).get(ArticleId(*id_), NO_STANDING)

    def history(self) -> list[Decision]:
        """What was decided, newest first."""
        with self.review.database.connect() as connection:
            return of_article(connection, ArticleId("en", "lid"))


@pytest.fixture
def editor(collection: Collection, site: Flask) -> Editor:
    """An editor of three articles; all wait, in the order lid, cup, tap."""
    collection.write("en/lid.md", LID)
    collection.write("en/cup.md", "Drink.", title="Cup", last_reviewed_on="2025-02-01")
    collection.write("en/tap.md", "Turn.", title="Tap", last_reviewed_on="2025-03-01")
    parts = site.extensions["kb"]
    parts.library.refresh()
    return Editor(client_at_the_machine(site), parts.review, collection.root)


def written(page: html.HtmlElement, name: str = "text") -> str:
    """What a field of many lines holds; browsers leave out a line end right behind the tag."""
    return str(page.xpath(f"//textarea[@name='{name}']")[0].value).removeprefix("\n")


def told(answer: TestResponse) -> str:
    """Everything a page says, blanks as one."""
    return " ".join(html.fromstring(answer.text).text_content().split())


def rendered_by(ask: Callable[[], object]) -> Counter[str]:
    """How often each article, by its path, was rendered in this thread while ``ask`` was carried out."""
    counted: Counter[str] = Counter()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is render.__code__:
            counted[frame.f_locals["article"].path] += 1

    sys.setprofile(look)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return counted


class TestThePage:
    def test_each_request_renders_its_article_once(self, editor: Editor, collection: Collection) -> None:
        collection.write("en/lid.md", "# On\n\n[here](#on) [there](cup.md#top) [cup](cup.md)", title="Lid")
        editor.review.library.refresh()
        page = editor.open()
        assert rendered_by(editor.open) == {"en/lid.md": 1, "en/cup.md": 1}
        assert rendered_by(lambda: editor.client.get("/review/links/en/lid")) == {"en/lid.md": 1}
        refused = rendered_by(lambda: editor.fill_in(page, "reviewed"))  # nothing is ticked: the page comes back
        assert refused == {"en/lid.md": 1, "en/cup.md": 1}

    def test_it_shows_the_article_its_markdown_and_why_it_waits(self, editor: Editor) -> None:
        page = editor.open()
        assert page.findtext(".//h1") == "Lid"
        assert "Overdue" in page.text_content()
        assert "Ann" in page.text_content()
        assert "Reviewed 690 days ago" in page.text_content()
        assert page.find_class("paper")[0].text_content().strip() == "Open it."
        assert editor.text() == LID.decode().replace("\r\n", "\n")

    @pytest.mark.parametrize("address", ["en/none", "xx/lid", "en/draft", "en/gone", "en/../lid"])
    def test_what_is_not_published_is_not_reviewed(self, editor: Editor, collection: Collection, address: str) -> None:
        collection.write("en/draft.md", title="Draft", status="draft")
        collection.write("en/gone.md", title="Gone", status="archived")
        editor.review.library.refresh()
        assert editor.client.get(f"/review/articles/{address}").status_code == 404

    def test_an_internal_article_is_reviewed_as_well(self, editor: Editor, collection: Collection) -> None:
        collection.write("en/desk.md", "Ring the bell.", title="Desk", audience="internal")
        editor.review.library.refresh()
        page = editor.open("en/desk")
        assert "Staff only" in page.text_content()
        assert "/en/articles/desk" not in page.xpath("//@href")

    def test_the_page_is_in_the_language_of_the_browser_and_not_of_the_article(
        self, editor: Editor, collection: Collection
    ) -> None:
        collection.write("fa/lid.md", "باز کنید.", title="درپوش")
        editor.review.library.refresh()
        page = editor.open("fa/lid")
        assert page.get("lang") == "en"
        assert page.find(".//h1").get("lang") == "fa"

    def test_nothing_that_people_wrote_becomes_markup(self, editor: Editor, collection: Collection) -> None:
        evil = "<script>alert(1)</script></textarea><img src=x onerror=alert(1)>"
        collection.write("en/lid.md", f"Text {evil}", title=f"'{evil}'", owner=f"'{evil}'")
        editor.review.library.refresh()
        editor.decide("needs_update", task=evil, assignee=evil, name=evil)
        editor.decide("flagged", comment=evil)
        page = editor.open()
        assert page.findtext(".//h1") == evil
        assert not [script for script in page.iter("script") if not script.get("src")]
        assert not page.xpath("//*[@onerror] | //img[@src='x'][not(ancestor::*[contains(@class, 'paper')])]")
        assert evil in editor.text()

    def test_translations_are_told_with_what_is_outdated(self, editor: Editor, collection: Collection) -> None:
        collection.write("fa/lid.md", "باز کنید.", title="درپوش", last_reviewed_on="2025-01-01")
        editor.review.library.refresh()
        editor.decide("reviewed", check="wording", matters="yes")
        found = editor.open().xpath("//section[@aria-labelledby='review-translations']")[0].text_content()
        assert "درپوش" in found
        assert "outdated" in found

    def test_links_to_other_sites_are_checked_when_asked_for(self, editor: Editor) -> None:
        editor.file().write_bytes(LID + b"\r\n<https://example.com/x>\r\n")
        page = editor.open()
        assert "not checked yet" in page.text_content()
        form = page.get_element_by_id("check-links")
        answer = editor.client.post(form.action, data=dict(form.fields))
        assert answer.status_code == 303
        assert answer.location == "/review/articles/en/lid#review-links"
        part = editor.client.get(page.get_element_by_id("links-known").get("data-address"))
        assert "being checked" in part.text
        assert "<html" not in part.text

    def test_near_duplicates_are_shown_with_how_near_they_are(
        self, editor: Editor, collection: Collection, site: Flask
    ) -> None:
        texts = ("Bake bread slowly.", "Grind coffee beans.", "Call our hotline.", "Pay by card.", "Track your parcel.")
        for number, text in enumerate(texts):
            collection.write(f"en/other-{number}.md", text, title=f"Other {number}")
        for name in ("one", "two"):
            collection.write(f"en/{name}.md", "Descale kettles using vinegar or citric acid.", title="Descaling")
        parts = site.extensions["kb"]
        parts.library.refresh()
        parts.service.bring_up_to_date()
        (found,) = editor.open("en/one").xpath("//section[@aria-labelledby='review-duplicates']")
        assert "100 % alike" in found.text_content()
        assert found.xpath(".//a/@href") == ["/review/articles/en/two"]


class TestStillRight:
    def test_it_writes_two_lines_and_leaves_every_other_byte(self, editor: Editor) -> None:
        answer = editor.decide("reviewed", check=["wording", "links_work"], note="Fine")
        assert answer.status_code == 303
        assert editor.file().read_bytes() == LID.replace(b"last_reviewed_on: 2025-01-01\r\n", WRITTEN)
        (decision,) = editor.history()
        assert (decision.kind, decision.person.name, decision.note) == (DecisionKind.REVIEWED, "Alice", "Fine")
        assert decision.details["checklist"] == ["links_work", "wording"]

    def test_without_anything_checked_it_is_no_review(self, editor: Editor) -> None:
        answer = editor.decide("reviewed", note="Looks fine")
        assert answer.status_code == 422
        assert "Tick what you checked" in told(answer)
        assert "Looks fine" in answer.text
        assert editor.file().read_bytes() == LID
        assert editor.history() == []

    def test_a_changed_text_is_not_thrown_away_by_it(self, editor: Editor) -> None:
        page = editor.open()
        answer = editor.fill_in(page, "reviewed", check="wording", text="---\ntitle: Lid\n---\nMine.")
        assert answer.status_code == 422
        assert "Mine." in written(html.fromstring(answer.text))
        assert editor.file().read_bytes() == LID

    @pytest.mark.parametrize(("said", "outdated"), [("yes", True), ("no", False), ("", False)])
    def test_an_original_says_whether_its_change_matters_for_translations(
        self, editor: Editor, collection: Collection, said: str, outdated: bool
    ) -> None:
        collection.write("fa/lid.md", "باز کنید.", title="درپوش", last_reviewed_on="2026-01-01")
        editor.review.library.refresh()
        editor.decide("reviewed", check="wording", matters=said)
        translation = editor.review.catalog.articles[ArticleId("fa", "lid")]
        assert editor.review.row(translation).outdated is outdated

    def test_an_article_without_translations_is_not_asked(self, editor: Editor) -> None:
        assert editor.open().xpath("//input[@name='matters']") == []
        editor.decide("reviewed", check="wording", matters="yes")
        assert editor.standing() == Standing()


class TestEditedNow:
    def test_the_file_keeps_its_line_ends_and_everything_untouched(self, editor: Editor) -> None:
        text = editor.text().replace("Open it.", "Open it slowly.")
        assert editor.decide("edited", text=text).status_code == 303
        dates = b"last_reviewed_on: 2026-11-22\r\nreviewed_by: Alice\r\n"
        written = editor.file().read_bytes()
        assert written.replace(b"updated_on: 2026-11-22\r\n", b"") == LID.replace(
            b"last_reviewed_on: 2025-01-01\r\n", dates
        ).replace(b"Open it.", b"Open it slowly.")
        assert editor.review.catalog.articles[ArticleId("en", "lid")].body.strip() == "Open it slowly."

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("---\ntitle: [Lid\n---\nText.", "Line 3: the front matter is not valid YAML"),
            (
                "---\ntitle: Lid\naudience: the staff\n---\nText.",
                "Line 3: audience: 'the staff' is not public, internal",
            ),
            ("---\ntitle: Lid\nText.", "Line 1: the front matter opened with --- on line 1 is never closed"),
            ("---\ntitle: Lid\n---\n\n", "the article has a title and no text"),
            ("  \n", "Nothing is left."),
        ],
    )
    def test_what_could_not_be_read_is_refused_with_line_and_reason(
        self, editor: Editor, text: str, reason: str
    ) -> None:
        answer = editor.decide("edited", text=text)
        assert answer.status_code == 422
        assert reason in told(answer)
        assert editor.file().read_bytes() == LID

    def test_nothing_changed_is_no_edit(self, editor: Editor) -> None:
        answer = editor.decide("edited")
        assert answer.status_code == 422
        assert "has not changed" in told(answer)

    def test_a_long_article_can_be_posted_and_one_beyond_the_limit_cannot(self, editor: Editor) -> None:
        long = editor.text() + "Слово. " * 100_000
        assert len(long.encode()) > 1_100_000  # in a form three times as many
        assert MAX_POST_BYTES < MAX_REVIEW_BYTES  # the server lets in what the page takes
        assert editor.decide("edited", text=long).status_code == 303
        assert editor.decide("edited", text=long + "x" * 2_200_000).status_code == 413

    def test_a_leading_empty_line_of_the_file_survives(self, editor: Editor) -> None:
        editor.file().write_bytes(b"\n\nFirst.\n")
        editor.review.library.refresh()
        editor.decide("edited", text=editor.text().replace("First", "Second"))
        assert editor.file().read_bytes().endswith(b"---\n\n\nSecond.\n")


@pytest.mark.parametrize(
    ("before", "posted", "expected"),
    [
        (b"a\nb\n", "a\r\nc\r\n", b"a\nc\n"),
        (b"a\r\nb\r\n", "a\r\nc\r\n", b"a\r\nc\r\n"),
        (b"a\rb\r", "a\r\nc\r\n", b"a\rc\r"),
        (b"\xef\xbb\xbfa\n", "b\r\n", b"\xef\xbb\xbfb\n"),
        (b"a\nb\n", "a\r\nb", b"a\nb\n"),
        (b"a\nb", "a\r\nb", b"a\nb"),
        (b"a\r\nb\nc\r\nd\n", "a\r\nb\r\nnew\r\nd\r\n", b"a\r\nb\nnew\r\nd\n"),
        (b"a", "a\r\nb", b"a\nb"),
    ],
)
def test_a_browsers_text_is_written_as_the_file_was(before: bytes, posted: str, expected: bytes) -> None:
    assert as_written(posted, before) == expected


class TestTheOtherDecisions:
    def test_needs_update_assigns_with_a_note_and_leaves_the_file(self, editor: Editor) -> None:
        assert editor.decide("needs_update", task="New photo", assignee=" Bob \n B ").status_code == 303
        assert (editor.standing().assignee, editor.standing().task) == ("Bob B", "New photo")
        assert editor.file().read_bytes() == LID

    def test_a_snooze_needs_a_day_ahead_and_a_reason(self, editor: Editor) -> None:
        for until in ("", "soon", "2026-11-22", "2027-11-23"):
            answer = editor.decide("snoozed", until=until, why="Launch")
            assert answer.status_code == 422
            assert "at most a year ahead" in told(answer)
        assert "Say why it can wait" in told(editor.decide("snoozed", until="2026-11-23"))
        assert editor.decide("snoozed", until="2027-11-22", why="Launch").status_code == 303
        assert editor.standing().snoozed_until == date(2027, 11, 22)

    def test_an_archived_article_leads_its_readers_to_another(self, editor: Editor) -> None:
        for key in ("none", "lid"):
            assert f"There is no other article {key}." in told(editor.decide("archived", moved_to=key))
        assert editor.decide("archived", moved_to="cup").status_code == 303
        lines = editor.file().read_bytes().split(b"\r\n")
        assert {b"status: archived", b"moved_to: cup"} <= set(lines)
        assert editor.client.get("/en/articles/lid").location == "/en/articles/cup"

    def test_a_flag_is_set_with_a_comment_and_taken_away_and_the_article_stays_open(self, editor: Editor) -> None:
        assert "Say what is wrong" in told(editor.decide("flagged"))
        answer = editor.decide("flagged", comment="The lid is blue")
        assert answer.location == "/review/articles/en/lid"
        assert "The lid is blue" in editor.open().text_content()
        editor.decide("unflagged")
        assert editor.standing() == Standing()

    @pytest.mark.parametrize("kind", ["", "undone", "outside", "planned", "<x>"])
    def test_what_is_not_offered_cannot_be_decided(self, editor: Editor, kind: str) -> None:
        answer = editor.decide(kind)
        assert answer.status_code == 422
        assert "Choose a decision" in told(answer)

    def test_who_decides_must_be_known_once(self, editor: Editor) -> None:
        assert "Say who you are" in told(editor.decide("needs_update", task="x", name=""))
        assert "not an e-mail address" in told(editor.decide("needs_update", task="x", email="a b"))
        editor.decide("needs_update", task="x")
        page = editor.open()
        assert page.xpath("//input[@name='name']") == []
        assert editor.fill_in(page, "needs_update", task="y", name="Mallory").status_code == 303
        assert {decision.person.name for decision in editor.history()} == {"Alice"}

    def test_every_decision_needs_its_token(self, editor: Editor) -> None:
        page = editor.open()
        assert editor.fill_in(page, "reviewed", check="wording", csrf_token="").status_code == 400
        assert editor.client.post("/review/links/en/lid").status_code == 400
        assert editor.file().read_bytes() == LID


class TestTheWayThroughTheQueue:
    def test_a_decision_leads_to_the_next_and_at_the_end_back_to_the_queue(self, editor: Editor) -> None:
        assert editor.decide("reviewed", check="wording").location == "/review/articles/en/cup"
        assert editor.decide("reviewed", "en/cup", check="wording").location == "/review/articles/en/tap"
        assert editor.decide("reviewed", "en/tap", check="wording").location == "/review"

    def test_the_part_of_the_queue_and_its_order_are_kept(self, editor: Editor) -> None:
        page = editor.open("en/lid", queue="sort=title&page=1&junk=1")
        assert page.xpath("//a[@rel='prev']/@href") == ["/review/articles/en/cup?queue=sort%3Dtitle"]
        assert page.xpath("//a[@rel='next']/@href") == ["/review/articles/en/tap?queue=sort%3Dtitle"]
        assert "2 of 3" in page.text_content()
        answer = editor.fill_in(page, "snoozed", until="2027-01-01", why="x")
        assert answer.location == "/review/articles/en/tap?queue=sort%3Dtitle"

    def test_an_article_outside_of_that_part_leads_to_its_first(self, editor: Editor) -> None:
        page = editor.open("en/lid", queue="q=cup")
        assert page.xpath("//a[@rel='prev']") == []
        assert editor.fill_in(page, "needs_update", task="x").location == "/review/articles/en/cup?queue=q%3Dcup"
        page = editor.open("en/lid", queue="q=nothing")
        assert page.xpath("//a[@rel='next']") == []
        assert editor.fill_in(page, "needs_update", task="x").location == "/review?q=nothing"

    def test_the_decision_can_be_undone_from_the_next_page(self, editor: Editor) -> None:
        answer = editor.decide("reviewed", check="wording")
        page = html.fromstring(editor.client.get(answer.location).text)
        (form,) = [form for form in page.forms if form.action == "/review/undo"]
        editor.client.post(form.action, data=dict(form.fields))
        assert editor.file().read_bytes() == LID


class TestTwoAtOnce:
    def test_the_second_is_told_what_the_first_did_and_keeps_what_they_wrote(self, editor: Editor, site: Flask) -> None:
        second = Editor(client_at_the_machine(site), editor.review, editor.root)
        page = second.open()
        editor.decide("edited", text=editor.text().replace("Open it", "Lift it"), note="Said the factory")
        mine = written(page).replace("Open it", "Push it")
        answer = second.fill_in(page, "edited", text=mine, note="Tried it", name="Bob", email="")
        assert answer.status_code == 409
        again = html.fromstring(answer.text)
        assert "Alice – Edited, November 22, 2026 12:00 UTC: Said the factory" in told(answer)
        assert written(again) == mine
        assert written(again, "note") == "Tried it"
        assert again.xpath("//input[@name='decision'][@checked]/@value") == ["edited"]
        changed = [line.text_content().strip() for line in again.find_class("flash")[0].find_class("added")]
        assert "Added: Lift it." in changed
        assert b"Lift it." in second.file().read_bytes()
        assert second.fill_in(again, "edited", text=mine).status_code == 303  # knowing what the first did
        assert b"Push it." in second.file().read_bytes()

    def test_the_second_is_told_also_of_what_is_in_no_file(self, editor: Editor, site: Flask) -> None:
        second = Editor(client_at_the_machine(site), editor.review, editor.root)
        page = second.open()
        editor.decide("needs_update", task="New photo", assignee="Zoe")
        answer = second.fill_in(page, "snoozed", until="2027-01-01", why="Launch", name="Bob")
        assert answer.status_code == 409
        assert "Alice – Assigned, November 22, 2026 12:00 UTC: New photo" in told(answer)
        assert editor.standing().task == "New photo"
        again = html.fromstring(answer.text)
        assert second.fill_in(again, "snoozed", until="2027-01-01", why="Launch").status_code == 303

    def test_a_file_changed_on_disk_is_not_overwritten_and_the_change_is_shown(self, editor: Editor) -> None:
        page = editor.open()
        editor.file().write_bytes(LID.replace(b"Open", b"Close"))
        answer = editor.fill_in(page, "reviewed", check="wording")
        assert answer.status_code == 409
        assert "changed outside of the review" in told(answer)
        again = html.fromstring(answer.text)
        lines = again.find_class("flash")[0]
        assert lines.findtext(".//del") == "Open"
        assert lines.findtext(".//ins") == "Close"
        assert "Close it." in written(again)
        assert again.xpath("//input[@name='check'][@checked]/@value") == ["wording"]
        assert editor.file().read_bytes() == LID.replace(b"Open", b"Close")

    def test_what_was_decided_and_taken_back_before_is_not_named_where_the_file_was_changed_outside(
        self, editor: Editor
    ) -> None:
        answer = editor.decide("reviewed", check="wording")
        (form,) = [
            f for f in html.fromstring(editor.client.get(answer.location).text).forms if "undo" in (f.action or "")
        ]
        editor.client.post(form.action, data=dict(form.fields))
        page = editor.open()
        editor.file().write_bytes(LID.replace(b"Open", b"Close"))
        refused = editor.fill_in(page, "reviewed", check="wording")
        assert refused.status_code == 409
        assert "changed outside of the review" in told(refused)
        assert "Somebody got here first" not in told(refused)
        again = html.fromstring(refused.text)
        assert len(again.find_class("flash")) == 1, "what was done last does not stand above it"

    def test_a_decision_and_a_change_outside_after_it_are_both_named(self, editor: Editor) -> None:
        page = editor.open()
        editor.decide("edited", text=editor.text().replace("Open it", "Lift it"))
        editor.file().write_bytes(editor.file().read_bytes().replace(b"Lift", b"Close"))
        refused = editor.fill_in(page, "reviewed", check="wording")
        assert refused.status_code == 409
        assert "Alice – Edited" in told(refused)
        assert "changed outside of the review" in told(refused)

    def test_a_form_that_came_back_is_still_about_the_file_that_was_seen(self, editor: Editor) -> None:
        page = editor.open()
        other = LID.replace(b"Open", b"Close")
        editor.file().write_bytes(other)
        mine = written(page).replace("Open", "Push")
        again = html.fromstring(editor.fill_in(page, "reviewed", check="wording", text=mine).text)
        assert "You changed the Markdown" in again.text_content()
        assert editor.fill_in(again, "edited", text=mine).status_code == 409
        assert editor.file().read_bytes() == other

    def test_who_reviews_what_was_archived_meanwhile_is_told(self, editor: Editor) -> None:
        page = editor.open()
        editor.decide("archived")
        answer = editor.fill_in(page, "reviewed", check="wording")
        assert answer.status_code == 409
        assert "Alice – Archived" in told(answer)

    def test_an_article_that_is_gone_meanwhile_is_not_found(self, editor: Editor) -> None:
        page = editor.open()
        editor.file().unlink()
        assert editor.fill_in(page, "reviewed", check="wording").status_code == 404


@pytest.mark.parametrize(
    "broken",
    [b"\xff\xfe\n", b"A\0b\n", b"---\ntitle: [x\n---\nText.\n"],
    ids=["not UTF-8", "a NUL", "unreadable front matter"],
)
def test_a_file_that_became_unreadable_is_shown_and_stays_as_it_is(editor: Editor, broken: bytes) -> None:
    editor.file().write_bytes(broken)
    answer = editor.decide("reviewed", check="wording")
    assert answer.status_code in (303, 409)
    assert broken.split(b"\n")[-2] in editor.file().read_bytes()


def test_from_the_article_it_is_one_press_to_its_review_and_to_the_flag(editor: Editor, site: Flask) -> None:
    flagging = editor.open().xpath("//details[@class='flagging']//form[@id='flag']")
    office = Office(site, Clock(datetime.now(UTC)))
    found = {}
    for role in (Role.AUTHOR, Role.EDITOR):
        page = html.document_fromstring(office.browser(office.hire(role)).get("/en/articles/lid").text)
        found[role] = page.xpath("//a[@class='article-review']/@href")
    review = "/review/articles/en/lid"
    assert (len(flagging), found) == (1, {Role.AUTHOR: [], Role.EDITOR: [review, f"{review}#flag"]})


def test_only_whoever_opened_the_printed_link_gets_any_of_it(editor: Editor, site: Flask) -> None:
    for method, address in (("GET", "articles"), ("POST", "articles"), ("GET", "links"), ("POST", "links")):
        answer = site.test_client().open(f"/review/{address}/en/lid", method=method)
        assert answer.status_code == 302 if method == "GET" else 400
        assert "Open it" not in answer.text
