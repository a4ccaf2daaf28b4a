"""What a forge posts when somebody pushes, and whether it is the forge: GitHub, GitLab, Gitea and Forgejo."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import parse_qs

EVENTS = ("X-Gitlab-Event", "X-Forgejo-Event", "X-Gitea-Event", "X-GitHub-Event")
_HEX = ("X-Forgejo-Signature", "X-Gitea-Signature")
_NOTHING = "0" * 40


class PostedHeaders(Protocol):
    """The headers of a post."""

    def get(self, name: str, /) -> str | None:
        """That one; None where it is missing."""


class PostKind(StrEnum):
    """What was posted."""

    PING = "ping"
    PUSH = "push"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ForgePost:
    """One post: ``event`` as the forge calls it, ``ref`` what was pushed to; ``deleted``: that is gone."""

    kind: PostKind
    event: str
    ref: str = ""
    deleted: bool = False


def is_from_forge(headers: PostedHeaders, body: bytes, secret: str) -> bool:
    """Whether whoever posted ``body`` knows ``secret``: every signature or token that is there is right, and one is."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    expected = {"X-Hub-Signature-256": f"sha256={signature}", "X-Gitlab-Token": secret}
    expected |= dict.fromkeys(_HEX, signature)
    checked = [
        hmac.compare_digest(given.encode(errors="replace"), right.encode())
        for name, right in expected.items()
        if (given := headers.get(name))
    ]
    return bool(checked) and all(checked)


def read_post(headers: PostedHeaders, body: bytes) -> ForgePost | None:
    """What was posted, as JSON or as a form with it; None where it cannot be read."""
    event = next((said for name in EVENTS if (said := headers.get(name))), "")[:60]
    if (headers.get("Content-Type") or "").startswith("application/x-www-form-urlencoded"):
        body = next(iter(parse_qs(body, max_num_fields=10).get(b"payload", [])), b"")
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    if event == "ping":
        return ForgePost(PostKind.PING, event)
    ref = told.get("ref")
    if not (event in ("push", "Push Hook") or told.get("object_kind") == "push") or not isinstance(ref, str):
        return ForgePost(PostKind.OTHER, event)
    deleted = told.get("deleted") is True or set(str(told.get("after", ""))) == set(_NOTHING)
    return ForgePost(PostKind.PUSH, event, ref, deleted)
