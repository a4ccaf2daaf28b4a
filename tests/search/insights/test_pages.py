"""The pages of the insights, over searches that readers really made, as an editor at the machine sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from sqlalchemy import func, insert, select, text
from werkzeug.test import TestResponse

from kb.accounts.audit_log import AuditEntry
from kb.usage.views import ArticleViews
from search.answers.generation.answer_use import day_of, month_of, reserve, settle
from search.desk.tickets import DayReport, report
from search.insights.counts.tables import CHARTS, REPORTS
from tests.conftest import Collection
from tests.search.insights.conftest import (
    NOON,
    REFUND,
    RESET,
    TODAY,
    failed,
    imported,
    opened,
    put,
    search,
    support,
    table_of,
)

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

PARTS = ("searches", "articles", "answers", "support")
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>'


def rows(answer: TestResponse, report: str) -> list[str]:
    assert answer.status_code == 200
    found = html.fromstring(answer.text).xpath(f'//section[contains(@class, "report-{report}")]//tbody/tr')
    cells = [[cell.text_content() for cell in row] for row in found]
    return [" ".join(" ".join(row).split()) for row in cells]


def test_without_a_search_every_report_says_so(page: FlaskClient) -> None:
    parts = [page.get(f"/insights/{part}") for part in PARTS]
    assert [answer.status_code for answer in parts] == [200] * len(PARTS)
    assert sum(answer.text.count("None in this time.") for answer in parts) == 16
    assert 'id="self-service"' not in parts[-1].text
    for answer in (page.get("/insights"), parts[0]):
        assert "Nothing was searched for in this time." in answer.text
    assert "No gaps in this time" in page.get("/insights/gaps").text


def test_the_headlines_and_tables_are_those_of_the_searches(page: FlaskClient, site: Flask) -> None:
    put(site, opened("reset"), search("refund", "bob"), search("money back", "bob", after=20), failed("bitcoin"))
    answer = page.get("/insights/searches")
    [headlines] = html.fromstring(answer.text).xpath('(//dl[@class="headlines"])[1]')
    assert [dd.text for dd in headlines.xpath(".//dd")] == ["4", "75%", "25%", "4"]
    assert rows(answer, "failing") == ["bitcoin English 1 1"]
    assert rows(answer, "refined") == ["refund English 1 1"]
    assert rows(answer, "positions")[0] == "1 4 1 25%"
    told = page.get("/insights/articles")
    assert rows(told, "articles") == ["Reset a password English 0 1 0 0 – – – 0 0 0"]


def test_the_first_screen_says_whether_it_works_beside_the_time_before(page: FlaskClient, site: Flask) -> None:
    month = 30 * 86_400
    put(
        site,
        *(opened("reset", after=n) for n in range(50)),
        *(search("unsure", confidence=0.4) for _ in range(10)),
        *(failed("bitcoin", language="fa") for _ in range(40)),
        *(opened("reset", after=n - month) for n in range(20)),
        *(failed("gift", after=n - month) for n in range(80)),
    )
    found = html.fromstring(page.get("/insights").text)
    [verdict] = found.xpath('//p[contains(@class, "verdict")]')
    assert verdict.text == "50% of the searches were surely answered, more than the 20% in the time before."
    told = [" ".join(" ".join(row.itertext()).split()) for row in found.xpath("//section[1]/table[1]//tbody/tr")]
    assert told == [
        "Searches 100 100 ≈ no clear difference",
        "Surely answered 50% 50 of 100 (40% to 60%) 20% ↑ better",
        "Doubtful answer 10% 10 of 100 (6% to 17%) 0% ↑ worse",
        "No good answer 40% 40 of 100 (31% to 50%) 80% ↓ better",
        "Led to an article 50% 50 of 100 (40% to 60%) 20% ↑ better",
        "English 60 83% 20% ↑ better",
        "فارسی 40 0% – nothing to compare with",
    ]
    assert "After 10 searches with something that fits nothing was opened" in found.text_content()


def test_views_and_votes_are_of_the_articles_as_they_are_now(page: FlaskClient, site: Flask) -> None:
    parts = site.extensions["kb"]
    with parts.database.begin() as connection:
        for day, views in ((TODAY, 3), (TODAY - timedelta(days=29), 4), (TODAY - timedelta(days=30), 100)):
            connection.execute(insert(ArticleViews).values(language="en", key="orders/refund", day=day, views=views))
        connection.execute(insert(ArticleViews).values(language="en", key="gone", day=TODAY, views=9))
    assert rows(page.get("/insights/articles"), "articles") == ["Refunds <b> English 7 0 0 0 – – – 0 0 0"]


def test_time_language_and_category_narrow_everything(page: FlaskClient, site: Flask) -> None:
    long_ago = -8 * 86_400
    put(
        site,
        *(opened("reset", RESET), opened("refund", REFUND), failed("bitcoin")),
        *(search("بازنشانی", language="fa"), search("old", after=long_ago)),
    )

    def asked(**more: str) -> set[str]:
        return {row["query"] for row in table_of(page.get("/insights/top.csv", query_string=more))}

    assert asked() == {"reset", "refund", "bitcoin", "بازنشانی", "old"}
    assert asked(days="7") == {"reset", "refund", "bitcoin", "بازنشانی"}
    assert asked(**{"from": "2026-11-14", "to": "2026-11-14"}) == {"old"}
    assert asked(language="fa") == {"بازنشانی"}
    assert asked(category="orders") == {"refund"}
    assert rows(page.get("/insights/searches?category=orders&language=en"), "top") == ["refund English 1 1 0"]


@pytest.mark.parametrize("name", [*REPORTS, "gaps"])
def test_every_report_is_there_as_csv_and_json_and_the_export_is_in_the_log(
    page: FlaskClient, site: Flask, collection: Collection, name: str
) -> None:
    imported(site, collection)
    put(site, failed(HOSTILE), opened("reset"), search("unsure", confidence=0.4), search("again", after=9))
    support(site)
    told = page.get(f"/insights/{name}.json").get_json()
    table = table_of(page.get(f"/insights/{name}.csv"))
    assert (told["from"], told["to"]) == ("2026-10-24", "2026-11-22")
    assert len(told["rows"]) == len(table) > 0
    assert list(told["rows"][0]) == list(table[0])
    with site.extensions["kb"].database.connect() as connection:
        logged = connection.scalars(select(AuditEntry.about).where(AuditEntry.event == "exported")).all()
    assert logged == [f"insights {name}"] * 2


def test_an_export_that_cannot_be_logged_is_served_with_a_warning(
    page: FlaskClient, site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with site.extensions["kb"].database.begin() as connection:
        connection.execute(text("DROP TABLE audit_log"))
    assert page.get("/insights/top.csv").status_code == 200
    assert "insights top" in caplog.text


def test_what_readers_type_is_no_formula_and_no_markup(page: FlaskClient, site: Flask) -> None:
    put(site, failed(HOSTILE))
    support(site, HOSTILE)
    assert table_of(page.get("/insights/found_nothing.csv"))[0]["ticket"] == f"'{HOSTILE}"
    assert table_of(page.get("/insights/failing.csv"))[0]["query"] == f"'{HOSTILE}"
    for path in ("/insights", "/insights/gaps", *(f"/insights/{part}" for part in PARTS)):
        assert "<script>alert" not in page.get(path).text


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("size", ["whole", "half", "narrow"])
def test_charts_are_pictures_in_the_language_of_the_page(page: FlaskClient, site: Flask, name: str, size: str) -> None:
    put(site, failed("a"), opened("b"))
    answer = page.get(f"/insights/{name}.svg?size={size}&lang=fa&days=90")
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    picture = etree.fromstring(answer.data)
    assert picture.get("{http://www.w3.org/XML/1998/namespace}lang") == "fa"
    assert b"<script" not in answer.data


@pytest.mark.parametrize("path", ["top.svg", "days.svg?size=huge", "nonsense.csv", "nonsense.json", "top.xlsx"])
def test_what_there_is_not_is_not_found(page: FlaskClient, path: str) -> None:
    assert page.get(f"/insights/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/insights", "/insights/gaps", "/insights/top.csv", "/insights/days.svg"])
def test_readers_do_not_get_in(site: Flask, path: str) -> None:
    assert site.test_client().get(path).status_code == 302


def test_the_figures_change_as_soon_as_something_is_recorded(page: FlaskClient, site: Flask) -> None:
    put(site, failed("a"))
    assert len(rows(page.get("/insights/searches"), "failing")) == 1
    put(site, failed("b"))
    assert len(rows(page.get("/insights/searches"), "failing")) == 2


# Replies, contact form, self-service


def headlines(answer: TestResponse, part: str) -> list[str]:
    found = html.fromstring(answer.text).xpath(f'//section[@aria-labelledby="{part}"]/dl//dd')
    return [dd.text for dd in found]


def test_replies_forms_and_the_score_are_told_in_words(page: FlaskClient, site: Flask) -> None:
    support(site)
    answer = page.get("/insights/support")
    assert headlines(answer, "replies") == ["50%", "2"]
    assert headlines(answer, "contact-form") == ["100%", "0%", "0%"]
    assert headlines(answer, "self-service") == ["2.2", "9", "4", "1"]
    assert rows(answer, "link_rate") == ["English 2 1 50%"]
    assert rows(answer, "linked") == ["Refunds <b> English 1"]
    assert rows(answer, "found_nothing") == ["Where is the moon? English Where is the moon? November 22, 2026"]
    assert rows(answer, "did_not_fit") == ["Where is the moon? English Reset a password 1"]
    assert rows(answer, "contact_form")[2] == "of these: said that it is solved, and sent nothing 1 100%"
    assert rows(answer, "self_service") == ["November 16, 2026 1 9 4 2.2"]
    assert rows(page.get("/insights/articles"), "articles") == [
        "Refunds <b> English 9 0 1 0 – – – 0 0 0",
        "Reset a password English 0 0 0 0 – – – 1 1 1",
    ]


def test_the_score_is_drawn_where_it_can_rise(page: FlaskClient, site: Flask) -> None:
    drawn = '//section[contains(@class, "report-self_service")]//img/@src'
    support(site)
    assert html.fromstring(page.get("/insights/support").text).xpath(drawn) == []
    with site.extensions["kb"].database.begin() as connection:
        week_before = TODAY - timedelta(days=7)
        connection.execute(insert(ArticleViews).values(language="en", key="orders/refund", day=week_before, views=3))
        report(connection, [DayReport(week_before, "zendesk", 2)])
    (address,) = html.fromstring(page.get("/insights/support").text).xpath(drawn)
    picture = page.get(str(address)).text
    assert picture.count('class="bar"') == 2
    assert "Readings for each ticket, by week" in picture


def test_an_article_is_linked_in_its_own_language(page: FlaskClient, site: Flask) -> None:
    support(site)
    links = html.fromstring(page.get("/insights/support").text).xpath(
        '//section[contains(@class, "did_not_fit")]//tbody//a/@href'
    )
    assert links == ["/en/search?q=Where+is+the+moon?", "/en/articles/account/reset"]


def test_with_a_topic_the_page_says_what_belongs_to_none(page: FlaskClient, site: Flask) -> None:
    support(site)
    answer = page.get("/insights/support?category=orders")
    assert "Tickets belong to no topic" in answer.text
    assert headlines(answer, "replies") == ["–", "0"]
    assert rows(answer, "linked") == ["Refunds <b> English 1"]
    assert 'id="self-service"' not in answer.text


# Gaps


@pytest.mark.parametrize("language", ["fa", "ar", "ru"])
def test_the_pages_speak_every_language(page: FlaskClient, site: Flask, language: str) -> None:
    put(site, failed("gift", first=(REFUND,)), opened("reset"))
    for path in ("/insights", "/insights/gaps", *(f"/insights/{part}" for part in PARTS)):
        assert page.get(path, headers={"Accept-Language": language}).status_code == 200


def test_the_same_question_is_read_with_the_same_number_of_queries(page: FlaskClient, site: Flask) -> None:
    put(site, *(search(f"q{number}", after=number) for number in range(50)))
    assert len(rows(page.get("/insights/searches"), "top")) == 10
    assert "40 more are in the files below." in page.get("/insights/searches").text
    with site.extensions["kb"].database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_days_are_told_in_the_time_of_the_clock(page: FlaskClient, site: Flask) -> None:
    put(site, search("a", after=-12 * 3600), search("b", "bob", after=-12 * 3600 - 1))
    days = {row["day"]: row["answered"] for row in table_of(page.get("/insights/days.csv?days=7"))}
    assert (days["2026-11-22"], days["2026-11-21"], days["2026-11-20"]) == ("1", "1", "0")
    assert NOON.date() == date(2026, 11, 22)


def test_what_a_language_model_cost_stands_with_the_sentences_that_were_dropped(page: FlaskClient, site: Flask) -> None:
    now = site.extensions["kb"].clock()
    with site.extensions["kb"].database.begin() as connection:
        assert reserve(connection, now, 900, 5_000, 10) == ""
        settle(connection, month_of(now), 100, day_of(now), {"number": 2, "code": 1, "quote": 1})
    text = page.get("/insights/answers").get_data(as_text=True)
    assert "Sentences of it that were not shown: 4" in text
    assert "with a number, date, code or product of its own: 3" in text


def test_what_was_counted_before_the_move_stands_apart_and_begins_the_sum(
    page: FlaskClient, site: Flask, collection: Collection
) -> None:
    assert "report-before_move" not in page.get("/insights/articles").text
    imported(site, collection)
    parts = site.extensions["kb"]
    with parts.database.begin() as connection:
        for day in (TODAY, TODAY - timedelta(days=400)):
            connection.execute(insert(ArticleViews).values(language="en", key="orders/refund", day=day, views=5))
    answer = page.get("/insights/articles")
    assert rows(answer, "before_move") == [
        "Reset a password English Zendesk November 22, 2026 – – 2,000 0 2,000",
        "Refunds <b> English Zendesk November 22, 2026 15 80% 450 10 460",
    ]
    assert rows(answer, "articles") == ["Refunds <b> English 5 0 0 0 – – – 0 0 0"]
    assert [row["views_in_all"] for row in table_of(page.get("/insights/before_move.csv"))] == ["2000", "460"]
    assert rows(page.get("/insights/articles?category=orders"), "before_move")[0].startswith("Refunds")
    assert "report-before_move" not in page.get("/insights/articles?language=fa").text
