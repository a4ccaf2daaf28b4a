"""Starts an article from the questions of a gap: a draft that nobody sees until somebody publishes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

MOST_KEYWORDS = 20


def draft_text(questions: Sequence[str]) -> str:
    """A draft without a text: the first of ``questions`` is its title, by the others, its keywords, it is found."""
    title, *others = dict.fromkeys(" ".join(question.split()) for question in questions)
    keywords = [" ".join(one.replace(",", " ").replace("،", " ").split()) for one in others[:MOST_KEYWORDS]]
    more = f"keywords: {_quoted(keywords)}\n" if keywords else ""
    return f"---\ntitle: {_quoted(title)}\n{more}status: draft\n---\n"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # its escapes are those of YAML
