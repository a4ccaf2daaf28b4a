"""What the panels say, by the names that their scripts use; ``%(…)s`` stands for what a script fills in."""

from __future__ import annotations

from collections.abc import Mapping

from kb.language.interface import interface_languages, translations
from kb.language.marking import N_

PANEL: Mapping[str, str] = {
    "description": N_(
        "Finds the help centre’s articles that answer a ticket, and puts links, quotes and replies into your answer."
    ),
    "open": N_("Articles for this ticket"),
    "message": N_("The customer’s message"),
    "subject": N_("Subject"),
    "ticket": N_("Ticket"),
    "optional": N_("(optional)"),
    "find": N_("Find articles"),
    "read": N_("Read the ticket again"),
    "question": N_("Search the articles"),
    "search": N_("Search"),
    "asking": N_("Looking for articles …"),
    "found": N_("Articles found: %(number)s"),
    "late": N_("Searched by words only for now; answers may be better in a moment."),
    "fits": N_("Fits well (%(percent)s)"),
    "near": N_("No article fits well (%(percent)s). These are the closest."),
    "nothing": N_("No article answers this"),
    "no_question": N_("No question found"),
    "no_question_help": N_(
        "The message has only greetings, numbers or a signature. Search for what is meant, or paste more of it."
    ),
    "internal": N_("Internal: not for customers"),
    "foreign": N_("Not in the customer’s language"),
    "section": N_("Section:"),
    "insert_link": N_("Insert link"),
    "insert_quote": N_("Insert quote"),
    "insert_draft": N_("Insert the reply"),
    "copy": N_("Copy link"),
    "inserted": N_("Put into the reply: %(what)s"),
    "copied": N_("Copied: %(what)s"),
    "no_field": N_("There is no reply field on the page. Copied instead: %(what)s"),
    "uncopied": N_("There is no reply field on the page, and your browser did not allow copying."),
    "unnoted": N_("It could not be noted."),
    "not_this": N_("Not this one"),
    "noted_not_this": N_("Noted: this article does not answer."),
    "wrong": N_("This is wrong"),
    "what_is_wrong": N_("What is wrong?"),
    "tell": N_("Tell the editors"),
    "noted_wrong": N_("Noted: something in this article is wrong."),
    "say_what": N_("Say what is wrong."),
    "draft": N_("Draft a reply"),
    "drafting": N_("Drafting …"),
    "drafted": N_("The draft is there."),
    "no_draft": N_("No public article answers. Nothing was drafted."),
    "reply": N_("The reply"),
    "unanswered": N_("Not answered in it: %(what)s"),
    "nothing_read": N_("No message was found on this page. Select the customer’s words and read again, or paste them."),
    "needs_click": N_("This page can be read after you choose the button of the extension in the toolbar."),
    "no_token": N_("The panel is not set up yet: it needs a token of yours."),
    "refused": N_("The help centre does not know the token, or it has ended. Make a new one on your account page."),
    "lacking": N_("The token does not open the desk. Make one for “Suggest articles”."),
    "away": N_("The help centre cannot be reached. Please try again."),
    "too_much": N_("The message is too long. Leave out what is older."),
    "trouble": N_("The help centre could not answer (%(status)s)."),
    "privacy": N_(
        "What stands in these fields is sent to your help centre when you open this panel on a ticket and when you ask."
        " Nothing else of the page is."
    ),
    "set_up": N_("Settings of this panel"),
    "address": N_("Help centre"),
    "token": N_("Token"),
    "token_help": N_(
        "Make one on your account page, for “Suggest articles”. It stays in this browser and is sent to the help centre"
        " alone."
    ),
    "account": N_("Your account page"),
    "save": N_("Save and check"),
    "checking": N_("Checking …"),
    "works": N_("It works. The help centre knows you as %(name)s."),
    "forget": N_("Forget the token"),
    "forgotten": N_("The token is forgotten in this browser."),
    "missing": N_("Paste a token first."),
    "no_permission": N_("Your browser was not allowed to ask the help centre. Save again and allow it."),
    "install_zendesk": N_("Enter a token of an account of the help centre, for “Suggest articles”."),
}


def panel_texts() -> dict[str, dict[str, str]]:
    """All texts by language of the interface, English first."""
    return {
        code: {name: str(translations(code).gettext(text)) for name, text in PANEL.items()}
        for code in interface_languages()
    }
