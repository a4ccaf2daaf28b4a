"""A command with a question after it, which Slack and Mattermost send with the same fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from search.chat.found import FoundInChat
from search.chat.late import BusyError, Message
from search.chat.room import ChatRoom
from search.chat.wording import how_to, too_many


def answer_question(
    room: ChatRoom, form: Mapping[str, str], question: str, show: Callable[[FoundInChat], Message]
) -> Message | str | None:
    """What whoever asked is told at once: the articles as ``show`` has them, or a sentence instead; None where they are
    late and are posted to the address in ``form``.
    """
    language = room.site.library.catalog.default_language
    if not question or question.lower() == "help":
        return how_to(language, form.get("command", "/kb")[:40])
    team = form.get("team_id", "")
    if not room.limit.allows(f"{team} {form.get('user_id', '')}"):
        return too_many(language)
    try:
        return room.late.within(lambda: show(room.find(question, team)), form.get("response_url", ""))
    except BusyError:
        return too_many(language)
