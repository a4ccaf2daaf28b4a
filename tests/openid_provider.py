"""An identity provider over real HTTP on this machine, by Authlib's server side; it lies where a test wants it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "help-centre", "s3cret of the help centre"
KEY_ID = "key-1"


@cache
def signing_key(number: int) -> RSAKey:
    """A key of the provider, all with the same name: 0 is its own, others are forged."""
    return RSAKey.generate_key(2048, {"kid": KEY_ID, "use": "sig", "alg": "RS256", "number": str(number)})


@dataclass
class Client(ClientMixin):
    """The help centre, as it is registered at the provider."""

    callback: str

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.callback

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """An authorization code and what was asked for with it."""

    code: str
    asked: dict[str, str]

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str:
        return self.asked["nonce"]

    def get_auth_time(self) -> None:
        return None

    get_acr = get_amr = get_auth_time


@dataclass
class Provider:
    """Who signs in there, and in which ways it lies.

    ``person`` has the claims of whoever opens its page; those in ``by_userinfo`` are not in the ID token. ``lies``
    replace claims of the ID token, ``called`` is what the discovery document says the issuer is, ``algorithms`` how it
    signs.
    """

    callback: str
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "ann"})
    by_userinfo: set[str] = field(default_factory=set)
    userinfo_of: str = ""
    lies: dict[str, Any] = field(default_factory=dict)
    key: int = 0
    called: str = ""
    algorithms: list[str] = field(default_factory=lambda: ["RS256"])
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    discoveries: int = 0
    is_ill: bool = False

    def claims(self, in_token: bool) -> dict[str, Any]:
        """What is said of the person in the ID token, or at the userinfo address."""
        if in_token:
            return {**{name: value for name, value in self.person.items() if name not in self.by_userinfo}, **self.lies}
        return {**self.person, "sub": self.userinfo_of or self.person["sub"]}


def application(provider: Provider) -> Flask:
    """The pages of ``provider``."""

    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, asked: Any) -> None:
            provider.asked.append(dict(asked.payload.data))
            provider.codes[code] = Code(code, dict(asked.payload.data))

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return provider.person

    class Challenge(CodeChallenge):
        def get_authorization_code_challenge(self, authorization_code: Code) -> str:
            return authorization_code.asked["code_challenge"]

        def get_authorization_code_challenge_method(self, authorization_code: Code) -> str:
            return authorization_code.asked["code_challenge_method"]

    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce: str, asked: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return signing_key(provider.key)

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.issuer, "aud": [CLIENT_ID]}

        def get_client_algorithm(self, client: Client) -> str:
            return "RS256"

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return {"alg": "RS256", "kid": KEY_ID}

        def generate_user_info(self, user: dict[str, Any], scope: str) -> dict[str, Any]:
            return provider.claims(in_token=True)

    app = Flask("provider")
    client = Client(provider.callback)
    server = AuthorizationServer(
        app, lambda client_id: client if client_id == CLIENT_ID else None, lambda token, asked: None
    )
    server.register_grant(Grant, [Challenge(required=True), IdToken(require_nonce=True)])

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        provider.discoveries += 1
        if provider.is_ill:
            return Response("not now", 503)
        places = {name: f"{provider.issuer}/{path}" for name, path in PLACES.items()}
        about = {"issuer": provider.called or provider.issuer, **places}
        return jsonify({**about, "id_token_signing_alg_values_supported": provider.algorithms})

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.person)
        return server.create_authorization_response(grant=grant, grant_user=provider.person)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/userinfo")
    def userinfo() -> Response:
        assert request.headers["Authorization"].startswith("Bearer ")
        return jsonify(provider.claims(in_token=False))

    @app.get("/keys")
    def keys() -> Response:
        return jsonify({"keys": [signing_key(0).as_dict(private=False)]})

    return app


PLACES = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "keys",
}


@contextmanager
def running(callback: str) -> Iterator[Provider]:
    """A provider at a port of this machine, where a help centre with ``callback`` is registered."""
    provider = Provider(callback)
    server = make_server("127.0.0.1", 0, application(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
