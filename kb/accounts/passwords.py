"""Passwords: hashed by argon2id with its usual parameters, and which are too easy to guess."""

from __future__ import annotations

import threading
import unicodedata
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 1000
HARD_ENOUGH = 3
"""The least score of zxcvbn: more than 10^8 guesses, "safely unguessable: moderate protection offline"."""
_LOOKED_AT = 72
_HASHER = PasswordHasher()
_NOBODYS = "$argon2id$v=19$m={0.memory_cost},t={0.time_cost},p={0.parallelism}${1}${2}".format(
    _HASHER, "A" * 22, "A" * 43
)
"""A hash that no password has, but that takes as long to compare."""
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MB while it works


class Complaint(StrEnum):
    """What is wrong with a password."""

    SHORT = "short"
    LONG = "long"
    EASY = "easy"


def complaint(password: str, *about: str) -> Complaint | None:
    """What is wrong with a new password; ``about`` are words near to its owner, which guessers try first."""
    if len(password) < SHORTEST:
        return Complaint.SHORT
    if len(password) > LONGEST:
        return Complaint.LONG
    from zxcvbn import zxcvbn  # its lists of words are 13 MB, and a password is seldom chosen

    near = [part for text in about for part in (text, *text.replace("@", " ").replace(".", " ").split()) if part]
    return Complaint.EASY if zxcvbn(password[:_LOOKED_AT], near)["score"] < HARD_ENOUGH else None


def hashed(password: str) -> str:
    """The hash to keep, with its salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one of the hash ``stored``. Without a hash it is not, and that takes as long."""
    with _AT_ONCE:
        try:
            right = _HASHER.verify(stored or _NOBODYS, _bytes(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None and len(password) <= LONGEST


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    """The same for every way to type the same letters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
