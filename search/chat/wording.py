"""What is said in chats, in the language of the question."""

from __future__ import annotations

from collections.abc import Callable

from kb.language.interface import interface_language, translations
from search.chat.found import FoundInChat


def heading_of(found: FoundInChat) -> str:
    """How well it was found: never more than is known."""
    gettext = _gettext(found.language)
    if found.wrong:
        return found.wrong
    if not found.entries:
        return gettext("No article was found for: %(question)s") % {"question": found.question}
    if not found.fits:
        return gettext("No close match. These articles are the closest.")
    return gettext("Articles for: %(question)s") % {"question": found.question}


def how_to(language: str, command: str) -> str:
    """What is said where nothing was asked."""
    gettext = _gettext(language)
    return gettext("Write a question after %(command)s, and articles that answer it are shown to you alone.") % {
        "command": command
    }


def too_many(language: str) -> str:
    """What is said to who asks too much, or where many do."""
    gettext = _gettext(language)
    return gettext("Too many questions at once. Please try again in a minute.")


def not_there(language: str) -> str:
    """What is said where an article is gone, or not for everybody."""
    gettext = _gettext(language)
    return gettext("This article cannot be shared. It may have been removed.")


def shared(language: str) -> str:
    """What is said to who shared."""
    gettext = _gettext(language)
    return gettext("Shared in the channel.")


def too_old(language: str) -> str:
    """What is said where the chat takes nothing any more for an answer."""
    gettext = _gettext(language)
    return gettext("This answer is too old to be shared. Please ask again.")


def _gettext(language: str) -> Callable[[str], str]:
    return translations(interface_language(language)).gettext
