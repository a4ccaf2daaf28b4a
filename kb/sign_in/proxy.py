"""Who asks, by the word of a proxy in front that signs people in itself (oauth2-proxy and its kin).

Its headers count only on a direct connection from an address that is set; everybody else's are as if they were not
there. The proxy has to take away such headers that a client sends. One that adds its own instead leaves two, which a
server joins with a comma: whoever has a comma in their name is nobody.
"""

from __future__ import annotations

from collections.abc import Collection

from werkzeug.datastructures import Headers

from kb.account_services.identities import Identity
from kb.accounts.email_address import MAX_EMAIL
from kb.accounts.identities import MAX_LENGTH
from kb.core.roles import RoleRule, role_of

ISSUER = "proxy"
USER, EMAIL, GROUPS = "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups"


def identity_of(headers: Headers, rules: Collection[RoleRule]) -> Identity | None:
    """Whom the headers of a trusted proxy name, None where nobody; the proxy vouches for the e-mail address.

    ``rules`` see the claims ``user``, ``email`` and ``groups``.
    """
    user = _text(headers, USER)
    email = _text(headers, EMAIL) or user
    if not user or not all(_is_one(text, limit) for text, limit in ((user, MAX_LENGTH), (email, MAX_EMAIL))):
        return None
    groups = [group.strip() for group in _text(headers, GROUPS).split(",")]
    role = role_of(rules, {"user": user, "email": email, "groups": groups})
    return Identity(ISSUER, user, email, email_verified=True, name="", role=role)


def _text(headers: Headers, name: str) -> str:
    """A header as it was meant: WSGI hands over the bytes as Latin-1 (PEP 3333)."""
    return headers.get(name, "").encode("latin-1", "replace").decode("utf-8", "replace").strip()


def _is_one(text: str, limit: int) -> bool:
    return text.isprintable() and "," not in text and len(text) <= limit
