"""Questions asked in Slack and Mattermost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from kb.language.marking import N_
from kb.site.feature import Feature, SiteParts

if TYPE_CHECKING:
    from kb.callers.heard import Heard
    from kb.site.feature import Worker
    from search.chat.late import LateAnswers
    from search.engine.engine import Engine
    from search.insights.monthly.month_report import HasOverdue


class ChatParts(SiteParts, Protocol):
    """What chats are answered with."""

    @property
    def engine(self) -> Engine:
        """What finds."""

    @property
    def review(self) -> HasOverdue | None:
        """What tells which reviews are overdue, where there is a database."""

    @property
    def heard(self) -> Heard:
        """Where it is noted that a chat was heard."""


def feature(parts: ChatParts) -> Feature:
    """The addresses; each answers 404 without its secret."""
    from flask import Blueprint, request

    from kb.files.key_file import read_key
    from kb.storage.retention import RetentionRule
    from kb.web.measure import Caller
    from kb.web.outside import may_reach
    from search.chat import mattermost_api, slack_api
    from search.chat.late import LateAnswers
    from search.chat.room import MATTERMOST, OF_ALL, OF_ONE, SLACK, ChatRoom
    from search.chat.summary_rows import LEAST_DAYS, forget_weeks_before

    settings = parts.site.settings
    late = LateAnswers(may_reach(settings.chat_networks))
    room = ChatRoom(
        parts.site,
        parts.engine,
        parts.heard,
        parts.clock,
        late,
        parts.site.minute_limit("chat", OF_ONE, OF_ALL, parts.clock),
        settings.base_url,
        read_key("KB_SLACK_SIGNING_SECRET_FILE", settings.slack_signing_secret_file),
        read_key("KB_SLACK_TOKEN_FILE", settings.slack_token_file),
        settings.slack_api,
        read_key("KB_MATTERMOST_TOKEN_FILE", settings.mattermost_token_file),
        settings.chat_staff_teams,
    )

    def limit_body(*_: object) -> None:
        request.max_content_length = slack_api.MAX_POST_BYTES

    pages = Blueprint("chat", __name__)
    # Chats prove who they are by a secret, and have no session that another could use.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(pages))
    pages.url_value_preprocessor(limit_body)
    slack_api.add_slack(pages, room)
    mattermost_api.add_mattermost(pages, room)
    addresses = (slack_api.COMMAND, slack_api.INTERACT, slack_api.EVENTS)
    named = ("KB_SLACK_SIGNING_SECRET_FILE", "KB_SLACK_TOKEN_FILE")
    slack = Caller(SLACK, N_("Slack"), addresses, named, bool(room.slack_secret))
    hooks = (mattermost_api.COMMAND,)
    mattermost = Caller(
        MATTERMOST, N_("Mattermost"), hooks, ("KB_MATTERMOST_TOKEN_FILE",), bool(room.mattermost_secret)
    )
    summary = _summary(parts, late)
    kept = max(settings.retention_days, LEAST_DAYS)
    return Feature(
        "chat",
        blueprints=(pages,),
        workers=(late, *summary),
        callers=(slack, mattermost),
        retention=(RetentionRule("weekly summaries sent", kept, forget_weeks_before),),
    )


def _summary(parts: ChatParts, late: LateAnswers) -> tuple[Worker, ...]:
    """What tells a channel once a week, where that is set and there is a database."""
    from search.chat.weekly import WeeklySummary
    from search.insights.counts.reader import InsightReader

    settings, database, library = parts.site.settings, parts.database, parts.site.library
    url = settings.chat_summary_webhook
    if database is None or not url:
        return ()
    reader = InsightReader(database, parts.clock, lambda: library.catalog, lambda _: None)
    overdue = parts.review.overdue if parts.review else tuple
    send = partial(late.refusal, url)
    return (WeeklySummary(settings, database, parts.clock, lambda: library.catalog, reader, overdue, send),)
