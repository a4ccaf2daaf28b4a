"""The code in a link that asks: by chance, in the query of an article's address, so that the link works without it."""

from __future__ import annotations

import hashlib
import re
import secrets

PARAMETER = "followup"
_CODE = re.compile(r"[A-Za-z0-9_-]{22}")
_ENDS = r"(?![\w/%~.?#=-]*[\w/%~=-])"
"""After a link in a text: no more of an address, be it a section, which has a code of its own, or a code; but what ends
a sentence may follow.
"""


def new_code() -> str:
    """128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


def read_code(text: str | None) -> str:
    """``text`` where it has the form of a code, else nothing."""
    return text if text and _CODE.fullmatch(text) else ""


def kept_code(code: str) -> str:
    """A code as the database keeps it: whoever reads that answers for nobody."""
    return hashlib.sha256(code.encode()).hexdigest()


def asking_link(link: str, code: str) -> str:
    """``link``, an article's address without a query, as one that asks."""
    address, mark, anchor = link.partition("#")
    return f"{address}?{PARAMETER}={code}{mark}{anchor}"


def ask_in(text: str, link: str, code: str) -> str:
    """``text`` with each ``link`` in it as one that asks."""
    return re.sub(re.escape(link) + _ENDS, lambda _: asking_link(link, code), text)
