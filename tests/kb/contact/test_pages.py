"""The contact page: what is on it, whether it is open, and that there is none where nothing is said of it."""

from __future__ import annotations

import json
from itertools import pairwise

from flask import Flask

from kb.editing.check import NO_CONTACT, check
from tests.conftest import Collection
from tests.kb.conftest import Visitor


def test_the_page_has_the_channels_as_links_with_their_hours_and_holidays(visitor: Visitor) -> None:
    page = visitor.open("/en/contact")
    assert page.status == 200
    links = {str(link.get("href")): link.text_content() for link in page.tree.xpath("//main//a")}
    assert links["tel:+49305550100"] == "+49 30 555 01 00"
    assert links["mailto:help@example.com"] == "help@example.com"
    assert page.texts("//table//tr") == ["Monday – Friday8:00–18:00", "Saturday – Sundayclosed"]  # noqa: RUF001
    assert page.texts("//dl/div") == ["Christmas DayDecember 25, 2026: closed"]
    assert page.texts("//*[@class='zone']") == ["All times: Central European Standard Time (UTC+01:00)"]
    assert page.response.headers.get("Set-Cookie") is None


def test_it_says_whether_it_is_open_now_and_what_a_kept_copy_says_later(visitor: Visitor) -> None:
    page = visitor.open("/en/contact")  # on a Sunday, at one in the afternoon
    (line,) = page.tree.xpath("//*[@data-said]")
    said = json.loads(line.get("data-said"))
    assert line.text_content() == said[0][1]
    assert said[:4] == [
        ["2026-11-22T12:00:00Z", "Closed now, opens tomorrow at 8:00", False],
        ["2026-11-22T23:00:00Z", "Closed now, opens at 8:00", False],
        ["2026-11-23T07:00:00Z", "Open now, until 18:00", True],
        ["2026-11-23T17:00:00Z", "Closed now, opens tomorrow at 8:00", False],
    ]
    assert said[-1][1:] == ["", False]
    assert all(first[0] < second[0] for first, second in pairwise(said))


def test_it_speaks_the_language_of_its_address(visitor: Visitor) -> None:
    page = visitor.open("/ar/contact")
    assert "تواصل معنا" in page.texts("//h1")
    assert page.texts("//dl/div")[0].startswith("عيد الميلاد")
    assert page.texts("//*[@data-said]") == ["مغلق الآن، يفتح غدًا في 8:00"]


def test_every_page_leads_there(visitor: Visitor) -> None:
    for path in ("/en/", "/en/articles/orders/refund", "/en/articles/no-such", "/en/search?q=zzzz"):
        assert "/en/contact" in visitor.open(path).tree.xpath("//a/@href"), path
    assert "/ar/contact" in visitor.open("/ar/").tree.xpath("//a/@href")


def test_where_nothing_is_said_of_it_there_is_no_page_and_no_link(
    visitor: Visitor, contact_site: Flask, collection: Collection
) -> None:
    (collection.root / "site.yml").write_text("name: Sofra\n", "utf-8")
    assert visitor.open("/en/contact").status == 404
    assert "/en/contact" not in visitor.open("/en/").text


def test_a_question_for_a_person_is_answered_by_the_ways_to_one(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=opening+hours")
    assert page.texts("//section[contains(@class, 'asked-for')]//li") == [
        "Telephone: +49 30 555 01 00 Closed now, opens tomorrow at 8:00",
        "E-mail: help@example.com",
    ]
    assert not visitor.open("/en/search?q=refund").tree.xpath("//section[contains(@class, 'asked-for')]")


def test_who_is_stuck_is_shown_the_way_and_when_somebody_is_there(visitor: Visitor) -> None:
    line = "Ask a person Closed now, opens tomorrow at 8:00"
    article = "/en/articles/orders/refund"
    for path in ("/en/articles/no-such", "/en/search?q=zzzzqqqq", f"{article}?feedback=told", f"{article}?feedback=no"):
        assert visitor.open(path).texts("//aside[@class='person']") == [line], path
    for path in (article, f"{article}?feedback=yes"):
        assert visitor.open(path).texts("//aside[@class='person']") == [], path


def test_kb_check_asks_for_a_way_to_a_person(collection: Collection) -> None:
    def hints() -> list[str]:
        return [problem.code for problem in check(collection.library().catalog)]

    collection.write("en/orders/refund.md", title="Refund")
    (collection.root / "site.yml").write_text("name: Sofra\n", "utf-8")
    assert hints() == [NO_CONTACT]
    collection.write("en/about/contact.md", title="Contact")
    assert hints() == []
