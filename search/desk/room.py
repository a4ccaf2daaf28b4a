"""What the desk's addresses work with, and what is noted of a message that was asked about."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, replace

from flask import request

from kb.catalog.article import ArticleId
from kb.core.roles import Person
from kb.site.site import Site
from kb.usage.desk_notes import DeskNotes, Note, NoteKind
from kb.web.visits import wants_no_trace
from search.desk.desk import Answer, Desk
from search.desk.draft import ReplyDraft, once
from search.desk.drafter import ReplyDrafter
from search.desk.suggestions import asking
from search.followups.desk_links import AskingLinks
from search.followups.links import ask_in, new_code
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
    links: AskingLinks

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

    def asking(self, answer: Answer, codes: MutableMapping[str, str]) -> Answer:
        """``answer`` with links that ask whether they solved it; ``codes`` keeps the code of each."""
        parts = [replace(part, suggestions=[asking(one, codes) for one in part.suggestions]) for part in answer.parts]
        return replace(answer, parts=parts)

    def draft_asking(self, draft: ReplyDraft, codes: MutableMapping[str, str]) -> ReplyDraft:
        """``draft`` likewise."""
        text, root = draft.text, self.site.root()
        for source in once(one for part in draft.parts for one in part.sources):
            link = root + source.url
            text = ask_in(text, link, codes.setdefault(link, new_code()))
        return replace(draft, text=text)

    def draft(self, answer: Answer, template: str) -> ReplyDraft:
        """A reply by the ``template`` of that name; nothing is sent to a model for whoever asks not to be tracked."""
        return self.drafter.draft(answer, template, may_generate=not wants_no_trace(request))
