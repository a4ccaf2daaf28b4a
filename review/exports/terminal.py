"""The queue and the plan as tables for a terminal, and as plain lines where nobody looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kb.catalog.article import Article
from review.exports.json_csv import counts_by_state
from review.queue.plan import Planned
from review.queue.policy import ReviewState
from review.queue.rows import Row
from review.wording import Wording

Cell = str | tuple[str, ...] | Text | Article
STYLES = {
    ReviewState.FLAGGED: "bold red",
    ReviewState.OVERDUE: "red",
    ReviewState.NEVER_REVIEWED: "magenta",
    ReviewState.DUE: "yellow",
    ReviewState.DUE_SOON: "cyan",
}


def queue_table(rows: Sequence[Row], wording: Wording, console: Console) -> None:
    """What to do, the most important first."""
    entries = (
        (
            f"{row.priority:.2f}",
            _state(row, wording),
            day.isoformat() if (day := row.verdict.due_on) else "–",
            row.responsible or "–",
            row.article,
            tuple(map(wording.reason, row.reasons)),
        )
        for row in rows
    )
    _show(("Priority", "State", "Due on", "Owner", "Article", "Why"), entries, console)


def plan_table(plan: Sequence[Planned], wording: Wording, console: Console) -> None:
    """What to do when."""
    entries = (
        (f"{one.day:%Y-%m-%d %a}", one.row.responsible or "–", _state(one.row, wording), one.row.article)
        for one in plan
    )
    _show(("Day", "Owner", "State", "Article"), entries, console)


def totals(rows: Sequence[Row], today: date, wording: Wording) -> str:
    """How many articles are in each state, and how many of those that wait can do so."""
    counts = counts_by_state(rows)
    states = [f"{count:,} {wording.state(ReviewState(name)).lower()}" for name, count in counts.items() if count]
    later = sum(planned > today for row in rows if (planned := row.standing.planned_on))
    more = f"; {later:,} of them planned for later" if later else ""
    return f"{counted(len(rows), 'article')}: {', '.join(states)}{more}" if rows else "No articles."


def counted(number: int, noun: str) -> str:
    """A number of things in English."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _show(header: Sequence[str], entries: Iterable[Sequence[Cell]], console: Console) -> None:
    """A table as wide as the terminal; elsewhere one line an entry, with tabs between the cells."""
    if not console.is_terminal:
        for entry in entries:
            click.echo("\t".join(map(_plain, entry)), file=console.file)  # the console would expand the tabs
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in header:
        fixed = name in ("Priority", "State", "Due on", "Day")
        table.add_column(name, no_wrap=fixed, justify="right" if name == "Priority" else "left", overflow="fold")
    for entry in entries:
        table.add_row(*map(_rich, entry))
    console.print(table)


def _plain(cell: Cell) -> str:
    if isinstance(cell, Article):
        return f"{cell.path}\t{cell.title}"
    return " ".join("; ".join(cell).split()) if isinstance(cell, tuple) else str(cell)


def _rich(cell: Cell) -> Text:
    if isinstance(cell, Article):
        return Text.assemble(cell.title, "\n", (cell.path, "dim"))
    if isinstance(cell, Text):
        return cell
    return Text("\n".join(cell) if isinstance(cell, tuple) else cell)


def _state(row: Row, wording: Wording) -> Text:
    return Text(wording.state(row.state), STYLES.get(row.state, ""))
