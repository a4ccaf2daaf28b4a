"""What every response carries and every address may hold: headers, validators, the language in the path."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask, Response, make_response, request
from flask.sessions import SecureCookieSessionInterface
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from jinja2 import StrictUndefined
from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

from kb.brand.brand import Brand
from kb.brand.players import frame_sources
from kb.core.setting_groups import SiteSettings
from kb.language.interface import interface_languages
from kb.site.site import Site

MAX_BODY_BYTES = 64 * 1024
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: data:",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_FONTS = "font-src 'self'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_SHORT_FILE = 256 * 1024


def private_page(page: str, status: int = 200, wait: int = 0) -> Response:
    """A page that nobody keeps and no other site learns of; after ``wait`` seconds it may be asked for again."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _read_short_file(response: Response) -> None:
    """Take a short file into memory: streamed, Flask-Compress gives it no gzip and no 304, and leaves it open."""
    if response.direct_passthrough and response.status_code == 200 and (response.content_length or 0) <= _SHORT_FILE:
        response.direct_passthrough = False
        response.make_sequence()


def cookies(settings: SiteSettings) -> dict[str, object]:
    """How the session's cookie is kept: by https under a name that neither http nor a neighbouring host can set.

    Below a path it is for that path only, which the name ``__Host-`` does not allow.
    """
    secure = settings.base_url.startswith("https:")
    return {
        "SESSION_COOKIE_NAME": f"__{'Secure' if settings.path else 'Host'}-session" if secure else "session",
        "SESSION_COOKIE_PATH": settings.path or "/",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
    }


def new_app(settings: SiteSettings, secret: str | bytes) -> Flask:
    """An application without pages, whose forms ask for a token and whose answers are compressed.

    ``secret`` signs its cookies.
    """
    app = Flask("kb", static_folder=None, template_folder="site/templates")
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIN_SIZE=500)
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session: a page may lie open over lunch
    app.config["SECRET_KEY"] = secret
    app.config.update(cookies(settings))
    app.session_interface = SignedCookies()
    CSRFProtect(app)
    Compress(app)
    return app


class SignedCookies(SecureCookieSessionInterface):
    """Flask's cookies, also those that a machine has signed whose clock is ahead of ours, if only by a second: they
    count as new. Flask's own takes them for forged, and who was signed in would not be from one request to the next.
    """

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The same one, with clocks that may differ."""
        made = super().get_signing_serializer(app)
        if made is not None:
            made.signer = _Signer
        return made


class _Signer(TimestampSigner):
    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """As it does, but what was signed later than now is not too old."""
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - signed_at.timestamp()
        if max_age is not None and age > max_age:
            raise SignatureExpired(f"signed {age:.0f} seconds ago", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


class RowConverter(IntegerConverter):
    """The number of a row in the database; a larger one than it can hold is no such address."""

    def __init__(self, addresses: Map) -> None:
        super().__init__(addresses, max=2**31 - 1)


def set_up(app: Flask, site: Site) -> None:
    """Install the converters of addresses, the headers and the validators on ``app``."""

    class LanguageConverter(BaseConverter):
        """A language that has something to read, the default, or one the interface speaks; else no such address."""

        regex = r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?"

        def to_python(self, value: str) -> str:
            if value not in (*site.languages(), site.catalog.default_language, *interface_languages()):
                raise ValidationError(value)
            return value

    app.url_map.converters.update({"language": LanguageConverter, "row": RowConverter})
    app.url_value_preprocessor(partial(_remember_language, site))
    app.after_request(partial(_finish, site))


def _remember_language(site: Site, _: str | None, values: dict[str, object] | None) -> None:
    if values and "language" in values:
        site.set_language(str(values["language"]))


def policy_of(brand: Brand) -> str:
    """What a page may load: only what the site serves itself, fonts only where it brings some along, and frames only
    of the players that it allows.
    """
    frames = [f"frame-src {' '.join(frame_sources(brand.players))}"] if brand.players else []
    return "; ".join((_POLICY, *([_FONTS] if brand.typeface else []), *frames))


def _finish(site: Site, response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", policy_of(site.catalog.brand))
    if site.settings.base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if (request.endpoint or "").endswith(".static") and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if (response.location or "").startswith(request.host_url):  # the router knows only whole addresses
        response.location = f"{site.settings.path}/{response.location.removeprefix(request.host_url).lstrip('/')}"
    response.headers.setdefault("Cache-Control", "no-cache")  # without it, caches keep redirects and errors
    _read_short_file(response)
    if response.status_code == 200 and request.method in ("GET", "HEAD") and not response.direct_passthrough:
        response.add_etag()
        if response.last_modified is None and request.endpoint == "kb.article":
            response.last_modified = site.catalog.changed_at
        response.make_conditional(request)
    return response
