"""Rows for other programs: which, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from kb.catalog.article import ArticleId
from review.exports.json_csv import ExportSelection, counts_by_state, row_json, rows_csv, stable_id
from review.queue.filters import NOBODY
from review.queue.policy import ReviewState
from review.queue.rows import Known, Row, Standing, make_queue
from review.queue.rules import Rules
from review.wording import Wording
from tests.conftest import Collection

TODAY = date(2026, 11, 22)
CONTRACT = ("key", "language", "title", "state", "due_on", "last_reviewed_on", "owner", "priority", "reasons")


def queue(collection: Collection, **standings: Standing) -> list[Row]:
    known = Known({ArticleId("en", key): standing for key, standing in standings.items()})
    return make_queue(collection.library("en").catalog, TODAY, Rules(), known)


@pytest.fixture
def rows(collection: Collection) -> list[Row]:
    """Three articles of Alice, one of them given to Bob, and one of nobody, in Persian."""
    for key in ("a", "b"):
        collection.write(f"en/orders/{key}.md", title=key, owner="Alice", tags="[x]", last_reviewed_on="2026-11-01")
    collection.write("en/given.md", title="given", owner="Alice", last_reviewed_on="2020-01-01")
    collection.write("fa/n.md", title="ن")
    return queue(collection, given=Standing(assignee="Bob"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"orders/a", "orders/b", "given", "n"}),
        ({"owner": "Alice"}, {"orders/a", "orders/b", "given"}),
        ({"owner": "Bob"}, {"given"}),
        ({"owner": NOBODY}, {"n"}),
        ({"owner": "Charlie"}, set()),
        ({"category": "orders"}, {"orders/a", "orders/b"}),
        ({"language": "fa"}, {"n"}),
        ({"tag": "x", "owner": "Alice"}, {"orders/a", "orders/b"}),
        ({"tag": "x", "language": "fa"}, set()),
    ],
)
def test_rows_are_selected_by_everything_asked_for(rows: list[Row], asked: dict[str, str], found: set[str]) -> None:
    assert {row.article.key for row in ExportSelection(**asked).of(rows)} == found  # type: ignore[arg-type]


def test_states_are_counted_with_those_that_nothing_is_in(rows: list[Row]) -> None:
    counts = counts_by_state(rows)
    assert list(counts) == [str(state) for state in ReviewState]
    assert {name: count for name, count in counts.items() if count} == {"overdue": 1, "never_reviewed": 1, "fresh": 2}


def test_a_row_in_json_has_the_names_of_the_contract_first(collection: Collection) -> None:
    collection.write("en/orders/a b.md", title="Refund", owner="Alice", last_reviewed_on="2025-08-31", tags="[x, y]")
    told = row_json(queue(collection)[0], Wording())
    assert tuple(told)[: len(CONTRACT)] == CONTRACT
    assert {name: told[name] for name in CONTRACT} == {
        "key": "orders/a b",
        "language": "en",
        "title": "Refund",
        "state": "overdue",
        "due_on": "2026-02-28",
        "last_reviewed_on": "2025-08-31",
        "owner": "Alice",
        "priority": 2.48,
        "reasons": ["Reviewed 448 days ago"],
    }
    assert (told["overdue_on"], told["tags"]) == ("2026-08-31", ["x", "y"])
    assert told["review_url"] == "/review/articles/en/orders/a%20b"


def test_what_is_not_known_is_null_in_json_and_empty_in_csv(collection: Collection) -> None:
    collection.write("en/a.md", title="A")
    (row,) = queue(collection)
    told = row_json(row, Wording())
    names = ("due_on", "last_reviewed_on", "owner", "overdue_on", "assignee", "planned_on", "snoozed_until")
    assert [told[name] for name in names] == [None] * len(names)
    (read,) = csv.DictReader(io.StringIO(rows_csv([row], Wording())))
    assert [read[name] for name in names] == [""] * len(names)


def test_csv_tells_the_same_as_json(rows: list[Row]) -> None:
    told = [row_json(row, Wording()) for row in rows]
    read = list(csv.DictReader(io.StringIO(rows_csv(rows, Wording()))))
    assert [list(one) for one in read] == [list(one) for one in told]
    assert [one["key"] for one in read] == [one["key"] for one in told]
    assert {one["outdated"] for one in read} == {"no"}
    assert read[0]["reasons"] == "; ".join(told[0]["reasons"])


def test_an_id_is_the_same_for_the_same_and_another_for_another() -> None:
    assert stable_id("a", "b") == stable_id("a", "b")
    assert len({stable_id("a", "b"), stable_id("b", "a"), stable_id("ab"), stable_id("a", None)}) == 4
    assert str(stable_id("a")) == "336b3399-df0a-5413-8037-c14e81973577"
