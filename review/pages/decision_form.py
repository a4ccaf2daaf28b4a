"""Reads what a reviewer filled in into an order, or says field by field what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from kb.catalog.article import EVERYONE, Article
from kb.catalog.catalog import Catalog
from kb.core.text import plain_lines
from kb.editing.file_version import Version, first_obstacle, read_as
from kb.editing.posted_text import as_written
from kb.files.saving import fingerprint
from kb.language.marking import N_
from review.decisions.decision import DecisionKind
from review.decisions.decision_request import DecisionRequest
from review.decisions.form_fields import read_checklist, read_name, read_note, read_snooze_day
from review.pages.form_errors import FormError, Message

CHOICES = (
    DecisionKind.REVIEWED,
    DecisionKind.NEEDS_UPDATE,
    DecisionKind.EDITED,
    DecisionKind.ARCHIVED,
    DecisionKind.SNOOZED,
)
"""The decisions of the form, in the order of the keys 1 to 5."""
_MATTERS = {"yes": True, "no": False}


Form = MultiDict[str, str]


def asks_matters(article: Article, catalog: Catalog) -> bool:
    """Whether there are translations that a change of this article could leave behind."""
    return article.language == catalog.default_language and len(catalog.translations(article.key, EVERYONE)) > 1


def is_edited(form: Form) -> bool:
    """Whether the Markdown was changed in the page; where the page had none, it was not."""
    return "text" in form and fingerprint(plain_lines(form["text"]).encode()) != form.get("shown")


def read_order(form: Form, version: Version, catalog: Catalog, today: date) -> DecisionRequest:
    """The order that ``form`` gives about ``version``.

    Raises:
        FormError: something is missing or cannot be meant.

    """
    readers: Mapping[str, Callable[[], DecisionRequest]] = {
        DecisionKind.REVIEWED: lambda: _reviewed(form, version, catalog),
        DecisionKind.NEEDS_UPDATE: lambda: _needs_update(form),
        DecisionKind.EDITED: lambda: _edited(form, version, catalog),
        DecisionKind.ARCHIVED: lambda: _archived(form, version.article, catalog),
        DecisionKind.SNOOZED: lambda: _snoozed(form, today),
        DecisionKind.FLAGGED: lambda: DecisionRequest(
            DecisionKind.FLAGGED, _required(form, "comment", N_("Say what is wrong."))
        ),
        DecisionKind.UNFLAGGED: lambda: DecisionRequest(DecisionKind.UNFLAGGED, _note(form, "comment")),
    }
    kind = form.get("decision", "")
    if kind not in readers:
        raise FormError({"decision": Message(N_("Choose a decision."))})
    if is_edited(form) and kind != DecisionKind.EDITED:
        raise FormError({"text": Message(N_("You changed the Markdown, and only “Edited now” saves that."))})
    return readers[kind]()


def _reviewed(form: Form, version: Version, catalog: Catalog) -> DecisionRequest:
    checklist = read_checklist(form.getlist("check"))
    if not checklist:
        raise FormError({"check": Message(N_("Tick what you checked; without anything checked it is no review."))})
    return DecisionRequest(
        DecisionKind.REVIEWED, _note(form, "note"), checklist, _matters(form, version.article, catalog)
    )


def _edited(form: Form, version: Version, catalog: Catalog) -> DecisionRequest:
    if not is_edited(form):
        raise FormError({"text": Message(N_("The Markdown has not changed. If it is right, choose “Still right”."))})
    text = as_written(form["text"], version.content)
    if not text.strip():
        raise FormError({"text": Message(N_("Nothing is left. To remove the article, choose “Archive”."))})
    if first := first_obstacle(read_as(version.article.id, version.article.path, text)):
        values = {"line": first.line or 1, "reason": first.message}
        raise FormError({"text": Message(N_("Line %(line)s: %(reason)s"), values)})
    matters = _matters(form, version.article, catalog)
    checklist = read_checklist(form.getlist("check"))
    return DecisionRequest(DecisionKind.EDITED, _note(form, "note"), checklist, matters, text=text)


def _needs_update(form: Form) -> DecisionRequest:
    task = _required(form, "task", N_("Say what must be changed."))
    return DecisionRequest(DecisionKind.NEEDS_UPDATE, task, assignee=read_name(form.get("assignee", "")))


def _archived(form: Form, article: Article, catalog: Catalog) -> DecisionRequest:
    moved_to = _note(form, "moved_to").strip("/")
    if moved_to and (moved_to == article.key or not catalog.get(article.language, moved_to, EVERYONE)):
        raise FormError({"moved_to": Message(N_("There is no other article %(key)s."), {"key": moved_to})})
    return DecisionRequest(DecisionKind.ARCHIVED, _note(form, "note"), moved_to=moved_to)


def _snoozed(form: Form, today: date) -> DecisionRequest:
    errors: dict[str, Message] = {}
    until = read_snooze_day(form.get("until", ""), today)
    if until is None:
        errors["until"] = Message(N_("Choose a day after today, at most a year ahead."))
    if not _note(form, "why"):
        errors["why"] = Message(N_("Say why it can wait."))
    if errors:
        raise FormError(errors)
    return DecisionRequest(DecisionKind.SNOOZED, _note(form, "why"), until=until)


def _matters(form: Form, article: Article, catalog: Catalog) -> bool | None:
    return _MATTERS.get(form.get("matters", "")) if asks_matters(article, catalog) else None


def _note(form: Form, field: str) -> str:
    return read_note(form.get(field, ""))


def _required(form: Form, field: str, message: str) -> str:
    if found := _note(form, field):
        return found
    raise FormError({field: Message(message)})
