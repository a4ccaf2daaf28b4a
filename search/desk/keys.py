"""The keys of the desk."""

from __future__ import annotations

from kb.language.key_bindings import KeyBinding
from kb.language.marking import N_

DESK_KEYS = (
    KeyBinding("search", ("/",), N_("Go to the message")),
    KeyBinding("save", ("Ctrl+Enter",), N_("Find articles")),
    KeyBinding("next", ("j",), N_("Next article")),
    KeyBinding("previous", ("k",), N_("Previous article")),
    KeyBinding("number", tuple("123456789"), N_("Go to an article"), "1 … 9"),
    KeyBinding("open", ("o",), N_("Open the article")),
    KeyBinding("link", ("l",), N_("Copy link")),
    KeyBinding("markdown", ("m",), N_("Copy link in Markdown")),
    KeyBinding("html", ("h",), N_("Copy link in HTML")),
    KeyBinding("rich", ("t",), N_("Copy link as rich text")),
    KeyBinding("quote", ("q",), N_("Copy quote")),
    KeyBinding("reply", ("r",), N_("Copy the first ready reply")),
    KeyBinding("second_reply", ("R",), N_("Copy the second ready reply")),
    KeyBinding("not_this", ("n",), N_("Not this one")),
    KeyBinding("wrong", ("w",), N_("This is wrong")),
    KeyBinding("leave", ("Escape",), N_("Leave the field")),
    KeyBinding("keys", ("?",), N_("Show these keys")),
)
