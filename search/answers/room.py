"""What the addresses of answers work with, and who may wait for sentences to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flask import Response, request

from kb.catalog.article import ArticleId
from kb.core.clock import Clock
from kb.core.roles import Person
from kb.site.site import Site
from kb.web.client import client_network
from kb.web.rate_limit import MinuteLimit
from kb.web.visits import wants_no_trace
from search.answers.composing.shape import AskedQuestion, ComposedAnswer
from search.answers.log.recorder import AnswerRecorder
from search.answers.service import AnswerService
from search.answers.streams import Places, stream
from search.log.recorder import Recorder

Flag = Callable[[ArticleId, str, Person], None]
OF_ONE, OF_ALL = 30, 1_200
"""So many questions a minute of one client, and of all."""
A_DAY, OF_ALL_A_DAY = 24 * 60 * 60, 1_000_000
"""So long and so many of all together ``daily`` counts; what a model may cost bounds them much earlier."""


@dataclass(frozen=True)
class AnswersRoom:
    """``limit`` bounds the questions of one client, ``places`` those who wait for sentences at the same time, ``daily``
    how many of one reader in a day are answered by a model.

    ``sessions`` tells readers apart for a day without saying who they are; ``flag`` tells those who review that an
    article is wrong, where somebody reviews.
    """

    site: Site
    service: AnswerService
    clock: Clock
    limit: MinuteLimit
    places: Places
    daily: MinuteLimit
    recorder: AnswerRecorder
    sessions: Recorder
    flag: Flag | None = None

    def whole(self, asked: AskedQuestion) -> ComposedAnswer:
        """The answer at once; without a free place in the articles' own words."""
        if not self._take(asked):
            return self.service.answer(replace(asked, may_generate=False))
        try:
            return self.service.answer(asked)
        finally:
            self.places.give_back()

    def streamed(self, asked: AskedQuestion, events: Callable[[AnswersRoom, AskedQuestion], Iterator[str]]) -> Response:
        """The answer as ``events``; without a free place, or where nobody writes, all of them at once."""
        if not self._take(asked):
            return stream(iter(["".join(events(self, replace(asked, may_generate=False)))]))
        response = stream(events(self, asked))
        response.call_on_close(self.places.give_back)
        return response

    def _take(self, asked: AskedQuestion) -> bool:
        """Whether a model may be asked: nothing is sent of whoever asks not to be tracked."""
        if not (asked.may_generate and self.service.can_write) or wants_no_trace(request):
            return False
        place = self.sessions.place(client_network(self.site.settings))  # no address is held until the day is over
        return self.daily.allows(place or None) and self.places.take()
