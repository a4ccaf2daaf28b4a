"""E-mail addresses of accounts: what is one, and which two are the same.

Two addresses are one only where they differ by nothing but capitals, or by whether an accent is a character of its own
(NFC, RFC 6532): whoever gets in by the address of somebody else is that person. So letters are made small one by one,
and only those that are the capital of exactly one small letter: ``ß`` is not ``ss``, the Kelvin sign is no ``k``, a
dotless ``ı`` no ``i`` (docs/decisions/0014-which-address-is-whose.md).
"""

from __future__ import annotations

import unicodedata

MAX_EMAIL = 320


def fold_email(text: str) -> str:
    """An address as accounts are found by; the same again for what was folded already."""
    small = "".join(map(_small, as_written(text)))
    if any(unicodedata.normalize("NFC", character) != character for character in small):
        return small  # a sign that stands for another letter must not become that letter
    return unicodedata.normalize("NFC", small)[:MAX_EMAIL]


def as_written(text: str) -> str:
    """An address without blanks around it, otherwise as it was typed."""
    return text.replace("\0", "").strip()[:MAX_EMAIL]


def is_email(address: str) -> bool:
    """Whether an account can have the folded ``address``: one that looks like no other, and breaks no line or list."""
    local, _, domain = address.rpartition("@")
    strange = any(not character.isprintable() or character in ' <>,;:"\\' for character in address)
    looks_like_another = unicodedata.normalize("NFKC", address) != address
    return bool(local and domain) and "@" not in local and not strange and not looks_like_another


def _small(letter: str) -> str:
    small = letter.lower()
    return small if small.upper() == letter and len(small) == 1 else letter
