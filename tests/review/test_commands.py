"""``kb review`` as an editor, a script and CI use it."""

from __future__ import annotations

import codecs
import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from rich.console import Console

import app
from kb.accounts.audit_log import newest
from kb.catalog.article import ArticleId
from kb.core.command_line import Context
from kb.core.settings import Settings
from kb.library.library import Library
from kb.storage.database import connect
from review.commands import COMMANDS, PLANNER, SEVERITY, review_command
from review.decisions.decision import DecisionKind, Reviewer
from review.decisions.decision_request import DecisionRequest, DecisionTarget
from review.decisions.history import history
from review.exports.terminal import queue_table
from review.queue.rows import Known, make_queue
from review.queue.rules import Rules
from review.service import Review
from review.wording import Wording
from tests.clock import Clock
from tests.conftest import Collection

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second

Kb = Callable[..., Result]
TODAY = date(2026, 11, 22)
ALICE = Reviewer("Alice")


@pytest.fixture
def opened(collection: Collection, tmp_path: Path, clock: Clock) -> Callable[[], Review]:
    """Opens the review that the command sees."""

    def open_it() -> Review:
        settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
        settings.data_dir.mkdir(exist_ok=True)
        return app.open_review(settings, collection.library(), clock)

    return open_it


@pytest.fixture
def kb(collection: Collection, tmp_path: Path, clock: Clock) -> Kb:
    """``kb review`` on 22 November 2026, over an overdue, a due, a never reviewed and a fresh article."""
    collection.write("en/orders/refund.md", title="Get a refund", owner="Alice", last_reviewed_on="2025-01-31")
    collection.write("en/orders/cancel.md", title="Cancel an order", owner="Bob", last_reviewed_on="2026-05-01")
    collection.write("en/new.md", title="New", published_on="2026-11-01")
    collection.write("en/fresh.md", title="Fresh [red]one[/red]", last_reviewed_on="2026-11-01")
    (tmp_path / "data").mkdir()
    connect(f"sqlite:///{tmp_path / 'data' / 'kb.sqlite'}").dispose()

    def open_review(settings: Settings, library: Library) -> Review:
        return app.open_review(settings, library, clock)

    def kb(*arguments: str) -> Result:
        places = (str(collection.root), str(tmp_path / "data"))
        context = Context(*places, {}, app.open_search, open_review, app.create_app)
        return CliRunner().invoke(review_command, arguments, obj=context)

    return kb


def decide(review: Review, order: DecisionRequest, key: str) -> None:
    assert review.decisions.decide(order, [DecisionTarget(ArticleId("en", key))], ALICE).done
    review.database.dispose()


def keys(result: Result) -> list[str]:
    return [row["key"] for row in json.loads(result.stdout)]


# The table


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


def test_another_day_can_be_looked_at(kb: Kb) -> None:
    assert kb("--today", "2027-06-01").stdout.endswith("4 articles: 2 overdue, 1 never reviewed, 1 due\n")
    assert kb("--today", "2026-11-31").exit_code == 2
    assert kb("--today", "tomorrow").exit_code == 2


def test_a_wrong_rule_is_told_on_stderr_and_hides_nothing(kb: Kb, collection: Collection) -> None:
    collection.write("review.yml", "rules: often\n")
    done = kb("--json")
    assert "review.yml:1: error: rules is a list" in done.stderr
    assert len(json.loads(done.stdout)) == 4


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
    assert "Said to be wrong: Wrong: - price" in kb().stdout.splitlines()[0]


# For programs


def test_json_is_a_list_of_every_article(kb: Kb) -> None:
    done = kb("--json")
    assert keys(done) == ["orders/refund", "orders/cancel", "fresh", "new"]
    assert json.loads(done.stdout)[0].keys() >= {"language", "title", "state", "due_on", "last_reviewed_on", "owner"}
    assert done.stderr == ""
    assert keys(kb("--json", "--state", "overdue")) == ["orders/refund"]
    assert keys(kb("--json", "--owner", "Charlie")) == []


@pytest.mark.parametrize("form", ["json", "csv", "ics"])
def test_what_is_taken_out_is_in_the_audit_log_and_what_is_shown_is_not(
    kb: Kb, opened: Callable[[], Review], form: str
) -> None:
    kb("--all")
    kb(f"--{form}")
    review = opened()
    with review.database.connect() as connection:
        assert [(entry.name, entry.about) for entry in newest(connection, 10)] == [
            ("command line", f"review queue {form}")
        ]
    review.database.dispose()


def test_csv_is_the_same_as_a_table(kb: Kb) -> None:
    read = list(csv.DictReader(io.StringIO(kb("--csv").stdout, newline="")))
    assert [row["key"] for row in read] == keys(kb("--json"))


def test_csv_has_the_mark_of_spreadsheets_in_a_file_and_not_in_a_pipe(collection: Collection, tmp_path: Path) -> None:
    collection.write("ar/a.md", "نص", title="عنوان")
    line = [sys.executable, "-m", "app", "--articles", collection.root, "--data", tmp_path / "data", "review", "--csv"]
    piped = subprocess.run(line, cwd=ROOT, capture_output=True, check=True).stdout
    assert piped.startswith(b"key,")
    assert "عنوان".encode() in piped
    for _ in range(2):
        with (tmp_path / "x.csv").open("ab") as file:
            subprocess.run(line, cwd=ROOT, stdout=file, check=True)
    assert (tmp_path / "x.csv").read_bytes() == codecs.BOM_UTF8 + piped + piped


def test_ics_is_a_calendar_of_the_same(kb: Kb) -> None:
    found = Calendar.from_ical(kb("--ics", "--owner", "Alice").stdout).walk("VEVENT")
    assert [str(event["summary"]) for event in found] == ["Get a refund – Overdue"]
    assert found[0]["url"] == "http://127.0.0.1:8000/review/articles/en/orders/refund"


# For CI


def test_states_are_ordered_as_they_are_explained(kb: Kb) -> None:
    assert SEVERITY == ("due", "never_reviewed", "overdue", "flagged")
    assert "due < never_reviewed < overdue < flagged" in " ".join(kb("--help").stdout.split())


@pytest.mark.parametrize(
    ("state", "named"),
    [
        ("due", ["refund", "cancel", "new"]),
        ("never_reviewed", ["refund", "new"]),
        ("overdue", ["refund"]),
        ("flagged", []),
    ],
)
def test_ci_fails_where_an_article_waits_in_the_state_or_a_worse_one(kb: Kb, state: str, named: list[str]) -> None:
    done = kb("--json", "--fail-on", state)
    assert done.exit_code == (1 if named else 0)
    assert {line.split(":")[0].rpartition("/")[2] for line in done.stderr.splitlines()} == {f"{n}.md" for n in named}
    assert len(json.loads(done.stdout)) == 4


def test_ci_is_told_since_when(kb: Kb) -> None:
    assert kb("--fail-on", "overdue").stderr == "en/orders/refund.md: overdue since 2026-01-31\n"


def test_ci_looks_at_the_owner_asked_for_and_at_the_day(kb: Kb) -> None:
    assert kb("--fail-on", "overdue", "--owner", "Bob").exit_code == 0
    assert kb("--fail-on", "overdue", "--owner", "Bob", "--today", "2027-05-01").exit_code == 1


def test_ci_waits_for_what_is_planned_but_not_for_what_is_flagged(kb: Kb, opened: Callable[[], Review]) -> None:
    decide(opened(), DecisionRequest(DecisionKind.PLANNED, until=date(2026, 11, 23)), "orders/refund")
    assert kb("--fail-on", "overdue").exit_code == 0
    assert kb("--fail-on", "overdue", "--today", "2026-11-23").exit_code == 1
    decide(opened(), DecisionRequest(DecisionKind.FLAGGED, note="Wrong"), "orders/refund")
    assert kb("--fail-on", "flagged").exit_code == 1


def test_ci_is_not_flooded(kb: Kb, collection: Collection) -> None:
    for number in range(30):
        collection.write(f"en/old{number}.md", title="Old", last_reviewed_on="2020-01-01")
    lines = kb("--fail-on", "overdue").stderr.splitlines()
    assert (len(lines), lines[-1]) == (21, "… and 11 more")


# The plan


def planned(opened: Callable[[], Review]) -> dict[str, date | None]:
    review = opened()
    found = {row.article.key: row.standing.planned_on for row in review.queue() if row.standing.planned_on}
    review.database.dispose()
    return found


def test_a_plan_is_shown_and_written_down(kb: Kb, opened: Callable[[], Review]) -> None:
    done = kb("--plan", "--weeks", "1")
    assert "2026-11-23 Mon\tAlice\tOverdue\ten/orders/refund.md\tGet a refund\n" in done.stdout
    assert done.stdout.endswith("3 articles planned over 1 week\n")
    assert planned(opened) == dict.fromkeys(("orders/refund", "orders/cancel", "new"), date(2026, 11, 23))
    with opened().database.connect() as connection:
        decisions = history(connection)
    assert {(decision.kind, decision.person) for decision in decisions} == {(DecisionKind.PLANNED, PLANNER)}


def test_a_plan_may_be_looked_at_first(kb: Kb, opened: Callable[[], Review]) -> None:
    assert kb("--plan", "--dry-run").stdout.endswith("3 articles would be planned over 12 weeks\n")
    assert kb("--plan", "--dry-run", "--today", "2027-01-01").exit_code == 0
    assert planned(opened) == {}


def test_a_plan_is_made_for_today_only(kb: Kb, opened: Callable[[], Review]) -> None:
    done = kb("--plan", "--today", "2027-01-01")
    assert done.exit_code == 2
    assert "--dry-run" in done.stderr
    assert planned(opened) == {}


def test_a_plan_in_json_is_a_list_and_nothing_else(kb: Kb) -> None:
    entries: list[dict[str, Any]] = json.loads(kb("--plan", "--json", "--owner", "Alice").stdout)
    assert [(entry["key"], entry["planned_on"]) for entry in entries] == [("orders/refund", "2026-11-23")]


def test_what_is_planned_for_later_leaves_the_table_until_its_day(kb: Kb) -> None:
    kb("--plan")
    assert kb().stdout == "4 articles: 1 overdue, 1 never reviewed, 1 due, 1 fresh; 3 of them planned for later\n"
    assert len(kb("--today", "2026-11-23").stdout.splitlines()) == 4


def test_a_second_plan_moves_nothing(kb: Kb, opened: Callable[[], Review]) -> None:
    kb("--plan")
    before = planned(opened)
    assert kb("--plan").stdout == "0 articles planned over 12 weeks\n"
    assert planned(opened) == before


# The audit


def test_an_audit_finds_what_was_changed_outside_and_notes_it(
    kb: Kb, collection: Collection, opened: Callable[[], Review]
) -> None:
    assert kb("--audit").stdout == "The history and the files agree.\n"
    decide(opened(), DecisionRequest(DecisionKind.REVIEWED, checklist=("wording",)), "new")
    assert kb("--audit").exit_code == 0
    collection.write("en/new.md", title="New", last_reviewed_on="2026-01-01")
    found = kb("--audit", "--dry-run")
    assert (found.exit_code, found.stdout) == (
        1,
        "en/new.md: the file says it was reviewed on 2026-01-01, the history says 2026-11-22\n",
    )
    assert "(noted in the history)" in kb("--audit").stdout
    assert kb("--audit").exit_code == 0


# The digest


def test_notify_shows_the_digests_and_sends_nothing(kb: Kb, collection: Collection) -> None:
    collection.write("review.yml", "owners:\n  Alice: alice@example.com\n")
    done = kb("--notify")
    assert done.exit_code == 0
    assert "Get a refund" in done.stdout
    assert kb("--notify").stdout == done.stdout


@pytest.mark.parametrize("mode", ["--plan", "--audit", "--notify"])
def test_ci_is_not_told_that_all_is_well_where_nothing_was_looked_at(kb: Kb, mode: str) -> None:
    done = kb(mode, "--fail-on", "overdue")
    assert (done.exit_code, "--fail-on belongs" in done.stderr) == (2, True)


@pytest.mark.parametrize("option", ["--send", "--weekends"])
def test_what_belongs_to_the_digest_is_refused_without_it(kb: Kb, option: str) -> None:
    done = kb(option)
    assert (done.exit_code, "belong to --notify" in done.stderr) == (2, True)


def test_a_dry_run_sends_nothing_whatever_else_is_said(kb: Kb, collection: Collection) -> None:
    collection.write("review.yml", "owners:\n  Alice: alice@example.com\n")
    assert kb("--notify", "--send", "--weekends", "--dry-run").stdout == kb("--notify", "--weekends").stdout


# The command itself


def test_the_command_hangs_on_kb() -> None:
    assert [command.name for command in COMMANDS] == ["review"]
    assert app.main.commands["review"] is review_command


def test_articles_that_no_site_serves_can_be_looked_at_and_nothing_is_made(
    kb: Kb, collection: Collection, tmp_path: Path
) -> None:
    data = tmp_path / "new" / "data"
    places = ["--articles", str(collection.root), "--data", str(data)]
    done = CliRunner().invoke(app.main, [*places, "review", "--json"])
    assert sorted(entry["key"] for entry in json.loads(done.stdout)) == [
        "fresh",
        "new",
        "orders/cancel",
        "orders/refund",
    ]
    assert f"no database {data / 'kb.sqlite'}" in done.stderr
    for mode in (["--plan"], ["--audit"], ["--notify", "--send"]):
        refused = CliRunner().invoke(app.main, [*places, "review", *mode])
        assert "there is no database" in str(refused.exception)
    assert not (data / "kb.sqlite").exists()
