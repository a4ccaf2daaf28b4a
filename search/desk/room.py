"""What the desk's addresses work with, and what is noted of a message that was asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.site.site import Site
from kb.usage.desk_notes import DeskNotes, Note, NoteKind
from kb.web.visits import wants_no_trace
from search.desk.desk import Answer, Desk
from search.desk.draft import ReplyDraft
from search.desk.drafter import ReplyDrafter
from search.results.lateness import LAST_TRY

Flag = Callable[[ArticleId, str, Person], None]
"""Puts an article before those who review, with what somebody says is wrong."""


@dataclass(frozen=True)
class DeskRoom:
    """What the desk's addresses work with."""

    site: Site
    desk: Desk
    drafter: ReplyDrafter
    sent: DeskNotes
    flag: Flag | None

    def note(self, answer: Answer, ticket: str, tries: int) -> None:
        """Take down that a ticket was asked about, at the first of its ``tries``, and which of its questions nothing
        answers, as soon as that is known.
        """
        if not (ticket.strip() or answer.parts):
            return
        name, language = self.site.person().name, answer.language
        is_known = tries >= LAST_TRY or not answer.is_to_come
        unanswered = [part.question for part in answer.parts if is_known and not part.fits]
        asked = [] if tries else [Note(NoteKind.ASKED, name, ticket, answer.question, language)]
        nothing = (Note(NoteKind.NOTHING, name, ticket, question, language) for question in unanswered)
        self.sent.add(*asked, *nothing)

    def draft(self, answer: Answer, template: str) -> ReplyDraft:
        """A reply by the ``template`` of that name; nothing is sent to a model for whoever asks not to be tracked."""
        return self.drafter.draft(answer, template, may_generate=not wants_no_trace(request))
