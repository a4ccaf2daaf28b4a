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

import app
from kb.accounts.audit_log import newest
from review.commands import COMMANDS, PLANNER, SEVERITY, review_command
from review.decisions.decision import DecisionKind
from review.decisions.decision_request import DecisionRequest
from review.decisions.history import history
from review.service import Review
from tests.conftest import Collection
from tests.review.conftest import Kb, decide

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.slow  # whole pages, commands or waits: each takes a good part of a second


def keys(result: Result) -> list[str]:
    return [row["key"] for row in json.loads(result.stdout)]


# The table


def test_another_day_can_be_looked_at(kb: Kb) -> None:
    assert kb("--today", "2027-06-01").stdout.endswith("4 articles: 2 overdue, 1 never reviewed, 1 due\n")
    assert kb("--today", "2026-11-31").exit_code == 2
    assert kb("--today", "tomorrow").exit_code == 2


def test_a_wrong_rule_is_told_on_stderr_and_hides_nothing(kb: Kb, collection: Collection) -> None:
    collection.write("review.yml", "rules: often\n")
    done = kb("--json")
    assert "review.yml:1: error: rules is a list" in done.stderr
    assert len(json.loads(done.stdout)) == 4


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
