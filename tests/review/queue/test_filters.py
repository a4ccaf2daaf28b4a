"""What an address asks of the queue, and what it gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from review.queue.filters import PAGE_SIZE, SORTS, VIEWS, Filters
from review.queue.policy import ReviewState, Verdict
from review.queue.priority import NO_SIGNALS
from review.queue.rows import NO_STANDING, Row, Standing
from tests.kb.conftest import an_article

TODAY = date(2026, 11, 22)
LATER = date(2026, 12, 24)


def a_row(
    key: str = "account/reset",
    state: ReviewState = ReviewState.DUE,
    owner: str | None = None,
    standing: Standing = NO_STANDING,
    outdated: bool = False,
    due_on: date | None = None,
    **article: Any,
) -> Row:
    return Row(
        an_article(key, **article), Verdict(state, due_on, None), owner, standing, outdated, 1.0, NO_SIGNALS, TODAY
    )


def asked(address: str) -> Filters:
    return Filters.from_args(MultiDict(parse_qsl(address, keep_blank_values=True)))


def found(address: str, rows: Sequence[Row]) -> list[str]:
    return [row.article.key for row in asked(address).select(rows, TODAY).rows]


def test_mine_is_what_i_or_my_team_should_act_on() -> None:
    me = {"ann", "ann@example.com", "support"}
    rows = [
        a_row("by-name", owner="Ann"),
        a_row("by-address", owner="A. <ANN@example.com>, Bob"),
        a_row("by-team", owner="support"),
        a_row("among-teams", owner="sales, support"),
        a_row("assigned", owner="Bob", standing=Standing(assignee="support")),
        a_row("given-away", owner="support", standing=Standing(assignee="Bob")),
        a_row("others", owner="sales"),
        a_row("no-part-of-a-name", owner="Smith, Ann"),
        a_row("nobodys"),
    ]
    mine = asked("mine=1").select(rows, TODAY, me).rows
    assert [row.article.key for row in mine] == ["by-name", "by-address", "by-team", "among-teams", "assigned"]
    assert len(asked("mine=2").select(rows, TODAY, me).rows) == len(rows)
    assert asked("mine=1").to_query() == "mine=1"


class TestStates:
    def test_at_first_there_is_what_waits_and_outdated_translations(self) -> None:
        rows = [a_row(str(state), state) for state in ReviewState] + [a_row("behind", ReviewState.FRESH, outdated=True)]
        assert found("", rows) == ["flagged", "overdue", "never_reviewed", "due", "behind"]

    @pytest.mark.parametrize(("planned", "waits"), [(None, True), (TODAY, True), (date(2026, 11, 23), False)], ids=str)
    @pytest.mark.parametrize("outdated", [True, False])
    def test_what_is_planned_for_later_does_not_wait_yet(
        self, planned: date | None, waits: bool, outdated: bool
    ) -> None:
        row = a_row("a", outdated=outdated, standing=Standing(planned_on=planned))
        assert bool(found("", [row])) is waits

    def test_an_outdated_translation_that_is_snoozed_does_not_wait(self) -> None:
        assert found("", [a_row("a", ReviewState.SNOOZED, outdated=True)]) == []

    def test_several_states_can_be_asked_for(self) -> None:
        rows = [a_row(str(state), state) for state in ReviewState]
        assert found("state=exempt&state=fresh", rows) == ["fresh", "exempt"]
        assert found("state=all", rows) == [str(state) for state in ReviewState]

    def test_outdated_is_a_view_of_its_own(self) -> None:
        assert found("state=outdated", [a_row("a"), a_row("b", ReviewState.FRESH, outdated=True)]) == ["b"]

    def test_counts_are_for_everything_else_that_is_asked(self) -> None:
        rows = [
            a_row("a", owner="Ann"),
            a_row("b", ReviewState.FRESH, "Ann"),
            a_row("c", ReviewState.FRESH, "Bo", outdated=True),
        ]
        counts = asked("state=due&owner=Ann").select(rows, TODAY).counts
        assert (counts["waiting"], counts["all"], counts[ReviewState.FRESH], counts["outdated"]) == (1, 2, 1, 0)


class TestFilters:
    ROWS = (
        a_row("a", owner="Ann", tags=("legal",), title="Straße sperren"),
        a_row("b/c/d", language="fa", standing=Standing(assignee="Bo"), owner="Ann"),
        a_row("b/e", standing=Standing(planned_on=TODAY)),
    )

    @pytest.mark.parametrize(
        ("address", "keys"),
        [
            ("owner=Ann", ["a", "b/c/d"]),
            ("owner=nobody", ["b/e"]),
            ("responsible=Ann", ["a"]),
            ("responsible=Bo", ["b/c/d"]),
            ("responsible=nobody", ["b/e"]),
            ("category=b", ["b/c/d", "b/e"]),
            ("category=b/c", ["b/c/d"]),
            ("language=fa", ["b/c/d"]),
            ("tag=legal", ["a"]),
            ("planned=2026-11-22", ["b/e"]),
            ("planned=2026-11-21", []),
            ("q=STRASSE", ["a"]),
            ("q=ann b/c", ["b/c/d"]),
            ("q=bo", ["b/c/d"]),
            ("q=sperren&owner=nobody", []),
            ("owner=Zoe", []),
        ],
    )
    def test_each_leaves_what_fits(self, address: str, keys: list[str]) -> None:
        assert found(address, self.ROWS) == keys

    def test_a_plan_is_shown_although_it_does_not_wait_yet(self) -> None:
        row = a_row("a", standing=Standing(planned_on=LATER))
        assert found("", [row]) == []
        assert found(f"planned={LATER}", [row]) == ["a"]

    def test_options_count_what_each_would_leave_with_the_others_kept(self) -> None:
        options = asked("owner=Ann&language=fa").select(self.ROWS, TODAY).options
        assert options["owner"] == {"Ann": 1}
        assert options["language"] == {"en": 1, "fa": 1}
        assert options["category"] == {"b": 1, "b/c": 1}

    def test_a_chosen_value_that_nothing_has_is_an_option_with_none(self) -> None:
        assert asked("tag=gone").select(self.ROWS, TODAY).options["tag"] == {"gone": 0, "legal": 1}


class TestOrder:
    ROWS = (
        a_row("first", title="b", due_on=date(2026, 5, 1), last_reviewed_on=date(2025, 11, 1), owner="bo"),
        a_row("second", title="A", due_on=date(2026, 4, 1), last_reviewed_on=date(2025, 12, 1)),
        a_row("third", title="c", standing=Standing(assignee="Ann"), owner="Zoe"),
    )

    @pytest.mark.parametrize(
        ("sort", "keys"),
        [
            ("priority", ["first", "second", "third"]),
            ("due", ["second", "first", "third"]),
            ("reviewed", ["third", "first", "second"]),
            ("title", ["second", "first", "third"]),
            ("owner", ["third", "first", "second"]),
        ],
    )
    def test_rows_come_as_asked(self, sort: str, keys: list[str]) -> None:
        assert found(f"sort={sort}", self.ROWS) == keys

    def test_there_is_a_case_for_every_order(self) -> None:
        assert set(SORTS) == {"priority", "due", "reviewed", "title", "owner"}


class TestPages:
    @pytest.mark.parametrize(
        ("count", "page", "pages", "shown"),
        [(0, 1, 1, 0), (PAGE_SIZE, 1, 1, PAGE_SIZE), (PAGE_SIZE + 1, 2, 2, 1), (PAGE_SIZE, 7, 1, PAGE_SIZE)],
    )
    def test_a_page_has_so_many_and_there_is_always_one(self, count: int, page: int, pages: int, shown: int) -> None:
        selection = asked(f"page={page}").select([a_row(f"a{number}") for number in range(count)], TODAY)
        assert (selection.page, selection.pages, len(selection.shown)) == (min(page, pages), pages, shown)
        assert len(selection.rows) == count


class TestAddress:
    @pytest.mark.parametrize(
        "address",
        ["state=later", "sort=random", "page=0", "page=-1", "page=x", "page=²", "planned=soon", "foo=bar", "owner= "],
    )
    def test_what_is_not_known_counts_as_not_said(self, address: str) -> None:
        assert asked(address) == Filters()

    def test_the_default_needs_no_words(self) -> None:
        assert Filters().to_query() == ""

    def test_a_change_leads_to_the_first_page(self) -> None:
        filters = asked("owner=Ann&page=3")
        assert filters.to_query(owner="Bo") == "owner=Bo"
        assert filters.to_query(page=4) == "owner=Ann&page=4"
        assert filters.to_query(state=("due", "fresh")) == "state=due&state=fresh&owner=Ann"

    @given(
        st.builds(
            Filters,
            state=st.sets(st.sampled_from(VIEWS), min_size=1).map(
                lambda chosen: tuple(view for view in VIEWS if view in chosen)
            ),
            owner=st.text(max_size=20).map(str.strip),
            q=st.text(max_size=20).map(str.strip),
            tag=st.text(max_size=20).map(str.strip),
            planned=st.none() | st.dates(),
            sort=st.sampled_from(list(SORTS)),
            page=st.integers(1, 9999),
        )
    )
    def test_an_address_reads_back_as_it_was_written(self, filters: Filters) -> None:
        assert asked(filters.to_query(page=filters.page)) == filters

    @given(st.text(max_size=60))
    def test_no_address_raises(self, text: str) -> None:
        fields = [*Filters.__dataclass_fields__]
        filters = Filters.from_args(MultiDict((name, text) for name in fields))
        assert asked(filters.to_query(page=filters.page)) == replace(filters)
        filters.select([a_row()], TODAY)
