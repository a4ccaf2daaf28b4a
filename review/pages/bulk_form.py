"""Reads what was filled in for many articles at once: which articles, as they were seen, and one order for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kb.catalog.article import ArticleId
from kb.files.inside import content_of
from kb.files.saving import fingerprint
from kb.site.site import Site
from review.decisions.decision import DecisionKind
from review.decisions.decision_request import DecisionRequest, DecisionTarget, as_seen
from review.decisions.form_fields import read_checklist, read_name, read_note, read_snooze_day
from review.queue.rows import Row


@dataclass(frozen=True)
class Posted:
    """A form that could not be carried out: ``wrong`` names what is missing, the rest is what was filled in."""

    wrong: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    checks: Sequence[str] = ()
    seen: Mapping[ArticleId, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Any, wrong: str) -> Posted:
        """Keep what ``form`` holds; articles stay chosen as they were seen."""
        return cls(wrong, form.to_dict(), form.getlist("check"), dict(_rows(form.getlist("row"))))

    def field(self, name: str) -> str:
        """What was filled in, else nothing."""
        return self.fields.get(name, "")


def read_order(form: Any, today: date) -> DecisionRequest:
    """The decision of a posted form.

    Raises:
        ValueError: with the name of what is missing or cannot be.

    """
    match form.get("act"):
        case DecisionKind.REVIEWED:
            checklist = read_checklist(form.getlist("check"))
            _need("checklist", checklist)
            _need("confirm_reviewed", form.get("confirm_reviewed"))
            return DecisionRequest(DecisionKind.REVIEWED, checklist=checklist)
        case DecisionKind.ASSIGNED:
            assignee = read_name(form.get("assignee", ""))
            _need("assignee", assignee)
            return DecisionRequest(DecisionKind.ASSIGNED, assignee=assignee)
        case DecisionKind.SNOOZED:
            until = read_snooze_day(form.get("until", ""), today)
            _need("until", until)
            reason = read_note(form.get("reason", ""))
            _need("reason", reason)
            return DecisionRequest(DecisionKind.SNOOZED, note=reason, until=until)
        case DecisionKind.ARCHIVED:
            _need("confirm_archived", form.get("confirm_archived"))
            return DecisionRequest(DecisionKind.ARCHIVED)
        case _:
            raise ValueError("act")


def read_targets(texts: Sequence[str]) -> list[DecisionTarget]:
    """The chosen articles, each once, as ``row_value`` wrote them.

    Raises:
        ValueError: there is none.

    """
    targets = [DecisionTarget.of(article, seen) for article, seen in dict(_rows(texts)).items()]
    _need("row", targets)
    return targets


def row_value(article: ArticleId, seen: str) -> str:
    """An article to choose, with what its page showed of it (``review.decisions.decision_request.as_seen``)."""
    return f"{seen}/{article.language}/{article.key}"


def seen_value(site: Site, row: Row, posted: Posted | None) -> str:
    """What choosing a row posts; a row chosen before stays as it was seen then."""
    seen = posted.seen.get(row.article.id) if posted else None
    if seen is None:
        content = content_of(site.settings.articles_dir, row.article.path)
        file = "" if content is None else fingerprint(content)  # that fits no file: a decision will be refused
        seen = as_seen(file, row.standing)
    return row_value(row.article.id, seen)


def _rows(texts: Sequence[str]) -> list[tuple[ArticleId, str]]:
    parts = [text.split("/", 2) for text in texts]
    return [(ArticleId(part[1], part[2]), part[0]) for part in parts if len(part) == 3 and part[1] and part[2]]


def _need(name: str, value: object) -> None:
    if not value:
        raise ValueError(name)
