"""Measures the desk: noisy messages in four languages, each with the articles that answer its questions.

    python bench/desk.py [--held-out] [--data DIR] [--models e5,minilm] [--raw] [--show] [--json]

Prints for each language of the message, and for messages with several questions, how many of the questions have their
article first and among the first three of a list; in how many messages as many questions were found as were asked; and
of messages that ask nothing, how many were told so. The sixty messages are in bench/desk_messages.yml; ``--held-out``
takes the sixty of bench/desk_messages_held_out.yml, for the end of a tuning. They go through the very desk that staff
use, internal articles included. ``--raw`` searches for the beginning of the message as it stands instead, to tell what
finding the questions is worth; ``--show`` prints each question found with the rank of its answer.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from search.models.chosen.choice import choose_models  # noqa: E402
from search.questions.question import DeskQuestion  # noqa: E402

MESSAGES = Path(__file__).parent / "desk_messages.yml"
HELD_OUT = Path(__file__).parent / "desk_messages_held_out.yml"
FIRST = 3
ALL, SEVERAL = "all", "several questions"
COLUMNS = ("messages", "questions", "rank 1", f"first {FIRST}", "as many found", "none, and said so")


@dataclass(frozen=True)
class Outcome:
    """One message: the answers it wants, the language and the questions found, and the rank of each answer in the list
    that has it highest (None: in no list).
    """

    answers: Sequence[str]
    language: str
    questions: Sequence[str]
    ranks: Sequence[int | None]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--held-out", action="store_true")
    options.add_argument("--data", type=Path)
    options.add_argument("--models", default="")
    options.add_argument("--raw", action="store_true")
    options.add_argument("--show", action="store_true")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    messages = yaml.safe_load((HELD_OUT if given.held_out else MESSAGES).read_text("utf-8"))
    outcomes = measure(messages, data, tuple(filter(None, given.models.split(","))), given.raw)
    if given.show:
        for outcome in outcomes:
            wanted = ", ".join(f"{key} {rank or '-'}" for key, rank in zip(outcome.answers, outcome.ranks, strict=True))
            print(f"{outcome.language}  {wanted or 'nothing'}", *outcome.questions, sep="\n      ")
    shares = shares_of(outcomes)
    print(json.dumps(shares, indent=2) if given.json else table(shares))


def measure(messages: Sequence[dict[str, Any]], data: Path, models: Sequence[str], raw: bool) -> list[Outcome]:
    settings = Settings(articles_dir=ROOT / "articles", data_dir=data)
    app = create_app(settings, models=choose_models(tuple(models)), start=False)
    parts = app.extensions["kb"]
    try:
        parts.service.bring_up_to_date()
        site = Site(settings, parts.library, parts.views, parts.service.engine.related)
        desk = Desk(site, parts.service.engine)
        found = []
        for entry in messages:
            with app.test_request_context("/"):
                answer = answered(desk, entry, raw)
            found.append(outcome_of(entry["answers"], answer))
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


def outcome_of(wanted: Sequence[str], answer: Answer) -> Outcome:
    lists = [[suggestion.article.key for suggestion in part.suggestions] for part in answer.parts]
    ranks = [min((keys.index(key) + 1 for keys in lists if key in keys), default=None) for key in wanted]
    return Outcome(wanted, answer.language, [part.question for part in answer.parts], ranks)


def shares_of(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    languages = dict.fromkeys(outcome.language for outcome in outcomes)
    groups = {language: [one for one in outcomes if one.language == language] for language in languages}
    groups[SEVERAL] = [one for one in outcomes if len(one.answers) > 1]
    groups[ALL] = list(outcomes)
    return {name: _shares(group) for name, group in groups.items() if group}


def _shares(group: Sequence[Outcome]) -> dict[str, float]:
    ranks = [rank for outcome in group for rank in outcome.ranks]
    asking = [outcome for outcome in group if outcome.answers]
    silent = [outcome for outcome in group if not outcome.answers]
    shares = (
        sum(rank == 1 for rank in ranks) / max(len(ranks), 1),
        sum(rank is not None and rank <= FIRST for rank in ranks) / max(len(ranks), 1),
        sum(len(one.questions) == len(one.answers) for one in asking) / max(len(asking), 1),
        sum(not one.questions for one in silent) / max(len(silent), 1),
    )
    return dict(zip(COLUMNS, (len(group), len(ranks), *shares), strict=True))


def table(shares: dict[str, dict[str, float]]) -> str:
    lines = [f"| Messages | {' | '.join(COLUMNS)} |", f"| --- {'| ---: ' * len(COLUMNS)}|"]
    for name, row in shares.items():
        cells = [f"{row[column]:.0f}" for column in COLUMNS[:2]] + [f"{row[column]:.2f}" for column in COLUMNS[2:]]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
