"""The pages of reports and history, with decisions that were really made."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from sqlalchemy import event, insert
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEvent, newest
from kb.catalog.article import ArticleId
from kb.files.saving import fingerprint
from kb.usage.views import ArticleViews
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.reports.tables import REPORTS
from review.service import Review
from tests.at_the_machine import sit_down
from tests.conftest import Collection

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

ALICE, MALLORY = Reviewer("Alice", "alice@example.com"), Reviewer('=HYPERLINK("x")')
TODAY = date(2026, 11, 22)
PERSIAN = {"Accept-Language": "fa"}


@pytest.fixture
def review(collection: Collection, client: FlaskClient, site: Flask) -> Review:
    """Two English articles, one reviewed lately and one long ago, and a Persian one never reviewed."""
    collection.write(
        "en/orders/track.md", "Look.", title="Track it", owner="Orders team", last_reviewed_on="2026-11-01"
    )
    collection.write("en/orders/old.md", "Look.", title="Old <b>one</b>", last_reviewed_on="2025-01-01")
    collection.write("fa/orders/track.md", "نگاه.", title="پیگیری سفارش", owner="=cmd|'/C calc'!A1")
    sit_down(site, client)
    review: Review = site.extensions["kb"].review
    review.library.refresh()
    return review


def decide(
    review: Review, key: str, kind: DecisionKind = DecisionKind.REVIEWED, person: Reviewer = ALICE, **order: object
) -> str:
    article = review.catalog.articles[ArticleId("en", key)]
    seen = fingerprint((review.library.root / article.path).read_bytes())
    outcome = review.decisions.decide(DecisionRequest(kind, **order), [DecisionTarget(article.id, seen)], person)  # type: ignore[arg-type]
    assert outcome.done == [article.id]
    return outcome.batch


def count_views(review: Review, **views: int) -> None:
    rows = [{"language": "en", "key": f"orders/{name}", "day": TODAY, "views": n} for name, n in views.items()]
    with review.database.begin() as connection:
        connection.execute(insert(ArticleViews), rows)


def text_of(answer: TestResponse, path: str) -> list[str]:
    assert answer.status_code == 200
    return [" ".join(found.text_content().split()) for found in html.fromstring(answer.text).xpath(path)]


def table_of(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_headline_is_the_share_of_views_on_fresh_articles(client: FlaskClient, review: Review) -> None:
    count_views(review, track=3, old=1)
    assert text_of(client.get("/review/reports"), "//*[@class='most']/dd") == ["75%"]
    assert text_of(client.get("/review/reports", headers=PERSIAN), "//*[@class='most']/dd")[0].startswith("۷۵")


def test_a_review_counts_in_the_headline_at_once(client: FlaskClient, review: Review) -> None:
    count_views(review, track=3, old=1)
    client.get("/review/reports")
    decide(review, "orders/old")
    assert text_of(client.get("/review/reports"), "//*[@class='most']/dd") == ["100%"]


def test_nothing_counted_is_said_and_not_drawn(client: FlaskClient, review: Review) -> None:
    page = client.get("/review/reports")
    assert text_of(page, "//*[@class='most']/dd")[0] == "–"
    assert "No views counted yet" in page.text
    assert "/review/reports/freshness.svg" not in page.text
    assert "/review/reports/age.svg" in page.text


def test_an_empty_collection_has_reports_too(client: FlaskClient, site: Flask) -> None:
    page = sit_down(site, client).get("/review/reports")
    assert text_of(page, "//img") == []
    assert "Nothing waits." in page.text
    for name in REPORTS:
        assert client.get(f"/review/reports/{name}.svg").status_code == 200
        assert client.get(f"/review/reports/{name}.csv").status_code == 200


def test_each_picture_has_its_numbers_in_a_table_with_caption_and_headers(client: FlaskClient, review: Review) -> None:
    count_views(review, track=3)
    decide(review, "orders/old", DecisionKind.NEEDS_UPDATE, note="Menu moved")
    root = html.fromstring(client.get("/review/reports").text)
    sections = root.xpath("//section[contains(@class, 'report')]")
    assert len(sections) == len(REPORTS)
    for section in sections:
        assert section.xpath(".//picture//img/@alt")[0]
        assert section.xpath(".//details//table/caption")[0].text_content()
        assert set(section.xpath(".//thead//th/@scope")) == {"col"}
        assert set(section.xpath(".//tbody//th/@scope")) == {"row"}
    assert not root.xpath("//*[@style]")


def test_the_table_by_owner_counts_what_waits(client: FlaskClient, review: Review) -> None:
    cells = text_of(client.get("/review/reports"), "//section[@aria-labelledby='report-owners']//tbody/tr/*")
    assert cells == ["Nobody", *"01001", "=cmd|'/C calc'!A1", *"00101"]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("size", ["whole", "half", "narrow"])
def test_pictures_are_harmless_svg_with_a_policy_of_their_own(
    client: FlaskClient, review: Review, name: str, size: str
) -> None:
    answer = client.get(f"/review/reports/{name}.svg?size={size}&lang=ar")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    root = etree.fromstring(answer.data)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert not list(root.iter("{*}script"))


def test_a_picture_is_in_the_language_asked_for(client: FlaskClient, review: Review) -> None:
    persian, english = (client.get(f"/review/reports/age.svg?lang={code}").text for code in ("fa", "en"))
    assert "۱۲–۱۷" in persian
    assert "12–17" in english


def test_a_picture_that_did_not_change_is_not_sent_again(client: FlaskClient, review: Review) -> None:
    tag = client.get("/review/reports/age.svg").headers["ETag"]
    assert client.get("/review/reports/age.svg", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["nothing.svg", "nothing.csv", "age.svg?size=huge", "age.png", "../reports.svg"])
def test_what_there_is_no_report_of_is_not_found(client: FlaskClient, review: Review, name: str) -> None:
    assert client.get(f"/review/reports/{name}").status_code == 404


def test_numbers_as_csv_are_plain_and_dated(client: FlaskClient, review: Review) -> None:
    count_views(review, track=1, old=2)
    answer = client.get("/review/reports/freshness.csv", headers=PERSIAN)
    assert 'filename="review-freshness-2026-11-22.csv"' in answer.headers["Content-Disposition"]
    weeks = table_of(answer)
    assert len(weeks) == 26
    assert weeks[-1] == {"week": "2026-11-16", "views": "3", "fresh_views": "1", "share": "0.3333"}
    assert weeks[0]["share"] == ""
    never = table_of(client.get("/review/reports/age.csv"))[-1]
    assert never == {"months": "never", "articles": "1"}


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("history.csv", "review history"),
        ("history.json?by=Alice", "review history"),
        ("reports/age.csv", "review report age"),
    ],
)
def test_files_to_take_away_are_in_the_audit_log(client: FlaskClient, review: Review, path: str, about: str) -> None:
    client.get("/review/reports")
    client.get("/review/reports/nothing.csv")
    assert client.get(f"/review/{path}").status_code == 200
    with review.database.connect() as connection:
        assert [(entry.event, entry.about) for entry in newest(connection, 10)] == [(AuditEvent.EXPORTED, about)]


def test_a_cell_that_looks_like_a_formula_is_text(client: FlaskClient, review: Review) -> None:
    owners = {row["owner"] for row in table_of(client.get("/review/reports/owners.csv"))}
    assert owners == {"", "'=cmd|'/C calc'!A1"}
    decide(review, "orders/old", person=MALLORY, note="@SUM(1)")
    row = table_of(client.get("/review/history.csv"))[0]
    assert (row["by"], row["note"]) == ("'" + MALLORY.name, "'@SUM(1)")


def test_reviews_done_are_counted_without_those_taken_back(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/track")
    review.decisions.undo(decide(review, "orders/old"), ALICE)
    assert table_of(client.get("/review/reports/reviews.csv"))[-1]["reviewed"] == "1"


def test_the_number_of_queries_does_not_grow(client: FlaskClient, review: Review, collection: Collection) -> None:
    def queries() -> int:
        seen: list[str] = []

        def remember(*call: object) -> None:
            seen.append(str(call[2]))

        event.listen(review.database, "before_cursor_execute", remember)
        client.get("/review/reports")
        client.get("/review/history")
        event.remove(review.database, "before_cursor_execute", remember)
        return len(seen)

    few = queries()
    for number in range(40):
        collection.write(f"en/orders/n{number}.md", "Look.", title=f"N{number}", owner=f"Owner {number}")
    review.library.refresh()
    for number in range(40):
        decide(review, f"orders/n{number}")
    assert 0 < queries() <= few


def test_the_history_says_who_decided_what_and_links_to_the_review(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/old", note="<script>alert(1)</script>", checklist=("steps_tried",))
    page = client.get("/review/history")
    cells = text_of(page, "//table//tbody/tr[1]/td")
    assert cells[0] == "November 22, 2026 12:00 UTC"
    assert cells[1].startswith("Old <b>one</b>")
    assert cells[2:4] == ["Still right", "Alice"]
    assert "<script>alert(1)</script>" in cells[4]
    assert "I tried the steps" in cells[4]
    assert "Reviewed before on January 1, 2025" in cells[4]
    assert "/review/articles/en/orders/old" in page.text
    assert "<script>alert(1)" not in page.text


def test_the_history_in_persian_has_persian_digits_throughout(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/old")
    when = text_of(client.get("/review/history", headers=PERSIAN), "//tbody/tr[1]/td[1]")[0]
    assert "۱۲:۰۰" in when
    assert not set(when) & set("0123456789")


def test_what_was_taken_back_or_archived_stays_in_the_history(client: FlaskClient, review: Review) -> None:
    review.decisions.undo(decide(review, "orders/track"), ALICE)
    decide(review, "orders/old", DecisionKind.ARCHIVED, moved_to="orders/track")
    page = client.get("/review/history")
    assert text_of(page, "//tbody//strong") == ["Archived", "Taken back", "Still right"]
    assert "taken back later" in page.text
    assert "Replaced by orders/track" in page.text
    assert "/review/articles/en/orders/old" not in page.text


def test_the_history_is_narrowed_down_by_article_and_editor(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/track")
    decide(review, "orders/old", person=Reviewer("Bob & Co"))
    for query, expected in {
        "article=en/orders/track": ["Alice"],
        "by=Bob+%26+Co": ["Bob & Co"],
        "by=Alice&article=en/orders/old": [],
        "article=nonsense&page=x": ["Bob & Co", "Alice"],
    }.items():
        assert text_of(client.get(f"/review/history?{query}"), "//tbody/tr/td[4]") == expected
        told = client.get(f"/review/history.json?{query}").get_json()
        assert [decision["by"] for decision in told] == expected
        assert [row["by"] for row in table_of(client.get(f"/review/history.csv?{query}"))] == expected


def test_the_history_has_pages_and_the_exports_have_all(client: FlaskClient, review: Review) -> None:
    for _ in range(51):
        decide(review, "orders/old", DecisionKind.SNOOZED, until=TODAY + timedelta(days=9), note="Later")
    first, second, beyond = (client.get(f"/review/history?page={page}&by=Alice") for page in (1, 2, 999))
    assert [len(text_of(page, "//tbody/tr")) for page in (first, second, beyond)] == [50, 1, 1]
    assert html.fromstring(first.text).xpath("//a[@rel='next']/@href") == ["?by=Alice&page=2"]
    assert len(client.get("/review/history.json?page=2").get_json()) == 51
    assert len(table_of(client.get("/review/history.csv?page=2"))) == 51


def test_exports_tell_details_but_not_what_undoing_needs(client: FlaskClient, review: Review) -> None:
    decide(review, "orders/old", checklist=("steps_tried",))
    told = client.get("/review/history.json").get_json()[0]
    row = table_of(client.get("/review/history.csv"))[0]
    assert json.loads(row["details"]) == told["details"]
    assert told["details"]["previously_on"] == "2025-01-01"
    assert not [name for name in told["details"] if name.startswith("_")]


@pytest.mark.parametrize(
    "path", ["reports", "reports/age.svg", "reports/age.csv", "history", "history.csv", "history.json"]
)
def test_others_find_nothing_here(client: FlaskClient, site: Flask, review: Review, path: str) -> None:
    assert client.get(f"/review/{path}").status_code == 200
    assert site.test_client().get(f"/review/{path}").status_code == 302


def test_the_reports_count_what_waits_as_the_queue_does(
    collection: Collection, site: Flask, client: FlaskClient, review: Review
) -> None:
    collection.write("fa/orders/track.md", title="پیگیری", last_reviewed_on="2026-11-01")
    review.library.refresh()
    decide(
        review, "orders/track", DecisionKind.EDITED, checklist=("wording",), matters=True, text=b"# Track\n\nAnew.\n"
    )
    review.library.refresh()
    [queue] = text_of(client.get("/review"), "//a[contains(@class, 'view-waiting')]/span[@class='count']")
    assert text_of(client.get("/review/reports"), "//dl[@class='headlines']/div[2]/dd") == [queue]
    assert text_of(client.get("/review?state=outdated"), "//table[contains(@class, 'queue')]/tbody/tr")
