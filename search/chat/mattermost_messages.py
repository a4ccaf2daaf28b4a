"""What is found, as Mattermost shows it: an attachment for each article, with a button."""

from __future__ import annotations

import re
from typing import Any

from kb.language.interface import interface_language, translations
from search.chat.found import FoundEntry, FoundInChat
from search.chat.signatures import seal_of
from search.chat.wording import heading_of

_SIGNS = str.maketrans(
    {sign: f"\\{sign}" for sign in "`*_{}[]()#+-.!|~>"} | {"&": "&amp;", "<": "&lt;", "\\": "&#92;", "@": "@\u200b"}
)
"""Mattermost shows the backslash before any other sign."""
_COLON = re.compile(r":(?=\S)")
Message = dict[str, Any]


def found_message(found: FoundInChat, address: str, response_url: str, secret: str) -> Message:
    """The answer to whoever asked, and nobody else; its buttons are sent to ``address``, sealed by ``secret``, with the
    address that takes answers for half an hour.
    """
    gettext = translations(interface_language(found.language)).gettext
    attachments = []
    for entry in found.entries:
        shown: Message = {"fallback": entry.title, "title": entry.title, "title_link": entry.url}
        shown["text"] = escaped(entry.text)
        if entry.may_be_shared and response_url:
            context = {"article": entry.name, "to": response_url, "seal": seal_of(secret, entry.name, response_url)}
            integration = {"url": address, "context": context}
            shown["actions"] = [{"id": "share", "name": gettext("Share in channel"), "integration": integration}]
        attachments.append(shown)
    more = f"\n[{gettext('All results on the site')}]({found.more})" if found.more else ""
    return {"response_type": "ephemeral", "text": escaped(heading_of(found)) + more, "attachments": attachments}


def shared_message(entry: FoundEntry, user: str) -> Message:
    """An article for everybody in the channel; ``user`` is the name of who shared it."""
    by = f"@{user}: " if re.fullmatch(r"[a-z0-9._-]{1,64}", user) else ""
    shown = {"fallback": entry.title, "title": entry.title, "title_link": entry.url, "text": escaped(entry.text)}
    return {"response_type": "in_channel", "text": f"{by}{escaped(entry.title)}", "attachments": [shown]}


def escaped(text: str) -> str:
    """Text that Mattermost takes for nothing else: no Markdown, no picture for ``:a_name:``, nobody called."""
    return _COLON.sub(":\u200b", text).translate(_SIGNS)
