"""Signing in by OpenID Connect: what is asked of the provider, and what of its answer is believed.

Authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636), done by Authlib: state, nonce,
signature by the keys of the provider's discovery document, issuer, audience and expiry. What Authlib would take from
that document and should not is fixed here: the issuer is the one set, and only signatures by public keys count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from kb.account_services.identities import Identity
from kb.accounts.email_address import MAX_EMAIL
from kb.accounts.identities import MAX_LENGTH
from kb.core.errors import KbError
from kb.core.roles import role_of
from kb.core.setting_groups import SignInSettings
from kb.core.text import shorten

TIMEOUT_SECONDS, PATIENCE_SECONDS = 5, 1
KEPT, PAUSE = timedelta(hours=1), timedelta(seconds=20)
LEEWAY_SECONDS = 60
PUBLIC_KEY = frozenset(
    ("EdDSA", "Ed25519", *(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)))
)
_STATE = "_state_sso_"  # where Authlib keeps what it asked, in the session


class AwayError(KbError):
    """The provider cannot be reached, or is not well."""


class UntrueError(KbError):
    """What came back is not to be believed, or the provider refused."""


class Provider:
    """The provider of ``settings``; ``callback`` is the address it sends people back to, as it is registered there."""

    def __init__(self, settings: SignInSettings, callback: str, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._callback = callback
        self._clock = clock
        self._known: tuple[datetime, Any] | None = None
        self._away_at: datetime | None = None
        self._looking = Lock()

    def send_there(self) -> Response:
        """A redirect to the provider; what its answer has to match is in the session of this browser.

        Raises:
            AwayError: the provider cannot be reached.
            UntrueError: it is not the one that is set.

        """
        for key in [key for key in session if key.startswith(_STATE)]:
            del session[key]  # tries that were given up; a cookie holds 4 KB
        with _named():
            response: Response = self._client().authorize_redirect(self._callback)
        return response

    def take_back(self) -> Identity:
        """Who the present request, sent on by the provider, proves to come from.

        Raises:
            AwayError: the provider cannot be reached.
            UntrueError: the answer does not belong to what was asked in this browser, or is not the provider's.

        """
        with _named():
            client = self._client()
            checks = {
                "iss": {"essential": True, "value": self._settings.oidc_issuer},
                "aud": {"essential": True, "value": self._settings.oidc_client_id},
            }
            token = client.authorize_access_token(claims_options=checks, leeway=LEEWAY_SECONDS)
            claims = token.get("userinfo")
            if not claims:
                raise UntrueError("the provider sent no ID token")
            return self._identity({**self._more(client, token, claims), **claims})

    def _client(self) -> Any:
        """Authlib's client with the discovery document, which is fetched anew each hour.

        One thread fetches it, and not soon again where that failed: a provider that hangs must not take the site along.
        """
        if not self._looking.acquire(timeout=PATIENCE_SECONDS):
            raise AwayError("the provider is being looked up, which takes its time")
        now = self._clock()
        try:
            if self._away_at is not None and abs(now - self._away_at) < PAUSE:
                raise AwayError("the provider was away a moment ago")
            if self._known is None or abs(now - self._known[0]) > KEPT:
                self._known = (now, self._discovered())
            return self._known[1]
        except RequestException:
            self._away_at = now
            raise
        finally:
            self._looking.release()

    def _discovered(self) -> Any:
        client = FlaskOAuth2App(
            FlaskIntegration("sso"),
            "sso",
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret,
            server_metadata_url=f"{self._settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT_SECONDS,
            },
        )
        document = client.load_server_metadata()
        if (issuer := document.get("issuer")) != self._settings.oidc_issuer:
            raise UntrueError(f"the provider calls itself {shorten(issuer)}, and KB_OIDC_ISSUER does not")
        offered = document.get("id_token_signing_alg_values_supported") or ["RS256"]
        if not (usable := [name for name in offered if name in PUBLIC_KEY]):
            raise UntrueError(f"the provider signs by none of {', '.join(sorted(PUBLIC_KEY))}")
        document["id_token_signing_alg_values_supported"] = usable
        return client

    def _more(self, client: Any, token: Any, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """What only the userinfo address says: providers need not repeat it in the ID token (Core 1.0, section 5.4)."""
        wanted = {"email", "email_verified", *(rule.claim for rule in self._settings.sign_in_roles)}
        if wanted <= claims.keys() or "userinfo_endpoint" not in client.server_metadata:
            return {}
        more: Mapping[str, Any] = client.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise UntrueError("the userinfo is somebody else's")
        return more

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject = _text(claims.get("sub"), MAX_LENGTH)
        if not subject:
            raise UntrueError("the provider does not say who it is")
        email, verified = _text(claims.get("email"), MAX_EMAIL), claims.get("email_verified") is True
        believed = claims if verified else {name: claim for name, claim in claims.items() if name != "email"}
        role = role_of(self._settings.sign_in_roles, believed)
        name = str(claims.get("name") or claims.get("preferred_username") or "")
        return Identity(self._settings.oidc_issuer, subject, email, verified, name, role)


@contextmanager
def _named() -> Iterator[None]:
    """Give what Authlib and what is below it raise the two names that the pages tell apart."""
    try:
        yield
    except RequestException as error:
        raise AwayError(f"the provider cannot be reached: {shorten(error)}") from error
    except (OAuthError, JoseError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise UntrueError(f"{type(error).__name__}: {shorten(error)}") from error


def _text(claim: object, limit: int) -> str:
    """A claim that is a text on one line and not too long; empty otherwise, since half of it would be another's."""
    return claim if isinstance(claim, str) and claim.isprintable() and len(claim) <= limit else ""
