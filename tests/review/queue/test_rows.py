"""The queue: who is in it, in which order, and what it says of each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kb.catalog.article import ArticleId
from kb.core.intervals import ReviewInterval
from kb.library.library import Library
from review.queue.policy import Intervals, ReviewState
from review.queue.priority import Signals
from review.queue.rows import Known, Reason, Row, Standing, make_queue
from review.queue.rules import Rules, read_rules
from tests.conftest import Collection

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
FRESH, DUE, OVERDUE = "2026-11-02", "2026-05-01", "2025-11-01"


def queue(library: Library, rules: Rules | None = None, **known: object) -> list[Row]:
    return make_queue(library.catalog, TODAY, rules or Rules(), Known(**known))  # type: ignore[arg-type]


def only(collection: Collection, standing: Standing | None = None, **front_matter: str) -> Row:
    """The row of one English article."""
    collection.write("en/a.md", title="A", **front_matter)
    (row,) = queue(collection.library(), standings={ArticleId("en", "a"): standing} if standing else {})
    return row


def keys(rows: list[Row]) -> list[str]:
    return [row.article.key for row in rows]


def codes(row: Row) -> list[str]:
    return [reason.code for reason in row.reasons]


# Who is in it


def test_every_published_article_is_in_the_queue_and_no_other(collection: Collection) -> None:
    collection.write("en/public.md", title="P", last_reviewed_on=FRESH)
    collection.write("en/staff.md", title="S", audience="internal", last_reviewed_on=FRESH)
    collection.write("fa/public.md", title="P", last_reviewed_on=FRESH)
    collection.write("en/draft.md", title="D", status="draft")
    collection.write("en/old.md", title="O", status="archived")
    ids = {row.article.id for row in queue(collection.library())}
    assert ids == {ArticleId("en", "public"), ArticleId("en", "staff"), ArticleId("fa", "public")}


def test_an_empty_collection_has_an_empty_queue(collection: Collection) -> None:
    assert queue(collection.library()) == []


# The order


def test_the_article_to_begin_with_comes_first(collection: Collection) -> None:
    for key, reviewed in (("fresh", FRESH), ("overdue", OVERDUE), ("due", DUE)):
        collection.write(f"en/{key}.md", title=key, last_reviewed_on=reviewed)
    library = collection.library()
    assert keys(queue(library)) == ["overdue", "due", "fresh"]
    read = {ArticleId("en", "due"): Signals(views=999)}
    assert keys(queue(library, signals=read)) == ["due", "overdue", "fresh"]
    flagged = {ArticleId("en", "fresh"): Standing(flagged_on=TODAY)}
    assert keys(queue(library, signals=read, standings=flagged)) == ["fresh", "due", "overdue"]


def test_articles_of_one_rank_stand_in_the_order_of_their_names(collection: Collection) -> None:
    for name in ("en/b", "fa/a", "en/a"):
        collection.write(f"{name}.md", title="T", last_reviewed_on=DUE)
    assert [row.article.id for row in queue(collection.library())] == [("en", "a"), ("en", "b"), ("fa", "a")]


# State and owner


def test_an_edit_does_not_reset_the_clock(collection: Collection) -> None:
    row = only(collection, last_reviewed_on=OVERDUE, updated_on=TODAY.isoformat())
    assert row.state is ReviewState.OVERDUE


def test_rules_and_site_intervals_count(collection: Collection) -> None:
    collection.write("en/orders/a.md", title="A", last_reviewed_on=FRESH)
    collection.write("en/b.md", title="B", last_reviewed_on=FRESH)
    site = Intervals(ReviewInterval(days=10), ReviewInterval(days=20))
    rules = read_rules("rules: [{category: orders, review_in: 1 day}, {owner: Nobody, review_in: never}]", site)
    rows = {row.article.key: row for row in queue(collection.library(), rules)}
    assert rows["orders/a"].verdict.due_on == date(2026, 11, 3)
    assert (rows["b"].verdict.due_on, rows["b"].state) == (date(2026, 11, 12), ReviewState.OVERDUE)


def test_who_a_task_was_given_to_is_responsible_and_else_the_owner(collection: Collection) -> None:
    assert only(collection, owner="Orders team").responsible == "Orders team"
    given = only(collection, Standing(assignee="Bob"), owner="Orders team")
    assert (given.responsible, given.owner) == ("Bob", "Orders team")
    assert only(collection).responsible is None


def test_the_owner_of_a_category_answers_for_its_articles(collection: Collection) -> None:
    collection.write("en/orders/_index.md", title="Orders", owner="Orders team")
    collection.write("en/orders/a.md", title="A")
    (row,) = queue(collection.library(), read_rules("rules: [{owner: Orders team, review_in: never}]"))
    assert (row.owner, row.state) == ("Orders team", ReviewState.EXEMPT)


# What waits


@pytest.mark.parametrize(("reviewed", "waits"), [(FRESH, False), ("2026-06-20", False), (DUE, True), (OVERDUE, True)])
def test_what_is_due_or_overdue_waits(collection: Collection, reviewed: str, waits: bool) -> None:
    assert only(collection, last_reviewed_on=reviewed).waits(TODAY) is waits


def test_what_was_never_reviewed_waits(collection: Collection) -> None:
    assert only(collection).waits(TODAY)


def test_what_is_planned_for_later_does_not_wait_until_its_day(collection: Collection) -> None:
    row = only(collection, Standing(planned_on=TODAY), last_reviewed_on=OVERDUE)
    assert not row.waits(TODAY - DAY)
    assert row.waits(TODAY)


def test_what_is_flagged_waits_whatever_was_planned(collection: Collection) -> None:
    assert only(collection, Standing(flagged_on=TODAY, planned_on=TODAY + DAY), last_reviewed_on=FRESH).waits(TODAY)


def test_what_is_snoozed_or_exempt_does_not_wait(collection: Collection) -> None:
    assert not only(collection, Standing(snoozed_until=TODAY + DAY), last_reviewed_on=OVERDUE).waits(TODAY)
    assert not only(collection, review_in="never").waits(TODAY)


# Why


def test_a_row_says_how_long_ago_its_review_was(collection: Collection) -> None:
    assert only(collection, last_reviewed_on=FRESH).reasons == (Reason("reviewed", 20),)


def test_a_row_that_was_never_reviewed_says_so_whatever_its_state(collection: Collection) -> None:
    assert only(collection).reasons == (Reason("undated"),)
    published = {"published_on": FRESH}
    assert only(collection, **published).reasons == (Reason("never_reviewed", 20),)
    flagged = only(collection, Standing(flagged_on=TODAY, flag="Old price"), **published)
    assert flagged.reasons == (Reason("flagged", text="Old price"), Reason("never_reviewed", 20))
    snoozed = only(collection, Standing(snoozed_until=TODAY + DAY, snooze="Holiday"), **published)
    assert snoozed.reasons == (Reason("snoozed", 1, "Holiday"), Reason("never_reviewed", 20))


def test_a_review_dated_far_ahead_counts_neither_for_the_rank_nor_as_a_reason(collection: Collection) -> None:
    slip = only(collection, last_reviewed_on="2062-11-22", published_on=OVERDUE)
    assert slip.state is ReviewState.NEVER_REVIEWED
    assert codes(slip) == ["never_reviewed"]
    assert slip.priority > 2
    assert only(collection, last_reviewed_on="2062-11-22").reasons == (Reason("undated"),)


def test_a_row_says_what_readers_did_and_what_there_is_to_do(collection: Collection) -> None:
    collection.write("en/a.md", title="A", last_reviewed_on=FRESH)
    id_ = ArticleId("en", "a")
    seen, task = Signals(10, 0, 3, 2, 1), Standing(assignee="Bob", task="New pictures")
    (row,) = queue(collection.library(), signals={id_: seen}, standings={id_: task})
    assert row.reasons == (
        Reason("reviewed", 20),
        Reason("assigned", text="New pictures"),
        Reason("views", 10),
        Reason("unhelpful", 3),
        Reason("failed_searches", 2),
        Reason("links", 1),
    )


def test_an_exempt_row_says_so(collection: Collection) -> None:
    row = only(collection, review_in="never")
    assert (codes(row), row.priority) == (["exempt"], 0)


# Translations


@pytest.fixture
def pair(collection: Collection) -> Collection:
    """An original that changed on 1 June, and its translation."""
    collection.write("en/a.md", title="A", last_reviewed_on=FRESH, updated_on="2026-06-01")
    return collection


def outdated(collection: Collection, standing: Standing | None = None, **front_matter: str) -> bool:
    """Whether the Persian version is, by a standing of the original."""
    collection.write("fa/a.md", title="الف", **front_matter)
    standings = {ArticleId("en", "a"): standing} if standing else {}
    rows = {row.article.language: row for row in queue(collection.library("en"), standings=standings)}
    assert not rows["en"].outdated
    assert ("outdated" in codes(rows["fa"])) is rows["fa"].outdated
    return rows["fa"].outdated


def test_a_translation_is_outdated_when_its_original_changed_after_its_review(pair: Collection) -> None:
    assert outdated(pair, last_reviewed_on="2026-05-31")
    assert not outdated(pair, last_reviewed_on="2026-06-01")


def test_a_review_dated_far_ahead_does_not_hide_that_a_translation_is_outdated(pair: Collection) -> None:
    assert outdated(pair, last_reviewed_on="2062-01-01", published_on="2026-01-01")


def test_a_reviewer_of_the_original_may_say_that_a_change_matters_or_that_it_does_not(pair: Collection) -> None:
    july, august = date(2026, 7, 1), date(2026, 8, 1)
    assert outdated(pair, Standing(changed_on=july), last_reviewed_on="2026-06-15")
    assert not outdated(pair, Standing(dismissed_on=july), last_reviewed_on="2026-05-31")
    assert outdated(pair, Standing(changed_on=july, dismissed_on=august), last_reviewed_on="2026-06-15")


def test_a_translation_without_a_published_original_is_not_outdated(pair: Collection) -> None:
    pair.write("en/a.md", title="A", status="draft", updated_on="2026-06-01")
    pair.write("fa/a.md", title="الف", last_reviewed_on="2020-01-01")
    (row,) = queue(pair.library("en"))
    assert not row.outdated


def test_a_translation_that_names_the_version_of_its_original_is_outdated_when_that_is_another(
    collection: Collection,
) -> None:
    collection.write("en/a.md", title="A", body="Old.", updated_on="2026-11-20")
    version = collection.library().catalog.articles[ArticleId("en", "a")].text_version
    collection.write("fa/a.md", title="F", original_version=version, last_reviewed_on=OVERDUE)
    is_outdated = {row.article.language: row.outdated for row in queue(collection.library())}
    assert is_outdated == {"en": False, "fa": False}
    collection.write("en/a.md", title="A", body="New.", updated_on="2026-11-20")
    assert next(row for row in queue(collection.library()) if row.article.language == "fa").outdated
    standings = {ArticleId("en", "a"): Standing(dismissed_on=TODAY)}
    assert not any(row.outdated for row in queue(collection.library(), standings=standings))
