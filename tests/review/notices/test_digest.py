"""Who hears of what, and in which words. Today is Sunday, 22 November 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb.core.intervals import ReviewInterval
from review.notices.digest import MOST, SHORT
from review.queue.rows import Standing
from tests.review.notices.conftest import ALICE, BOB, DUE, DUE_SOON, FRESH, OVERDUE, TODAY, Desk

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
