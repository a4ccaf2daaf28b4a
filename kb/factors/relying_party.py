"""The site that passkeys are made for, and an answer of one that is not to be believed: known without the library."""

from __future__ import annotations

from dataclasses import dataclass

from kb.core.errors import KbError


class FalsePasskeyError(KbError):
    """An answer of a browser is not to be believed."""


@dataclass(frozen=True)
class RelyingParty:
    """The site as an authenticator knows it: its host without a port, its name, and the origin that browsers write."""

    id: str
    name: str
    origin: str
