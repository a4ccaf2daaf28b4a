"""The pages of reports and history, with decisions that were really made."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from sqlalchemy import event

from review.decisions.decision import DecisionKind
from review.reports.tables import REPORTS
from review.service import Review
from tests.at_the_machine import sit_down
from tests.conftest import Collection
from tests.review.reports.conftest import ALICE, PERSIAN, count_views, decide, table_of, text_of

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


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
