"""``kb index``, ``kb search`` and ``kb eval``."""

from __future__ import annotations

import html
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kb.catalog.article import EVERYONE, PUBLIC_ONLY
from kb.core.command_line import Context, folders
from kb.core.errors import DataFolderError
from kb.library.library import open_library
from search.evaluation.asking import ask
from search.evaluation.breakdown import break_down
from search.evaluation.misses import miss_lines, misses_json
from search.evaluation.questions import HALVES, JudgedQuestion, half_of, read_questions
from search.results.as_json import results_json
from search.results.results import MAX_LIMIT, Results, SearchRequest
from search.service.opening import open_search
from search.service.service import SearchService

LINE_SECONDS = 5.0


class Reporter:
    """Shows how embedding goes on: a bar on a terminal, a line now and then elsewhere. Speaks on stderr."""

    def __init__(self, quiet: bool = False) -> None:
        console = Console(stderr=True, quiet=quiet)
        self._terminal = console.is_terminal and not quiet
        self._quiet = quiet
        self._said = 0.0
        self._started: dict[str, float] = {}
        self._tasks: dict[str, Any] = {}
        columns = ("{task.description}", BarColumn(), MofNCompleteColumn())
        rate = TextColumn("{task.fields[rate]:.0f} passages/s")
        self._bar = Progress(*columns, rate, TimeRemainingColumn(), console=console, transient=True)

    def __call__(self, model: str, done: int, total: int) -> None:
        """``done`` of ``total`` passages have their vector."""
        now = time.perf_counter()
        started = self._started.setdefault(model, now)
        rate = done / max(now - started, 1e-3) if now > started else 0.0
        if self._terminal:
            if model not in self._tasks:
                self._tasks[model] = self._bar.add_task(f"embedding with {model}", total=total, rate=0.0)
            self._bar.update(self._tasks[model], completed=done, rate=rate)
        elif not self._quiet and (done == total or now - self._said >= LINE_SECONDS):
            self._said = now
            left = f", {(total - done) / rate:.0f} s left" if rate and done < total else ""
            click.echo(f"embedding with {model}: {done} of {total} passages, {rate:.0f}/s{left}", err=True)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the bar while the block runs."""
        if not self._terminal:
            yield
            return
        with self._bar:
            yield


@contextmanager
def _opened(
    context: Context, articles: str | None, data: str | None, reporter: Reporter, *, newest: bool = False
) -> Iterator[SearchService]:
    """The search of a collection, brought up to date in this process.

    Where that fails (another process is at it, the disk is full) the index there is will do, unless it must be the
    ``newest``.
    """
    settings = context.settings(articles, data)
    library = open_library(settings)
    library.refresh()
    service = open_search(settings, library, context.models, reporter)
    try:
        try:
            with reporter.shown():
                service.bring_up_to_date()
        except DataFolderError as error:
            if newest or service.state.snapshot is None:
                raise
            click.echo(f"kb: {error}; searching the index of before", err=True)
        yield service
    finally:
        service.close()


@click.command()
@folders
@click.pass_obj
def index(context: Context, articles: str | None, data: str | None) -> None:
    """Bring the search index up to date."""
    started = time.perf_counter()
    with _opened(context, articles, data, Reporter(), newest=True) as service:
        ready = service.readiness()
        models = ", ".join(ready.models) or "no model"
        took = time.perf_counter() - started
        click.echo(f"{ready.articles} articles, {ready.passages} passages, {ready.mode} ({models}), {took:.1f} s")
        for reason in ready.reasons.values():
            click.echo(f"  {reason}")


@click.command(name="search")
@folders
@click.argument("query", nargs=-1, required=True)
@click.option("--lang", help="The reader's language; without it that of the query.")
@click.option("--limit", default=10, type=click.IntRange(1, MAX_LIMIT), show_default=True)
@click.option("--category", help="Only this category and those below it.")
@click.option("--product", help="Only what is about this product, by its id, or about every one.")
@click.option("--internal", is_flag=True, help="Find internal articles too.")
@click.option("--json", "as_json", is_flag=True, help="The object of /api/v1/search.")
@click.pass_obj
def search_command(
    context: Context,
    articles: str | None,
    data: str | None,
    query: tuple[str, ...],
    lang: str | None,
    limit: int,
    category: str | None,
    product: str | None,
    internal: bool,
    as_json: bool,
) -> None:
    """Search as the site does."""
    audiences = EVERYONE if internal else PUBLIC_ONLY
    with _opened(context, articles, data, Reporter(quiet=as_json)) as service:
        asked = SearchRequest(" ".join(query), lang, audiences, category=category, product=product, limit=limit)
        found = service.engine.search_to_the_end(asked)
    if found.late:
        late = ", ".join(found.late)
        click.echo(f"kb: searched without {late}, too busy for now; ask again for results by meaning", err=True)
    if as_json:
        click.echo(json.dumps(results_json(found), ensure_ascii=False))
    else:
        _show(found)


def _show(found: Results) -> None:
    styled = sys.stdout.isatty()
    if found.reason:
        click.echo(f"({found.mode}: {found.reason})")
    if found.searched_for:
        click.echo(f"Showing results for: {found.searched_for}")
    if found.did_you_mean:
        click.echo(f"Did you mean: {found.did_you_mean}")
    if not found.hits:
        click.echo("Nothing found.")
    for number, hit in enumerate(found.hits, start=1):
        where = f"  [{hit.article.language}]" if hit.foreign else ""
        section = f" › {hit.passage.heading}" if hit.passage.heading else ""
        click.echo(f"{number:2}. {click.style(hit.article.title, bold=True)}{section}{where}")
        click.echo(f"    {hit.url}  {hit.score:.2f} {'+'.join(hit.found_by)}")
        click.echo(f"    {_plain(hit.snippet, styled)}")
    click.echo(f"{found.total} found in {found.took_ms:.0f} ms ({found.mode}, {found.language})")


def _plain(snippet: str, styled: bool) -> str:
    marked = re.sub(r"<mark>(.*?)</mark>", lambda m: click.style(m[1], underline=True) if styled else m[1], snippet)
    return html.unescape(marked)


@click.command(name="eval")
@folders
@click.argument("queries", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--half", type=click.Choice([*HALVES, "both"]), help="Every second line alone, or both halves beside all."
)
@click.option("--public", is_flag=True, help="Search as readers do; else internal articles too.")
@click.option("--misses", is_flag=True, help="Also name the questions with which something is wrong.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def eval_command(
    context: Context,
    articles: str | None,
    data: str | None,
    queries: Path,
    half: Literal["even", "odd", "both"] | None,
    public: bool,
    misses: bool,
    as_json: bool,
) -> None:
    """Measure search on a JSONL file of questions with known answers."""
    questions: Sequence[JudgedQuestion] = read_questions(queries)
    if half == "even" or half == "odd":
        questions = half_of(questions, half)
    if not questions:
        raise click.UsageError(f"{queries} has no {half} lines")
    with _opened(context, articles, data, Reporter(quiet=as_json)) as service:
        results = ask(service.engine, questions, PUBLIC_ONLY if public else EVERYONE)
    measures = break_down(results, halves=half == "both")
    if as_json:
        body = measures.as_json() | ({"misses": misses_json(results)} if misses else {})
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        click.echo("\n".join([*measures.as_lines(), *(miss_lines(results) if misses else ())]))


COMMANDS = (index, search_command, eval_command)
