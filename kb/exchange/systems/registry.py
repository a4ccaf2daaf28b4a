"""Which systems can be read, and by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.exchange.bundle.bundle import Bundle
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.systems import (
    confluence,
    freshdesk,
    gitbook,
    help_scout,
    html_folder,
    intercom,
    mediawiki,
    notion,
    wordpress,
    zendesk,
)

Reader = Callable[[Packed, ImportNotes, str], Bundle]
"""Given the files, where to note what is odd, and the language of an export that names none (empty: to be guessed)."""

READERS: Mapping[str, Reader] = {
    "zendesk": zendesk.read,
    "html": html_folder.read,
    "mediawiki": mediawiki.read,
    "wordpress": wordpress.read,
    "intercom": intercom.read,
    "freshdesk": freshdesk.read,
    "helpscout": help_scout.read,
    "notion": notion.read,
    "gitbook": gitbook.read,
    "confluence": confluence.read,
}
