"""``kb model try``: today's models and others on the same collection and questions, and the answer in words."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.core.errors import DataFolderError
from kb.core.settings import Settings
from kb.library.library import Library, open_library
from kb.storage.database import connect
from search.choosing.obtaining import ModelChoiceError
from search.choosing.questions import OwnQuestions, own_questions
from search.choosing.trial import PATIENT, Answered, Meanings, answer_all, by_chance, differing, hits
from search.commands import Reporter
from search.engine.engine import Engine
from search.models.embedder import Model
from search.service.memory import resident
from search.service.opening import open_beside
from search.service.service import SearchService

_SHOWN = 20
_BY_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it answered, the bytes that loading and reading took (0: not known), what it had to read."""

    models: tuple[str, ...]
    answered: Answered
    memory: int
    passages_read: int
    seconds_reading: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides on the same ``asked`` questions; ``articles`` tells what they are called."""

    asked: OwnQuestions
    today: Side
    other: Side
    articles: Mapping[ArticleId, Article]

    def as_json(self) -> dict[str, Any]:
        """The contract of ``kb model try --json``."""
        questions = self.asked.questions
        return {
            "questions": len(questions),
            "searches": self.asked.searches,
            **{name: self._side(side) for name, side in (("today", self.today), ("other", self.other))},
            "differing": [
                {
                    "question": one.question.text,
                    "language": one.question.language,
                    "relevant": sorted(one.question.relevant),
                    "better": one.better,
                    "today": one.before,
                    "other": one.after,
                }
                for one in differing(self.today.answered, self.other.answered, questions)
            ],
        }

    def _side(self, side: Side) -> dict[str, Any]:
        questions, answered = self.asked.questions, side.answered
        return {
            "models": side.models,
            "hit@1": round(hits(answered.found, questions, 1), 4),
            "hit@3": round(hits(answered.found, questions, 3), 4),
            "meaning_hit@1": round(hits(answered.by_meaning, questions, 1), 4),
            "meaning_hit@3": round(hits(answered.by_meaning, questions, 3), 4),
            "query_ms": round(answered.seconds * 1000, 1),
            "memory_mb": round(side.memory / 1e6),
            "passages_read": side.passages_read,
            "seconds_reading": round(side.seconds_reading, 1),
        }


def compare(settings: Settings, today: Sequence[Model], other: Sequence[Model]) -> Comparison:
    """Have both answer the collection's own questions, each with an index of its own in a temporary folder.

    Vectors are kept with those of the site, so that what is read here is not read again when it is chosen.

    Raises:
        KbError: a model fails, there is nothing to ask, or a folder cannot be written.

    """
    library = open_library(settings)
    library.refresh()
    with tempfile.TemporaryDirectory(prefix="kb-try-") as temporary, ExitStack() as open_ones:
        sides = []
        for number, models in enumerate((today, other)):
            service, read, seconds, memory = open_ones.enter_context(
                _ready(settings, library, models, Path(temporary) / str(number))
            )
            sides.append((models, service, read, seconds, memory))
        asked = _own_questions(settings, library.catalog, sides[0][1])
        if not asked.questions:
            raise ModelChoiceError(
                "there is nothing to compare on: no search ended in an article, and no article has a heading"
            )
        today_side, other_side = (
            Side(tuple(model.name for model in models), _answers(service, library, asked), memory, read, seconds)
            for models, service, read, seconds, memory in sides
        )
    return Comparison(asked, today_side, other_side, library.catalog.articles)


@contextmanager
def _ready(
    settings: Settings, library: Library, models: Sequence[Model], folder: Path
) -> Iterator[tuple[SearchService, int, float, int]]:
    """A search with ``models`` that have read everything, what they had to read, how long it took, and what memory."""
    before, started = resident(), time.perf_counter()
    reporter = Reporter()
    service = open_beside(settings, library, models, folder, reporter)
    try:
        with reporter.shown():
            read = sum(done.passages for done in service.bring_up_to_date())
        if missing := [
            reason for name, reason in service.readiness().reasons.items() if name not in service.state.ready
        ]:
            raise ModelChoiceError(missing[0])
        yield service, read, time.perf_counter() - started, max(resident() - before, 0)
    finally:
        service.close()


def _own_questions(settings: Settings, catalog: Catalog, service: SearchService) -> OwnQuestions:
    index = service.state.snapshot
    assert index is not None
    passages = list(index.lacking("", "", lambda _: True))  # a name that no model has: all of them
    today = datetime.now(UTC).date()
    file = settings.database_file
    if file is not None and not file.exists():
        return own_questions(None, catalog, passages, today)
    try:
        database = connect(settings.database)
    except DataFolderError:
        return own_questions(None, catalog, passages, today)
    try:
        with database.connect() as connection:
            return own_questions(connection, catalog, passages, today)
    finally:
        database.dispose()


def _answers(service: SearchService, library: Library, asked: OwnQuestions) -> Answered:
    state = service.state
    assert state.snapshot is not None
    engine = Engine(lambda: service.state, lambda: library.catalog, PATIENT)
    meanings = [Meanings(loaded, state.snapshot) for loaded in state.models.values()]
    return answer_all(engine, meanings, asked.questions)


def told(result: Comparison) -> Iterator[str]:
    """The comparison in lines for people."""
    questions, searches = result.asked.questions, result.asked.searches
    yield f"{len(questions)} questions: {searches} searches that ended in an article" + (
        f", and {len(questions) - searches} titles and headings, since those are few; headings stand in the articles, "
        "so they tell little of what readers mean"
        if len(questions) > searches
        else ""
    )
    if searches:
        yield "Readers opened what today's models showed them: that favours those."
    yield ""
    yield f"{'':28}{'today':>16}{'tried':>16}"
    sides = result.today, result.other
    yield _row("models", [" + ".join(side.models) for side in sides])
    for label, among, what in (
        ("right article first", 1, "found"),
        ("among the first three", 3, "found"),
        ("first by meaning alone", 1, "by_meaning"),
        ("three by meaning alone", 3, "by_meaning"),
    ):
        yield _row(label, [f"{hits(getattr(side.answered, what), questions, among):.3f}" for side in sides])
    yield _row("one question, ms", [f"{side.answered.seconds * 1000:.1f}" for side in sides])
    yield _row("memory, MB", [f"{side.memory / 1e6:.0f}" if side.memory else "?" for side in sides])
    yield _row("passages read now", [f"{side.passages_read:,} in {side.seconds_reading:.0f} s" for side in sides])
    yield ""
    different = differing(result.today.answered, result.other.answered, questions)
    better = sum(one.better for one in different)
    worse = len(different) - better
    yield f"{better} questions are answered better, {worse} worse" + (
        "; so few may be chance" if different and by_chance(better, worse) > _BY_CHANCE else ""
    )
    for one in sorted(different, key=lambda one: one.better)[:_SHOWN]:
        right = " or ".join(_title(result, key, one.question.language) for key in sorted(one.question.relevant))
        instead = _title(result, one.before if one.better else one.after, one.question.language)
        yield f"{'+' if one.better else '-'} {one.question.text}  →  {right}"
        yield f"    {'before' if one.better else 'now'}: {instead or 'nothing'}"


def _title(result: Comparison, key: str, language: str) -> str:
    """What an article is called in a language, or in any in which it exists."""
    own = result.articles.get(ArticleId(language, key))
    return own.title if own else next((one.title for one in result.articles.values() if one.key == key), key)


def _row(label: str, values: Sequence[str]) -> str:
    return f"{label:28}" + "".join(f"{value:>16}" for value in values)
