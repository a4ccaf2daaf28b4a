"""The table of the queue in a terminal and in a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from rich.console import Console

from review.decisions.decision import DecisionKind
from review.decisions.decision_request import DecisionRequest
from review.exports.terminal import queue_table
from review.queue.rows import Known, make_queue
from review.queue.rules import Rules
from review.service import Review
from review.wording import Wording
from tests.conftest import Collection
from tests.review.conftest import Kb, decide

pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


TODAY = date(2026, 11, 22)


def test_the_table_shows_what_waits_the_most_important_first_and_counts_the_rest(kb: Kb) -> None:
    done = kb()
    assert done.exit_code == 0
    *rows, totals = done.stdout.splitlines()
    assert [row.split("\t")[4] for row in rows] == ["en/orders/refund.md", "en/orders/cancel.md", "en/new.md"]
    assert rows[0].split("\t")[1:] == [
        *("Overdue", "2025-07-31", "Alice", "en/orders/refund.md", "Get a refund", "Reviewed 660 days ago")
    ]
    assert totals == "4 articles: 1 overdue, 1 never reviewed, 1 due, 1 fresh"


def test_all_or_a_state_shows_what_does_not_wait_too(kb: Kb) -> None:
    assert "Fresh [red]one[/red]" in kb("--all").stdout
    only = kb("--state", "fresh", "--state", "due").stdout
    assert ("en/fresh.md" in only, "en/orders/cancel.md" in only, "en/new.md" in only) == (True, True, False)


def test_the_table_may_be_of_one_owner(kb: Kb) -> None:
    assert kb("--owner", "Bob").stdout.splitlines()[-1] == "1 article: 1 due"
    assert "en/new.md" in kb("--owner", "nobody").stdout
    assert kb("--owner", "Charlie").stdout == "No articles.\n"


def test_a_long_table_ends_and_says_so(kb: Kb) -> None:
    assert "… and 2 more" in kb("--limit", "1").stdout
    assert "more" not in kb("--limit", "0").stdout


@pytest.mark.parametrize("width", [80, 140])
def test_on_a_terminal_tables_fit_and_show_titles_as_they_are_written(
    kb: Kb, collection: Collection, width: int
) -> None:
    rows = make_queue(collection.library().catalog, TODAY, Rules(), Known())
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, color_system=None, legacy_windows=False)
    queue_table(rows, Wording(), console)
    shown = out.getvalue()
    assert max(map(len, shown.splitlines())) <= width
    assert "[red]one[/red]" in shown
    assert all(state in shown for state in ("Overdue", "Never reviewed", "Due", "Fresh"))


def test_a_reason_of_several_lines_stays_on_one_in_a_file(kb: Kb, opened: Callable[[], Review]) -> None:
    decide(opened(), DecisionRequest(DecisionKind.FLAGGED, note="Wrong:\n\n- price"), "fresh")
    assert "Reported as wrong: Wrong: - price" in kb().stdout.splitlines()[0]
