"""The keys of the review: the same in the queue and on the page of one article, where both have what they do."""

from __future__ import annotations

from kb.language.key_bindings import KeyBinding
from kb.language.marking import N_
from review.decisions.decision import DecisionKind

_NEXT = KeyBinding("next", ("j",), N_("Next article"))
_PREVIOUS = KeyBinding("previous", ("k",), N_("Previous article"))
_DECISIONS = (
    KeyBinding("reviewed", ("r",), N_("Still right")),
    KeyBinding("assigned", ("a",), N_("Assign")),
    KeyBinding("snoozed", ("s",), N_("Snooze")),
    KeyBinding("archived", ("d",), N_("Archive")),
)
_EDIT = KeyBinding("edited", ("e",), N_("Edit the Markdown"))
_ENDS = (
    KeyBinding("save", ("Ctrl+Enter",), N_("Save the decision")),
    KeyBinding("undo", ("u",), N_("Undo the last action")),
    KeyBinding("leave", ("Escape",), N_("Leave the field")),
    KeyBinding("keys", ("?",), N_("Show these keys")),
)
QUEUE_KEYS = (
    KeyBinding("next", ("j", "ArrowDown"), _NEXT.text),
    KeyBinding("previous", ("k", "ArrowUp"), _PREVIOUS.text),
    KeyBinding("select", ("x",), N_("Select or deselect the article")),
    KeyBinding("open", ("o",), N_("Open the article")),
    KeyBinding("search", ("/",), N_("Search")),
    *_DECISIONS,
    *_ENDS,
)
ARTICLE_KEYS = (_NEXT, _PREVIOUS, *_DECISIONS, _EDIT, *_ENDS)
_SAME_AS = {DecisionKind.NEEDS_UPDATE: "assigned"}
KEY_OF_CHOICE = {
    kind: one.keys[0] for kind in DecisionKind for one in ARTICLE_KEYS if one.does == _SAME_AS.get(kind, str(kind))
}
"""The key of each decision that the form of one article offers."""
