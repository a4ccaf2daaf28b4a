"""What is asked, as addresses, forms and programs send it: cleaned and bounded before anything is looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.core.text import MAX_QUERY_CHARACTERS, one_line, typed_lines
from search.answers.composing.shape import AskedQuestion, ChoiceKind
from search.answers.service import MOST_TURNS

MAX_QUESTION = 2_000
"""Characters of a question; what is found for it is found by the few sentences that ask most."""


def read_json(plain: Mapping[str, Any], language: str, *, may_generate: bool) -> AskedQuestion:
    """The question of a program; ``language`` is used where it names none.

    Raises:
        ValueError: a field is missing or wrong; tells which, and what was expected.

    """
    question, turns, chosen = plain.get("question"), plain.get("conversation", []), plain.get("chosen")
    if not isinstance(question, str) or not question.strip():
        raise ValueError("question must be a text, with something in it")
    if len(question) > MAX_QUESTION:
        raise ValueError(f"question has {len(question)} characters; at most {MAX_QUESTION} are read")
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise ValueError("conversation must be a list of the questions before, as texts, the oldest first")
    if chosen is not None and not _is_choice(chosen):
        raise ValueError('chosen must be one of those in ask_back, like {"kind": "product", "value": "kettle"}')
    pair = (str(chosen["kind"]), str(chosen["value"])) if chosen else ("", "")
    return read_question(question, turns, pair, language, may_generate=may_generate)


def read_question(
    text: str, turns: Sequence[str], chosen: tuple[str, str], language: str, *, may_generate: bool = False
) -> AskedQuestion:
    """The question of somebody on a page in ``language``; of the ``turns`` before it the last ones count."""
    kind, value = chosen
    is_known = kind in list(ChoiceKind) and value
    return AskedQuestion(
        typed_lines(text, MAX_QUESTION),
        language,
        turns=tuple(filter(None, (one_line(turn, MAX_QUERY_CHARACTERS) for turn in turns[-MOST_TURNS:]))),
        chosen=(ChoiceKind(kind), one_line(value)) if is_known else None,
        may_generate=may_generate,
    )


def _is_choice(chosen: Any) -> bool:
    return isinstance(chosen, dict) and chosen.get("kind") in list(ChoiceKind) and isinstance(chosen.get("value"), str)
