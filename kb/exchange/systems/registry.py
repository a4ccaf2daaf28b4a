"""Which systems can be read, and by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.exchange.bundle.bundle import Bundle
from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import Packed
from kb.exchange.systems import zendesk

Reader = Callable[[Packed, ImportNotes, str], Bundle]
"""Given the files, where to note what is odd, and the language of an export that names none (empty: to be guessed)."""

READERS: Mapping[str, Reader] = {
    "zendesk": zendesk.read,
}
