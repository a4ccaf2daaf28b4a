"""Who hears of what, and in which words. Today is Sunday, 22 November 2026."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from lxml import html

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.intervals import ReviewInterval
from kb.core.settings import Settings
from review.notices.digest import MOST, SHORT, Digest, by_owner, make_digest
from review.notices.letter import Letter, one_line, write_letter
from review.notices.sent_notices import Fact
from review.queue.rows import Known, Row, Standing, make_queue
from review.queue.rules import Rules

TODAY = date(2026, 11, 22)
ALICE, BOB = "Alice", "Bob"
OVERDUE, DUE, DUE_SOON, FRESH = date(2025, 11, 22), date(2026, 5, 22), date(2026, 6, 20), date(2026, 11, 1)


@dataclass
class Desk:
    """Articles and what people decided about them."""

    articles: list[Article] = field(default_factory=list)
    standings: dict[ArticleId, Standing] = field(default_factory=dict)
    today: date = TODAY

    def add(
        self, key: str, reviewed: date | None, owner: str | None = ALICE, language: str = "en", **more: Any
    ) -> ArticleId:
        standing = {name: more.pop(name) for name in list(more) if name in Standing.__dataclass_fields__}
        at = datetime(2026, 1, 1, tzinfo=UTC)
        dates = {"last_reviewed_on": reviewed, "published_on": date(2025, 1, 1)}
        made = Article(
            language, key, f"{language}/{key}.md", more.pop("title", key.title()), "Text.", at, owner=owner,
            **{**dates, **more},
        )  # fmt: skip
        self.articles.append(made)
        self.standings[made.id] = Standing(**standing)
        return made.id

    def rows(self) -> list[Row]:
        catalog = Catalog({a.id: a for a in self.articles}, {}, frozenset(), (), "en")
        return make_queue(catalog, self.today, Rules(), Known(self.standings))

    def digest(self, owner: str | None = ALICE, told: set[Fact] | None = None) -> Digest | None:
        waiting = by_owner(self.rows(), self.today, "en").get(owner, [])
        return make_digest(owner, waiting, told or set())

    def groups(self, owner: str | None = ALICE, told: set[Fact] | None = None) -> dict[str, list[str]]:
        digest = self.digest(owner, told)
        return {name: [row.article.key for row in rows] for name, rows in digest.groups} if digest else {}

    def told(self, owner: str | None = ALICE) -> set[Fact]:
        digest = self.digest(owner)
        assert digest is not None
        return set(digest.facts)

    def letter(self, owner: str | None = ALICE, language: str = "en", **settings: Any) -> Letter:
        digest = self.digest(owner)
        assert digest is not None
        return write_letter(digest, Settings(**settings), language)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# Who hears of what


def test_what_waits_is_grouped_by_state_the_most_important_first(desk: Desk) -> None:
    desk.add("due", DUE)
    desk.add("never", None)
    desk.add("over", OVERDUE)
    desk.add("older", date(2024, 1, 1))
    desk.add("wrong", FRESH, flagged_on=date(2026, 11, 20))
    desk.add("fine", FRESH)
    groups = desk.groups()
    assert groups == {"flagged": ["wrong"], "overdue": ["older", "over"], "never_reviewed": ["never"], "due": ["due"]}
    assert list(groups) == ["flagged", "overdue", "never_reviewed", "due"]


def test_each_owner_hears_of_their_own_and_nobodys_articles_are_told_apart(desk: Desk) -> None:
    desk.add("a", OVERDUE, ALICE)
    desk.add("b", OVERDUE, BOB)
    desk.add("c", OVERDUE, None)
    assert [desk.groups(who) for who in (ALICE, BOB, None)] == [{"overdue": [key]} for key in ("a", "b", "c")]


def test_an_assigned_article_is_told_to_the_one_who_was_asked(desk: Desk) -> None:
    desk.add("a", OVERDUE, ALICE, assignee=BOB)
    assert (desk.groups(ALICE), desk.groups(BOB)) == ({}, {"overdue": ["a"]})


@pytest.mark.parametrize(
    "more",
    [
        {"planned_on": date(2026, 11, 23)},
        {"snoozed_until": date(2026, 11, 23)},
        {"review_in": ReviewInterval(never=True)},
    ],
    ids=["planned", "snoozed", "exempt"],
)
def test_what_is_planned_for_later_snoozed_or_exempt_is_left_out(desk: Desk, more: dict[str, Any]) -> None:
    desk.add("a", OVERDUE, **more)
    assert desk.digest() is None


@pytest.mark.parametrize("name", ["planned_on", "snoozed_until"])
def test_what_is_flagged_is_told_though_it_was_put_off(desk: Desk, name: str) -> None:
    desk.add("a", OVERDUE, flagged_on=TODAY, **{name: date(2026, 12, 24)})
    assert desk.groups() == {"flagged": ["a"]}


@pytest.mark.parametrize(("today", "told"), [(date(2026, 11, 30), {}), (date(2026, 12, 1), {"overdue": ["a"]})])
def test_what_was_planned_is_told_on_that_day(desk: Desk, today: date, told: dict[str, list[str]]) -> None:
    desk.add("a", OVERDUE, planned_on=date(2026, 12, 1))
    desk.today = today
    assert desk.groups() == told


# News


def test_what_was_told_is_not_told_again(desk: Desk) -> None:
    desk.add("a", OVERDUE)
    desk.add("b", None)
    desk.add("c", FRESH, flagged_on=TODAY)
    assert desk.digest(told=desk.told()) is None


def test_a_digest_with_news_only_counts_what_is_known(desk: Desk) -> None:
    desk.add("a", OVERDUE)
    desk.add("b", DUE)
    known = desk.told()
    desk.add("c", OVERDUE)
    digest = desk.digest(told=known)
    assert digest is not None
    assert desk.groups(told=known) == {"overdue": ["c"]}
    assert digest.others == 2
    assert {fact.article.key for fact in digest.facts} == {"c"}


@pytest.mark.parametrize(
    ("today", "news"), [(date(2026, 11, 21), {}), (date(2026, 11, 22), {"overdue": ["a"]})], ids=["before", "on it"]
)
def test_that_something_due_became_overdue_is_news_on_that_very_day(
    desk: Desk, today: date, news: dict[str, list[str]]
) -> None:
    desk.add("a", OVERDUE)
    desk.today = date(2026, 11, 1)
    known = desk.told()
    desk.today = today
    assert desk.groups(told=known) == news


def test_that_something_is_due_again_after_a_review_is_news(desk: Desk) -> None:
    desk.add("a", date(2025, 4, 1))
    desk.today = date(2025, 10, 5)
    known = desk.told()
    assert [fact.state for fact in known] == ["due"]
    desk.articles.clear()
    desk.add("a", date(2025, 10, 5))
    desk.today = date(2026, 4, 5)
    assert desk.groups(told=known) == {"due": ["a"]}


@pytest.mark.parametrize("name", ["snoozed_until", "planned_on"])
@pytest.mark.parametrize("reviewed", [OVERDUE, DUE, None])
def test_what_comes_back_is_news_once(desk: Desk, name: str, reviewed: date | None) -> None:
    id_ = desk.add("a", reviewed)
    known = desk.told()
    desk.today = date(2026, 11, 25)
    desk.standings[id_] = Standing(**{name: desk.today})  # type: ignore[arg-type]
    again = desk.told()
    assert not again & known
    assert desk.digest(told=known | again) is None


def test_a_second_flag_is_news(desk: Desk) -> None:
    id_ = desk.add("a", FRESH, flagged_on=date(2026, 11, 2))
    known = desk.told()
    desk.standings[id_] = Standing(flagged_on=TODAY)
    assert desk.groups(told=known) == {"flagged": ["a"]}


# Translations


def test_an_outdated_translation_is_told_once_however_often_its_original_changes(desk: Desk) -> None:
    original = desk.add("a", FRESH, BOB, changed_on=date(2026, 11, 10))
    desk.add("a", FRESH, language="fa")
    assert desk.groups() == {"outdated": ["a"]}
    known = desk.told()
    desk.standings[original] = Standing(changed_on=TODAY)
    assert desk.digest(told=known) is None


def test_a_translation_outdated_again_after_the_first_change_was_dismissed_is_news(desk: Desk) -> None:
    desk.add("a", FRESH, BOB, updated_on=date(2026, 11, 10))
    desk.add("a", FRESH, language="fa")
    known = desk.told()
    del desk.articles[0]
    desk.add("a", FRESH, BOB, updated_on=TODAY, dismissed_on=date(2026, 11, 15))
    assert desk.groups(told=known) == {"outdated": ["a"]}


def test_an_outdated_translation_that_is_overdue_too_is_named_once_and_both_count_as_told(desk: Desk) -> None:
    desk.add("a", FRESH, BOB, changed_on=date(2026, 11, 10))
    desk.add("a", OVERDUE, language="fa")
    assert desk.groups() == {"overdue": ["a"]}
    assert {fact.state for fact in desk.told()} == {"overdue", "outdated"}


def test_an_overdue_translation_that_becomes_outdated_is_news(desk: Desk) -> None:
    original = desk.add("a", FRESH, BOB)
    desk.add("a", OVERDUE, language="fa")
    known = desk.told()
    desk.standings[original] = Standing(changed_on=TODAY)
    assert desk.groups(told=known) == {"outdated": ["a"]}


def test_a_translation_due_soon_and_outdated_is_news(desk: Desk) -> None:
    desk.add("a", FRESH, BOB, changed_on=date(2026, 11, 10))
    desk.add("a", DUE_SOON, language="fa")
    assert desk.groups() == {"outdated": ["a"]}


# Due soon, and very many


def test_what_is_due_soon_is_a_short_list_the_earliest_first_told_once(desk: Desk) -> None:
    for day in range(1, SHORT + 3):
        desk.add(f"soon-{day}", date(2026, 6, 20 - day))
    desk.add("a", OVERDUE)
    digest = desk.digest()
    assert digest is not None
    assert [row.article.key for row in digest.soon] == [f"soon-{day}" for day in range(SHORT + 2, 2, -1)]
    known = desk.told()
    desk.add("b", OVERDUE)
    again = desk.digest(told=known)
    assert again is not None
    assert [row.article.key for row in again.soon] == ["soon-2", "soon-1"]
    assert (digest.others, again.others) == (0, 1)


def test_that_something_is_due_soon_alone_is_no_news(desk: Desk) -> None:
    desk.add("a", DUE_SOON)
    assert desk.digest() is None


def test_a_digest_names_so_many_and_the_next_the_others(desk: Desk) -> None:
    for number in range(MOST + 2):
        desk.add(f"a{number:03}", DUE if number == 0 else OVERDUE)
    first = desk.digest()
    assert first is not None
    assert (sum(len(rows) for _, rows in first.groups), first.others) == (MOST, 2)
    assert desk.groups(told=set(first.facts)) == {"overdue": [f"a{MOST + 1:03}"], "due": ["a000"]}


# Words


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
        assert "Said to be wrong: The fee is wrong; Reviewed 365 days ago" in part
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
