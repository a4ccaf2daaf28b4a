"""What every response carries and every address may hold: headers, validators, the language in the path."""

from __future__ import annotations

from flask import Flask, Response, g, request
from werkzeug.routing import BaseConverter, ValidationError

from kb.site import Site
from kb.translate import interface_languages

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
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def set_up(app: Flask, site: Site) -> None:
    """Install the language converter, the headers and the validators on ``app``."""

    class LanguageConverter(BaseConverter):
        """A language that has something to read or that the interface speaks; anything else is no such address."""

        regex = r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?"

        def to_python(self, value: str) -> str:
            if value not in site.languages() and value not in interface_languages():
                raise ValidationError(value)
            return value

    app.url_map.converters["language"] = LanguageConverter

    @app.url_value_preprocessor
    def remember_language(_: str | None, values: dict[str, object] | None) -> None:
        if values and "language" in values:
            g.language = values["language"]

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if site.settings.base_url.startswith("https:"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint and request.endpoint.endswith("static"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif response.status_code == 200 and request.method in ("GET", "HEAD") and not response.direct_passthrough:
            response.headers.setdefault("Cache-Control", "no-cache")
            response.add_etag()
            if response.last_modified is None and request.endpoint == "kb.article":
                response.last_modified = site.catalog.changed_at
            response.make_conditional(request)
        return response
