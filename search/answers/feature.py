"""Answers with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kb.site.feature import Feature, SiteParts, Slot

if TYPE_CHECKING:
    from kb.core.events import Tell
    from search.answers.generation.writer import AnswerWriter
    from search.answers.room import Flag
    from search.engine.engine import Engine
    from search.log.recorder import Recorder


class AnswerParts(SiteParts, Protocol):
    """What answers need."""

    @property
    def engine(self) -> Engine:
        """What finds."""

    @property
    def recorder(self) -> Recorder:
        """What takes down searches, and tells readers apart for it."""

    @property
    def flag(self) -> Flag | None:
        """What tells those who review that an article is wrong, where somebody reviews."""

    @property
    def tell(self) -> Tell:
        """What tells programs outside what happens."""

    @property
    def writer(self) -> AnswerWriter | None:
        """What has a language model write answers, where one is set."""


def feature(parts: AnswerParts) -> Feature:
    """The conversation with the articles."""
    from kb.storage.relocation import pairs_in
    from search.answers import api, pages, staff_pages
    from search.answers.generation import answer_use
    from search.answers.log import asked_rows
    from search.answers.log.recorder import AnswerRecorder
    from search.answers.room import A_DAY, OF_ALL, OF_ALL_A_DAY, OF_ONE, AnswersRoom
    from search.answers.service import AnswerService
    from search.answers.streams import Places

    site = parts.site
    service = AnswerService(parts.engine, lambda: site.catalog, parts.writer)
    limit = site.minute_limit("answers", OF_ONE, OF_ALL, parts.clock)
    recorder = AnswerRecorder(parts.database, parts.clock, parts.tell)
    places = Places(site.settings.threads)
    daily = site.minute_limit("answers-day", site.settings.answers_reader_day, OF_ALL_A_DAY, parts.clock, A_DAY)
    room = AnswersRoom(site, service, parts.clock, limit, places, daily, recorder, parts.recorder, parts.flag)
    return Feature(
        "answers",
        blueprints=(pages.create_blueprint(room), staff_pages.create_blueprint(room)),
        paths=api.PATHS,
        slots={Slot.ASKED_FOR: "answers/ask_link.html", Slot.FOOT: "answers/foot_link.html"},
        retention=(*asked_rows.retention(site.settings), *answer_use.retention(site.settings)),
        workers=(recorder,),
        followers=(pairs_in(asked_rows.AnswersAsked, "cited", "nearest"),),
    )
