"""A security key in software, for tests without a browser: it signs as keys do (Web Authentication, section 6)."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class SecurityKey:
    """One credential; ``verifies`` whether it made sure who holds it, ``count`` how often it signed."""

    def __init__(self, origin: str = "http://localhost", name: str = "localhost") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(32)
        self.origin, self.name, self.handle = origin, name, ""
        self.verifies, self.count = True, 0

    def create(self, options: Mapping[str, Any]) -> str:
        """What the browser sends after ``navigator.credentials.create()``."""
        self.handle = options["user"]["id"]
        point = self._key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        data = self._data(HAS_KEY) + bytes(16) + len(self._id).to_bytes(2, "big") + self._id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._told("webauthn.create", options, {"attestationObject": _text(attestation)})

    def get(self, options: Mapping[str, Any]) -> str:
        """What it sends after ``navigator.credentials.get()``."""
        self.count += 1
        data = self._data(0)
        signed = data + sha256(self._client("webauthn.get", options)).digest()
        signature = self._key.sign(signed, ec.ECDSA(SHA256()))
        found = {"authenticatorData": _text(data), "signature": _text(signature), "userHandle": self.handle}
        return self._told("webauthn.get", options, found)

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return sha256(self.name.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: Mapping[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _told(self, kind: str, options: Mapping[str, Any], response: dict[str, str]) -> str:
        response = {"clientDataJSON": _text(self._client(kind, options)), **response}
        name = _text(self._id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
