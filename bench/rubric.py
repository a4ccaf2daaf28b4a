"""Whether the sentences of answers hold: what can be looked up, and what a person judges by a rubric (docs/answers.md).

Looked up: that a sentence stands in the section it cites, and that this is the section where somebody noted that the
answer stands. Judged: a sheet with one JSON object a line, ``verdict`` filled in by hand; a sheet that is written again
keeps the verdicts. Sheets have other people's questions in them and stay outside the project.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from search.answers.composing.shape import ComposedAnswer
from search.answers.grounded.answer import AnswerSentence
from search.evaluation.measures import same_heading
from search.evaluation.questions import JudgedQuestion

VERDICTS = ("answers", "belongs", "beside", "wrong")
SUPPORTED = frozenset(VERDICTS[:2])
EVERY = 3
"""Of so many answers one is judged by hand, the first, the fourth, …"""


class ToldSentence(NamedTuple):
    """A sentence that is told to a question."""

    question: JudgedQuestion
    sentence: AnswerSentence

    @property
    def stands_there(self) -> bool:
        """Whether it is letter by letter in the section that it cites."""
        return all(self.sentence.text in citation.source.text for citation in self.sentence.citations)

    @property
    def is_from_noted(self) -> bool | None:
        """Whether it is from the section where the answer stands; None where nobody noted that section: it is known of
        the best article alone.
        """
        source = self.sentence.citations[0].source
        if self.question.section is None or source.article.key in self.question.relevant[1:]:
            return None
        is_best = source.article.key == self.question.relevant[0]
        return is_best and same_heading(source.passage.heading, self.question.section)


def told_sentences(answers: Iterable[tuple[JudgedQuestion, ComposedAnswer]]) -> list[ToldSentence]:
    """All that is told to the questions that something answers."""
    return [
        ToldSentence(question, sentence)
        for question, answer in answers
        if question.relevant
        for sentence in answer.sentences
    ]


def write_sheet(answers: Sequence[tuple[JudgedQuestion, ComposedAnswer]], file: Path) -> None:
    """The sentences of every third answer, to be judged; verdicts that are there already stay."""
    known = dict(_verdicts(file)) if file.exists() else {}
    answered = [(question, answer) for question, answer in answers if question.relevant and answer.is_answered]
    lines = [_line(one, known) for one in told_sentences(answered[::EVERY])]
    file.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")


def judged(file: Path) -> list[str]:
    """The verdicts of a sheet.

    Raises:
        SystemExit: a line has none, or one that the rubric does not know.

    """
    found = [verdict for _, verdict in _verdicts(file)]
    if unknown := [number for number, verdict in enumerate(found, start=1) if verdict not in VERDICTS]:
        raise SystemExit(f'{file}:{unknown[0]}: "verdict" must be one of {", ".join(VERDICTS)}')
    return found


def _verdicts(file: Path) -> Iterator[tuple[tuple[str, str], str]]:
    for line in file.read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield (entry["question"], entry["sentence"]), entry["verdict"]


def _line(one: ToldSentence, known: dict[tuple[str, str], str]) -> dict[str, str]:
    source = one.sentence.citations[0].source
    return {
        "verdict": known.get((one.question.text, one.sentence.text), ""),
        "question": one.question.text,
        "sentence": one.sentence.text,
        "article": f"{source.article.language}/{source.article.key}",
        "heading": source.passage.heading,
    }
