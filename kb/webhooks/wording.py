"""The texts of the pages of webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kb.core.events import EventKind
from kb.language.marking import N_

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        EventKind.ARTICLE_PUBLISHED: N_("An article was published"),
        EventKind.ARTICLE_CHANGED: N_("An article was changed"),
        EventKind.ARTICLE_UNPUBLISHED: N_("An article was taken off the site"),
        EventKind.ARTICLE_RENAMED: N_("An article moved to another address"),
        EventKind.REVIEW_DUE: N_("A review fell due"),
        EventKind.REVIEW_DONE: N_("An article was reviewed"),
        EventKind.REVIEW_FLAGGED: N_("An article was flagged as wrong"),
        EventKind.FEEDBACK_RECEIVED: N_("A reader said whether an article helped"),
        EventKind.ANSWER_HANDED_OVER: N_("Somebody who asked a question went on to a person"),
        EventKind.GAP_FOUND: N_("People ask something that no article answers"),
    }
)
WRONG: Mapping[str, str] = MappingProxyType(
    {
        "address": N_("Please give a whole address, like https://example.com/hook."),
        "events": N_("Please choose at least one event."),
        "most": N_("There are as many webhooks as there may be. Remove one first."),
    }
)
SAID: Mapping[str, str] = MappingProxyType(
    {
        "saved": N_("Saved."),
        "removed": N_("The webhook is removed."),
        "tested": N_("A test is on its way. It is in the list below."),
        "repeated": N_("It is sent again."),
    }
)
OFF: Mapping[str, str] = MappingProxyType(
    {
        "": N_("on"),
        "admin": N_("switched off"),
        "gone": N_("off: the receiver says that it is gone"),
    }
)
STATES: Mapping[str, str] = MappingProxyType(
    {"waiting": N_("waiting"), "sent": N_("delivered"), "failed": N_("given up")}
)
