"""The number by which customer and team speak of a message: short to dictate, and not to be guessed from another."""

from __future__ import annotations

import re
import secrets

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No letter that is taken for a digit, and no vowel, so that no word comes out."""
LENGTH = 8
_KEPT = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def new_reference() -> str:
    """Another one, of some 378 thousand million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_reference(text: str) -> str:
    """The reference in ``text`` as it is kept, however it was typed; empty where there is none."""
    typed = re.sub(r"[\s-]", "", text).upper()
    return typed if _KEPT.fullmatch(typed) else ""


def shown_reference(reference: str) -> str:
    """As people read and dictate it: in two halves."""
    return f"{reference[:4]}-{reference[4:]}"
