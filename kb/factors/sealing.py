"""Keeps a secret that has to be read again so that the database alone gives it to nobody: sealed by the site's key.

AES-256-GCM with a key of its own, derived from the site's by HKDF (RFC 5869). What is sealed is bound to its
owner, so that a row copied to another account opens nothing.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from functools import cached_property
from typing import TYPE_CHECKING

from kb.core.errors import KbError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class BrokenSealError(KbError):
    """What was sealed cannot be read: the key of the data folder is another one now, or the row was changed."""


class Sealing:
    """Seals by ``key``, the secret of the data folder; what is sealed for one ``what`` is nothing for another."""

    def __init__(self, key: bytes, what: str = "second factor") -> None:
        self._key, self._what = key, what

    @cached_property
    def _cipher(self) -> AESGCM:
        # Only here: the library takes 7 MB, and there are sites where nothing is ever sealed.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return AESGCM(HKDF(SHA256(), length=32, salt=None, info=f"kb {self._what}".encode()).derive(self._key))

    def seal(self, text: str, owner: int) -> str:
        """``text`` of the account ``owner``, as it may stand in the database."""
        nonce = os.urandom(_NONCE_BYTES)
        return b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), _bound(owner))).decode()

    def open(self, sealed: str, owner: int) -> str:
        """What was sealed for ``owner``.

        Raises:
            BrokenSealError: it was sealed by another key, for somebody else, or not at all.

        """
        from cryptography.exceptions import InvalidTag

        try:
            raw = b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(owner)).decode()
        except (InvalidTag, ValueError):
            raise BrokenSealError("a secret cannot be read: the file secret_key is not that of this database") from None


def _bound(owner: int) -> bytes:
    return f"account {owner}".encode()
