"""Starts an article from the questions of a gap: a draft that nobody sees until somebody publishes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence


def draft_text(questions: Sequence[str], gettext: Callable[[str], str]) -> str:
    """The Markdown of a draft that answers ``questions``, the first of which is its title."""
    lines = [" ".join(question.split()) for question in questions]
    asked = "\n".join(f"- {line}" for line in lines)
    heading, hint = gettext("Questions that this article should answer"), gettext("Write the answer here.")
    title = json.dumps(lines[0], ensure_ascii=False)  # its escapes are those of YAML
    return f"---\ntitle: {title}\nstatus: draft\n---\n\n{hint}\n\n## {heading}\n\n{asked}\n"
