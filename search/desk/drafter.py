"""Drafts a reply from what the desk found: in a model's words where one is set and what it says holds, else in the
articles' own. Nothing is ever sent: staff read it, change it, copy it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from kb.site.site import Site
from search.answers.composing.composing import is_worth_writing
from search.answers.grounded.answer import AnswerSentence, ComposedBy, Declined, SentenceWriter
from search.answers.grounded.sources import sources_of
from search.desk.desk import Answer, AnsweredQuestion
from search.desk.draft import DraftPart, ReplyDraft, inside, once, text_of, told, usable
from search.desk.ready_replies import read_replies
from search.results.results import Hit

PATIENCE_SECONDS = 25.0
"""After so long no further question of a message is given to a model: proxies wait a minute for a page."""


class ReplyDrafter:
    """Drafts replies for one site's staff; ``timer`` gives seconds that never go back."""

    def __init__(
        self, site: Site, writer: SentenceWriter | None = None, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._site, self._writer, self._timer = site, writer, timer

    @property
    def can_write(self) -> bool:
        """Whether anybody writes better sentences than the articles' own words."""
        return self._writer is not None

    def draft(self, answer: Answer, template: str = "", *, may_generate: bool = True) -> ReplyDraft:
        """A reply to all questions of ``answer``, by the ``template`` of that name where there is one."""
        site = self._site
        replies = usable(read_replies(site.settings.articles_dir, answer.language, site.catalog.default_language))
        chosen = next((one for one in replies if one.name == template), replies[0] if replies else None)
        parts, declined = self._parts(answer, may_generate=may_generate)
        found = (source for one in answer.parts for source in inside(_hits(one)))
        return ReplyDraft(
            answer.language,
            text_of(parts, chosen, site.root(), site.face(answer.language).site_name),
            parts,
            inside=once(found),
            unanswered=[one.question for one, part in zip(answer.parts, parts, strict=True) if not part.pieces],
            template=chosen,
            templates=replies,
            declined=declined,
        )

    def _parts(self, answer: Answer, *, may_generate: bool) -> tuple[list[DraftPart], str]:
        """What is told to each question, and why a model wrote none of it: once it declines it is not asked again."""
        writer = self._writer if may_generate else None
        end, declined, parts = self._timer() + PATIENCE_SECONDS, "", list[DraftPart]()
        for one in answer.parts:
            written: list[AnswerSentence] = []
            if writer is not None and not declined and self._timer() < end:
                written, declined = _written(writer, one, answer.language)
            if written:
                parts.append(DraftPart(one.question, [written], ComposedBy.MODEL))
            else:
                parts.append(DraftPart(one.question, told(_hits(one), answer.language) if one.fits else ()))
        return parts, declined


def _written(writer: SentenceWriter, asked: AnsweredQuestion, language: str) -> tuple[list[AnswerSentence], str]:
    """The sentences of a model that hold against articles for customers, and why there are none."""
    if not is_worth_writing(asked.question, asked.confidence):
        return [], ""
    sources = [source for source in sources_of(_hits(asked)) if source.article.audience.is_public]
    written: list[AnswerSentence] = []
    for one in writer.generate(asked.question, language, (), sources):
        if isinstance(one, Declined):
            return [], one.reason
        written.append(one)
    return written, ""


def _hits(asked: AnsweredQuestion) -> Sequence[Hit]:
    return asked.results.hits
