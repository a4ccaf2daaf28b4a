"""Answers as the JSON of docs/api.md: the contract with programs outside."""

from __future__ import annotations

from typing import Any

from search.answers.composing.shape import AnswerChoice, ComposedAnswer
from search.answers.grounded.as_json import sentence_json
from search.results.results import Hit


def answer_json(composed: ComposedAnswer) -> dict[str, Any]:
    """The whole answer of ``/api/v1/answers``."""
    shown: dict[str, Any] = {
        "answered": composed.is_answered,
        "outcome": composed.outcome,
        "question": composed.asked.text,
        "meant": composed.meant,
        "language": composed.language,
        "asked_of_us": composed.request,
        "sentences": [sentence_json(sentence) for sentence in composed.sentences],
        "unanswered": list(composed.unanswered),
        "nearest": [_nearest_json(hit) for hit in composed.nearest],
        "confidence": round(composed.confidence, 3),
        "composed_by": composed.composed_by,
    }
    if composed.choices:
        shown["ask_back"] = [_choice_json(choice) for choice in composed.choices]
    return shown


def _nearest_json(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {"key": article.key, "language": article.language, "title": article.title, "url": hit.url}


def _choice_json(choice: AnswerChoice) -> dict[str, Any]:
    chosen = {"kind": choice.kind, "value": choice.value}
    return {"label": choice.label, "language": choice.language, "chosen": chosen}
