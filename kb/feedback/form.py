"""What readers send as their vote, as a form or as JSON, read as strictly as either asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.core.text import shorten, typed_lines
from kb.feedback.vote_rows import MAX_COMMENT, MAX_STEP
from kb.feedback.votes import Opinion, VoteReason

_TOKEN = re.compile(r"[0-9a-f]{32}")
_ANSWERS = {"yes": True, "no": False}


def plain_form(form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields of the page's form as the JSON of the same vote would have them."""
    plain: dict[str, Any] = dict(form.items())
    return plain | {"helpful": _ANSWERS.get(form.get("helpful", "")), "reasons": form.getlist("reasons")}


def read_opinion(plain: Mapping[str, Any]) -> Opinion:
    """What is said of the article. A comment is cleaned, and cut where it is too long.

    Raises:
        ValueError: a value is none that can be; names it and what was expected.

    """
    helpful, reasons, comment = plain.get("helpful"), plain.get("reasons") or [], plain.get("comment") or ""
    step = plain.get("step") or ""
    if not isinstance(helpful, bool):
        raise ValueError(f"helpful={shorten(helpful)} is not true or false")
    if not isinstance(reasons, list) or not set(map(str, reasons)) <= set(VoteReason):
        raise ValueError(f"reasons={shorten(reasons)} is not a list of {', '.join(VoteReason)}")
    if not isinstance(comment, str):
        raise ValueError(f"comment={shorten(comment)} is not text")
    if not isinstance(step, str):
        raise ValueError(f"step={shorten(step)} is not text")
    if helpful and (reasons or comment):
        raise ValueError("reasons and comment go with helpful=false")
    given = tuple(reason for reason in VoteReason if reason in reasons)
    is_name = len(step) <= MAX_STEP and clean(step) == step  # with half a character in it no page has it
    return Opinion(helpful, given, clean(comment), step if is_name else "")


def clean(comment: str) -> str:
    """``comment`` without control characters and halves of characters, as long as it may be."""
    return typed_lines(comment, MAX_COMMENT)


def token(value: object) -> str:
    """``value`` where it has the form of the name of a vote or of a revision, else nothing."""
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else ""
