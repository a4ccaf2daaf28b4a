"""What is found, as Slack shows it: blocks, and the same as text for notices and readers of screens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kb.language.interface import interface_language, translations
from search.chat.found import FoundEntry, FoundInChat
from search.chat.wording import heading_of, not_there

SHARE = "share"
"""The name of the button, as it comes back."""
MOST_VALUE = 2_000
MOST_LINK = 2_900
"""A text may have 3,000 characters, or Slack takes none of the message; a link cannot be cut."""
_MARKED = re.compile(r"<[^<>|]*(?:\|([^<>]*))?>")
Message = dict[str, Any]


def found_message(found: FoundInChat) -> Message:
    """The answer to whoever asked, and nobody else."""
    gettext = translations(interface_language(found.language)).gettext
    heading = escaped(heading_of(found))
    blocks: list[Message] = [_section(heading)]
    for entry in found.entries:
        block = _section(entry_text(entry))
        if entry.may_be_shared and len(entry.name) <= MOST_VALUE:
            button = {"type": "plain_text", "text": gettext("Share in channel")}
            block["accessory"] = {"type": "button", "action_id": SHARE, "text": button, "value": entry.name}
        blocks.append(block)
    more = link(found.more, gettext("All results on the site")) if found.more else ""
    if 0 < len(more) <= MOST_LINK:
        blocks.append({"type": "context", "elements": [_text(more)]})
    lines = (heading, *(link(entry.url, entry.title) for entry in found.entries))
    return {"response_type": "ephemeral", "replace_original": False, "text": "\n".join(lines), "blocks": blocks}


def shared_message(entry: FoundEntry, user: str) -> Message:
    """An article for everybody in the channel; ``user`` is the id of who shared it."""
    text = f"<@{user}>: {entry_text(entry)}" if user.isalnum() else entry_text(entry)
    return {"response_type": "in_channel", "replace_original": False, "text": text, "blocks": [_section(text)]}


def gone_message(language: str) -> Message:
    """The article is not there any more, or not for everybody."""
    return {"response_type": "ephemeral", "replace_original": False, "text": escaped(not_there(language))}


def previews(entries: Mapping[str, FoundEntry]) -> Message:
    """What is shown below a message for the links in it, by link."""
    return {url: {"blocks": [_section(entry_text(entry))]} for url, entry in entries.items()}


def entry_text(entry: FoundEntry) -> str:
    """Title with its link, and what answers."""
    title = f"*{link(entry.url, entry.title)}*"
    return f"{title}\n{escaped(entry.text)}" if entry.text else title


def link(url: str, text: str) -> str:
    """A link as Slack writes one."""
    return f"<{escaped(url).replace('|', '%7C')}|{escaped(text)}>"


def escaped(text: str) -> str:
    """Text that Slack takes for nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """What somebody typed, of the text that Slack sends: links and names by their label, without one left out."""
    shown = _MARKED.sub(lambda found: found[1] or "", text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _section(text: str) -> Message:
    return {"type": "section", "text": _text(text)}


def _text(text: str) -> Message:
    return {"type": "mrkdwn", "text": text, "verbatim": True}  # else a bare "@channel" calls everybody
