"""What the pages of the second factor work with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import session

from kb.account_services.accounts import Accounts
from kb.core.clock import Clock
from kb.factor_services.factors import FRESH, SecondFactors
from kb.factor_services.passkeys import Passkeys
from kb.factor_services.second_step import SecondStep
from kb.factors.relying_party import RelyingParty
from kb.sign_in.pages import HALF
from kb.site.site import Site
from kb.web.client import client_address
from kb.web.hosts import is_address

APP = "app"
"""What in the session is the mark of the app that was begun in this browser (``SecondFactors.begin_app``)."""
USUAL_PORTS = {"http": 80, "https": 443}
PROVEN = "proven_at"
"""What in the session says when whoever is signed in proved it again, in seconds since 1970."""


@dataclass(frozen=True)
class SecondStepRoom:
    """One site's accounts and their second factors."""

    site: Site
    clock: Clock
    accounts: Accounts
    factors: SecondFactors
    step: SecondStep
    passkeys: Passkeys

    def address(self) -> str | None:
        """The client's address."""
        return client_address(self.site.settings)

    def key(self) -> str:
        """The key of the session that asks."""
        return str(session.get("_user_id", ""))

    def party(self) -> RelyingParty | None:
        """The site as authenticators know it; None where browsers give out no passkeys: without a name or https."""
        parts = urlsplit(self.site.root())
        host = _as_browsers_write(parts.hostname or "")
        is_safe = parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
        if not is_safe or is_address(host):
            return None
        name = self.site.face(self.site.preferred_language()).site_name
        port = "" if parts.port in (None, USUAL_PORTS[parts.scheme]) else f":{parts.port}"
        return RelyingParty(host, name, f"{parts.scheme}://{host}{port}")

    def passkeys_work(self) -> bool:
        """Whether browsers give out passkeys at this address."""
        return self.party() is not None

    def is_fresh(self) -> bool:
        """Whether whoever is signed in showed a little while ago who they are."""
        seconds = self.clock().timestamp() - float(session.get(PROVEN, 0))
        return abs(seconds) <= FRESH.total_seconds() or self.factors.is_fresh(self.key())

    def note_proof(self) -> None:
        """They just did."""
        session[PROVEN] = int(self.clock().timestamp())


def _as_browsers_write(host: str) -> str:
    """A host as it stands in an origin: names in other scripts by their ASCII form (RFC 3490)."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def begun_app() -> str:
    """The mark of the app that was begun in this browser; empty where none was."""
    return str(session.get(APP, ""))


def half() -> str:
    """The secret of the sign-in half done in this browser; empty where there is none."""
    return str(session.get(HALF, ""))
