"""The letter that a digest becomes: its subject, its two parts, its language, and no markup of others."""

from __future__ import annotations

import re

import pytest
from lxml import html

from kb.core.settings import Settings
from kb.core.text import one_line
from review.notices.digest import MOST
from review.notices.letter import write_letter
from tests.review.notices.conftest import ALICE, DUE, DUE_SOON, OVERDUE, TODAY, Desk


def test_the_subject_says_what_matters_and_for_whom(desk: Desk) -> None:
    for number in range(3):
        desk.add(f"o{number}", OVERDUE, "Orders team")
    for number in range(2):
        desk.add(f"d{number}", DUE, "Orders team")
    desk.add("n", None, None)
    assert desk.letter("Orders team").subject == "3 overdue, 2 due: Orders team"
    assert desk.letter(None).subject == "1 never reviewed: no owner"


def links_of(document: str) -> list[str]:
    return [str(link) for link in html.document_fromstring(document).xpath("//a/@href")]


def test_both_parts_hold_a_link_to_every_review_and_to_the_queue_of_the_owner(desk: Desk) -> None:
    desk.add("orders/refund", OVERDUE, "R&D team")
    desk.add("orders/نمونه؟ یک", DUE, "R&D team", language="fa")
    desk.add("soon", DUE_SOON, "R&D team")
    letter = desk.letter("R&D team", base_url="https://help.example.com")
    wanted = [
        "https://help.example.com/review/articles/en/orders/refund",
        "https://help.example.com/review/articles/fa/orders/%D9%86%D9%85%D9%88%D9%86%D9%87%D8%9F%20%DB%8C%DA%A9",
        "https://help.example.com/review/articles/en/soon",
        "https://help.example.com/review?responsible=R%26D+team",
    ]
    assert links_of(letter.html()) == wanted
    assert [line.split()[-1] for line in letter.text().split("\n") if "https:" in line] == wanted


def test_without_an_address_of_the_site_links_lead_to_this_machine(desk: Desk) -> None:
    desk.add("a", OVERDUE, None)
    letter = desk.letter(None, port=8123)
    assert letter.groups[0][1][0].url == "http://127.0.0.1:8123/review/articles/en/a"
    assert letter.queue_url == "http://127.0.0.1:8123/review?responsible=nobody"


def test_each_article_says_why_it_waits_and_when_it_will_be_due(desk: Desk) -> None:
    desk.add("a", OVERDUE, flagged_on=TODAY, flag="The fee\r\nis wrong")
    desk.add("b", DUE_SOON)
    letter = desk.letter()
    for part in (letter.text(), letter.html()):
        assert "Reported as wrong: The fee is wrong; Reviewed 365 days ago" in part
        assert "December 20, 2026" in part


def test_the_others_are_counted_in_both_parts(desk: Desk) -> None:
    for number in range(MOST + 1):
        desk.add(f"a{number}", OVERDUE)
    letter = desk.letter()
    assert "\n1 other article waits\n" in letter.text()
    assert "1 other article waits<br>" in letter.html()


def test_numbers_and_days_of_a_digest_are_written_as_the_site_chose(desk: Desk) -> None:
    desk.add("a", DUE_SOON, language="fa")
    desk.add("b", OVERDUE, language="fa")
    usual, chosen = (desk.letter(language="fa", **choice) for choice in ({}, {"calendars": (("fa", "solar"),)}))
    assert "۱" in usual.subject
    assert "۲۰۲۶" in usual.soon[0].why
    assert "۱۴۰۵" in chosen.soon[0].why
    assert "1" in desk.letter(language="fa", digits=(("fa", "latin"),)).subject


@pytest.mark.parametrize(
    ("language", "spoken", "direction"),
    [("fa", "fa", "rtl"), ("ar", "ar", "rtl"), ("ru", "ru", "ltr"), ("eo", "en", "ltr")],
)
def test_a_digest_is_in_the_language_of_the_site_where_the_interface_speaks_it(
    desk: Desk, language: str, spoken: str, direction: str
) -> None:
    desk.add("a", OVERDUE)
    root = html.document_fromstring(desk.letter(language=language).html())
    assert (root.get("lang"), root.get("dir")) == (spoken, direction)


def test_a_title_in_another_language_says_so_and_finds_its_own_direction(desk: Desk) -> None:
    desk.add("a", OVERDUE, language="fa", title="بازنشانی گذرواژه")
    (link,) = html.document_fromstring(desk.letter().html()).xpath("//li/a")
    assert (link.get("lang"), link.get("dir"), link.text) == ("fa", "auto", "بازنشانی گذرواژه")


def test_titles_cannot_write_html(desk: Desk) -> None:
    desk.add("a", OVERDUE, "<b>Team</b>", title="<script>alert(1)</script>", flagged_on=TODAY, flag="<img src=x>")
    root = html.document_fromstring(desk.letter("<b>Team</b>", site_name="<i>Help</i>").html())
    assert root.xpath("//script|//b|//img|//i") == []
    assert root.xpath("//li/a/text()") == ["<script>alert(1)</script>"]


def test_no_text_brings_a_line_break_or_a_control_character(desk: Desk) -> None:
    desk.add("a", OVERDUE, "Team\r\nBcc: x@example.com", title="One\nTwo\x1b[31m\u2028Three")
    letter = desk.letter("Team\r\nBcc: x@example.com", site_name="Help\n\ncentre")
    assert letter.subject == "1 overdue: Team Bcc: x@example.com"
    assert letter.groups[0][1][0].title == "One Two[31m Three"
    assert letter.site_name == "Help centre"


def test_half_spaces_of_persian_stay() -> None:
    assert one_line("کتاب\u200cها") == "کتاب\u200cها"


def test_a_long_text_is_cut() -> None:
    assert one_line("x" * 201) == "x" * 199 + "…"
    assert one_line("x" * 200) == "x" * 200


def test_days_are_written_as_in_the_region_of_the_site(desk: Desk) -> None:
    desk.add("soon", DUE_SOON, ALICE)
    desk.add("late", OVERDUE, ALICE)
    digest = desk.digest()
    assert digest is not None
    british = write_letter(digest, Settings(), "en", "GB").soon[0].why
    usual = write_letter(digest, Settings(), "en").soon[0].why
    assert re.fullmatch(r"\d{1,2} \w+ \d{4}", british)
    assert re.fullmatch(r"\w+ \d{1,2}, \d{4}", usual)
