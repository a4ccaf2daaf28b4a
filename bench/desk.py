"""Measures the desk: forty noisy messages in four languages, each with the article that answers it.

    python bench/desk.py [--data DIR] [--models e5,minilm] [--raw] [--show] [--json]

Prints the share answered at rank 1 and among the first three, by language of the message. The messages are in
bench/desk_messages.yml; they go through the very desk that staff use, internal articles included. ``--raw`` searches
for the beginning of the message as it stands instead, to tell what finding the question is worth; ``--show`` prints
each question found with the rank of its answer.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

import yaml  # noqa: E402
from flask import g  # noqa: E402

from app import create_app  # noqa: E402
from kb.core.roles import Person, Role  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.core.text import MAX_QUERY_CHARACTERS  # noqa: E402
from kb.site.site import Site  # noqa: E402
from search.desk.desk import Answer, Desk  # noqa: E402
from search.desk.question import DeskQuestion  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402

MESSAGES = Path(__file__).parent / "desk_messages.yml"
FIRST = 3
ALL = "all"


@dataclass(frozen=True)
class Outcome:
    """One message: the language found, the question found, and the rank of the right article (None: not among five)."""

    key: str
    language: str
    question: str
    rank: int | None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data", type=Path)
    options.add_argument("--models", default="")
    options.add_argument("--raw", action="store_true")
    options.add_argument("--show", action="store_true")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    outcomes = measure(data, tuple(filter(None, given.models.split(","))), given.raw)
    if given.show:
        for outcome in outcomes:
            print(f"{outcome.rank or '-'}  {outcome.language}  {outcome.key}\n      {outcome.question}")
    shares = shares_of(outcomes)
    print(json.dumps(shares, indent=2) if given.json else table(shares))


def measure(data: Path, models: Sequence[str], raw: bool) -> list[Outcome]:
    settings = Settings(articles_dir=ROOT / "articles", data_dir=data)
    app = create_app(settings, models=choose_models(tuple(models)), start=False)
    parts = app.extensions["kb"]
    try:
        parts.service.bring_up_to_date()
        site = Site(settings, parts.library, parts.views, parts.service.engine.related)
        desk = Desk(site, parts.service.engine)
        found = []
        for entry in yaml.safe_load(MESSAGES.read_text("utf-8")):
            with app.test_request_context("/"):
                answer = answered(desk, entry, raw)
            keys = [suggestion.article.key for suggestion in answer.suggestions]
            rank = keys.index(entry["answer"]) + 1 if entry["answer"] in keys else None
            found.append(Outcome(entry["answer"], answer.asked.language, answer.asked.question, rank))
        return found
    finally:
        parts.close()


def answered(desk: Desk, entry: dict[str, str], raw: bool) -> Answer:
    g.person = Person(Role.STAFF, "Bench")
    asked = desk.ask(entry["message"], entry["subject"])
    if raw:
        text = " ".join(f"{entry['subject']} {entry['message']}".split())[:MAX_QUERY_CHARACTERS]
        asked = DeskQuestion(text, asked.language)
    return desk.answer(asked)


def shares_of(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.language].append(outcome)
    groups[ALL] = list(outcomes)
    return {
        language: {
            "messages": len(group),
            "rank 1": sum(outcome.rank == 1 for outcome in group) / len(group),
            f"first {FIRST}": sum((outcome.rank or 99) <= FIRST for outcome in group) / len(group),
            "first 5": sum(outcome.rank is not None for outcome in group) / len(group),
        }
        for language, group in groups.items()
    }


def table(shares: dict[str, dict[str, float]]) -> str:
    names = ("messages", "rank 1", f"first {FIRST}", "first 5")
    lines = [f"| Language | {' | '.join(names)} |", f"| --- {'| ---: ' * len(names)}|"]
    for language, row in shares.items():
        cells = [f"{row['messages']:.0f}", *(f"{row[name]:.3f}" for name in names[1:])]
        lines.append(f"| {language} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
