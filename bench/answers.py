"""Measures answers on customers' questions: how many are answered, from which articles, and what is rightly refused.

    python bench/answers.py --customers DIR [--data DIR] [--only SET,SET] [--no-write] [--sheet FILE] [--judged FILE]

The sets are those of bench/quality.py, and questions that nothing answers (bench/unanswerable.jsonl). Prints tables
and writes them into docs/answers.md: what becomes of questions (all, then even / odd ones: constants were chosen on the
even ones), what another threshold would give, and how long the first sentence takes beside a search. What the models
read is remembered in ``--data``, so both are without the time of a model, which is the same for both: the ratio is the
worse for it. ``--sheet`` writes sentences to be judged by hand, ``--judged`` counts the verdicts of such a sheet.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.quality_tables import with_table  # noqa: E402
from bench.remembered import loaded_once  # noqa: E402
from bench.retrievers import Collection  # noqa: E402
from bench.rubric import SUPPORTED, VERDICTS, ToldSentence, judged, told_sentences, write_sheet  # noqa: E402
from bench.sets import ALL, Set, customers_sets, unanswerable_set  # noqa: E402
from search.answers.composing.composing import ALL_SAID, OTHERWISE, answering  # noqa: E402
from search.answers.composing.shape import AnswerOutcome, AskedQuestion, ChoiceKind, ComposedAnswer  # noqa: E402
from search.answers.service import AnswerService  # noqa: E402
from search.engine.engine import Engine  # noqa: E402
from search.evaluation.questions import JudgedQuestion, half_of, read_questions  # noqa: E402
from search.models.chosen.choice import choose_models  # noqa: E402
from search.results.results import Hit, Results, SearchRequest  # noqa: E402

DOCUMENT = ROOT / "docs" / "answers.md"
STRICTER = (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.25)
BY = "bench/answers.py"


@dataclass(frozen=True)
class Answered:
    """A question, its answer, what a search found, and the seconds of both up to the first sentence."""

    question: JudgedQuestion
    answer: ComposedAnswer
    found: Results
    first_sentence: float
    search: float

    @property
    def cited(self) -> list[str]:
        """The keys of the articles that are told."""
        return [id_.key for id_ in self.answer.cited]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--customers", type=Path, required=True, help="a folder of collections with questions")
    options.add_argument("--data", type=Path)
    options.add_argument("--sheet", type=Path, help="where the sentences to be judged by the rubric are written")
    options.add_argument("--judged", type=Path, help="such a sheet with verdicts; its shares are printed")
    options.add_argument("--only", default="", help="names of sets, with commas; nothing is written")
    options.add_argument("--show", action="store_true", help="each answer that is wrong")
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    only = set(filter(None, given.only.split(",")))
    models = [loaded_once(model, data) for model in choose_models(ALL)]
    everything = [*customers_sets(given.customers), unanswerable_set()]
    sets = [one for one in everything if not only or one.name in only]
    answered = {}
    for one in sets:
        with closing(Collection(one.articles, data / "customers" / one.name, models)) as collection:
            answered[one.name] = measure(one, collection)
    if given.sheet:
        write_sheet([(one.question, one.answer) for some in answered.values() for one in some], given.sheet)
    if given.judged:
        verdicts = judged(given.judged)
        shares = (f"{name} {_share([one == name for one in verdicts])}" for name in VERDICTS)
        print(f"supported {_share([one in SUPPORTED for one in verdicts])} of {len(verdicts)}:", *shares)
    if given.show:
        show(wrong for some in answered.values() for wrong in some if is_wrong(wrong))
    tables = {"outcomes": outcome_table(answered), "thresholds": threshold_table(answered)}
    print("\n\n".join(tables.values()))
    if not (given.no_write or only):
        text = DOCUMENT.read_text("utf-8")
        for name, table in tables.items():
            text = with_table(text, name, table, BY)
        DOCUMENT.write_text(text, "utf-8")


def measure(one: Set, collection: Collection) -> list[Answered]:
    """Every question of a set, answered and searched for by engines that remember nothing."""
    searching = collection.engine(ALL)
    state, catalog = collection.state(ALL), collection.catalog
    found = []
    for question in read_questions(one.queries):
        language = question.language or collection.language
        searching.search(SearchRequest(question.text, language))  # what is read once is read for both
        service = AnswerService(Engine(lambda: state, lambda: catalog), lambda: catalog)
        started = time.perf_counter()
        first = next(iter(service.told(AskedQuestion(question.text, language))))
        to_first = time.perf_counter() - started
        answer = first if isinstance(first, ComposedAnswer) else service.answer(AskedQuestion(question.text, language))
        engine = Engine(lambda: state, lambda: catalog)
        started = time.perf_counter()
        results = engine.search(SearchRequest(question.text, language))
        found.append(Answered(question, answer, results, to_first, time.perf_counter() - started))
    return found


def is_wrong(one: Answered) -> bool:
    return one.answer.is_answered and not set(one.cited) & set(one.question.relevant)


def show(some: Iterable[Answered]) -> None:
    for one in some:
        print(f"{one.question.language} {one.question.text!r}: {one.cited}, wanted {list(one.question.relevant)}")


def outcome_table(answered: dict[str, list[Answered]]) -> str:
    columns: dict[str, Callable[[Sequence[Answered]], str]] = {
        "questions": lambda some: str(len(some)),
        "answered": lambda some: _share([one.answer.is_answered for one in _asking(some)]),
        "of these from a right article": lambda some: _share([not is_wrong(one) for one in _told(some)]),
        "its first article right": lambda some: _share([one.cited[0] in one.question.relevant for one in _told(some)]),
        "right among all articles told": lambda some: _share(
            [key in one.question.relevant for one in _told(some) for key in one.cited]
        ),
        "sentences that stand in their source": lambda some: _share([one.stands_there for one in _sentences(some)]),
        "sentences from the section noted": lambda some: _share(
            [one.is_from_noted for one in _sentences(some) if one.is_from_noted is not None]
        ),
        "asked back": lambda some: _share([_is_back(one) for one in _asking(some)]),
        "of these a right choice": lambda some: _share([_has_right(one) for one in _asking(some) if _is_back(one)]),
        "nothing answers, yet asked back": lambda some: _share([_is_back(one) for one in _unanswerable(some)]),
        "nothing answers, yet answered": lambda some: _share([one.answer.is_answered for one in _unanswerable(some)]),
        "first sentence ÷ search": lambda some: f"{median(one.first_sentence / one.search for one in some):.2f}",
    }
    lines = [f"| set | {' | '.join(columns)} |", f"| --- {'| ---: ' * len(columns)}|"]
    for name, some in answered.items():
        cells = [
            f"{column(some)} ({column(half_of(some, 'even'))} / {column(half_of(some, 'odd'))})"
            for column in columns.values()
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def threshold_table(answered: dict[str, list[Answered]]) -> str:
    """What other thresholds would give, without asking back."""
    names = list(answered)
    head = [f"{name}: answered, right, answered though nothing does" for name in names]
    lines = [f"| where all is said, in other languages | {' | '.join(head)} |", f"| --- {'| ---: ' * len(names)}|"]
    for by in STRICTER:
        cells = [_at(by, some) for some in answered.values()]
        lines.append(f"| {ALL_SAID + by:.2f}, {OTHERWISE + by:.2f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _at(by: float, some: Sequence[Answered]) -> str:
    told = [(one.question, answering(one.found, by)) for one in _asking(some)]
    right = [_is_right(hits, question) for question, hits in told if hits]
    wrongly = [bool(answering(one.found, by)) for one in _unanswerable(some)]
    return f"{_share([bool(hits) for _, hits in told])}, {_share(right)}, {_share(wrongly)}"


def _is_right(hits: Sequence[Hit], question: JudgedQuestion) -> bool:
    return any(hit.article.key in question.relevant for hit in hits)


def _asking(some: Sequence[Answered]) -> list[Answered]:
    return [one for one in some if one.question.relevant]


def _unanswerable(some: Sequence[Answered]) -> list[Answered]:
    return [one for one in some if not one.question.relevant]


def _told(some: Sequence[Answered]) -> list[Answered]:
    return [one for one in _asking(some) if one.answer.is_answered]


def _sentences(some: Sequence[Answered]) -> list[ToldSentence]:
    return told_sentences((one.question, one.answer) for one in some)


def _is_back(one: Answered) -> bool:
    return one.answer.outcome is AnswerOutcome.ASKED_BACK


def _has_right(one: Answered) -> bool:
    """Whether one of the choices leads to a right article."""
    articles = [hit.article for hit in one.found.hits if hit.article.key in one.question.relevant]
    return any(
        choice.value in one.question.relevant
        if choice.kind is ChoiceKind.ARTICLE
        else any(
            article.is_about(choice.value) if choice.kind is ChoiceKind.PRODUCT else article.is_in(choice.value)
            for article in articles
        )
        for choice in one.answer.choices
    )


def _share(cases: Sequence[bool]) -> str:
    return f"{sum(cases) / len(cases):.1%}" if cases else "–"


if __name__ == "__main__":
    main()
