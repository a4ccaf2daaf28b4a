"""Somebody with a browser of their own, somewhere in the world, before a real server."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any

from lxml import html

from tests.nginx import HOST, trusting
from tests.servers import PATIENCE_SECONDS


class Answer:
    """What came back; redirects are not followed."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status
        self.headers: http.client.HTTPMessage = response.headers
        self.body: bytes = response.read()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def field(self, name: str) -> str:
        """What a form of the page has in the field ``name``."""
        return str(html.document_fromstring(self.body).xpath("string(//input[@name=$name]/@value)", name=name))


class Visitor:
    """Keeps cookies as a browser does; at ``port`` is the server, whatever the address says.

    ``address`` is where they come from, by the PROXY protocol; without one they connect as they are.
    """

    def __init__(self, port: int, address: str = "", site: str = f"https://{HOST}") -> None:
        self.site = site
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            _Handler(port, address), urllib.request.HTTPCookieProcessor(self.cookies), _StayHere()
        )

    def at(self, port: int, site: str) -> Visitor:
        """The same browser, with its cookies, sent to another server."""
        moved = Visitor(port, site=site)
        for cookie in self.cookies:
            moved.cookies.set_cookie(cookie)
        return moved

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask(path, None, headers or {})

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask(path, urllib.parse.urlencode(fields).encode(), headers or {})

    def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body as it is."""
        return self._ask(path, body, headers)

    def reading(self, path: str, body: bytes, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """What comes back of a post, to be read while it comes, and closed."""
        request = urllib.request.Request(self.site + path, body, {"User-Agent": "Mozilla/5.0", **headers})
        response = self._opener.open(request, timeout=PATIENCE_SECONDS)
        assert isinstance(response, http.client.HTTPResponse)
        return response

    def sign_in(self, email: str, password: str, below: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Fill in the form at ``/login``."""
        token = self.get(f"{below}/login").field("csrf_token")
        fields = {"csrf_token": token, "email": email, "password": password}
        return self.post(f"{below}/login", fields, {"Referer": f"{self.site}{below}/login", **(headers or {})})

    def _ask(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        request = urllib.request.Request(self.site + path, body, {"User-Agent": "Mozilla/5.0", **headers})
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as response:
                return Answer(response)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Tests look at redirects themselves."""


class _Handler(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    def __init__(self, port: int, address: str) -> None:
        super().__init__()
        self._port, self._address = port, address

    def _connect(self, scheme: str) -> Any:
        def make(host: str, timeout: float = 30, **_: Any) -> http.client.HTTPConnection:
            connection = http.client.HTTPConnection(host, timeout=timeout)
            connection.sock = self._socket(scheme == "https", timeout)
            return connection

        return make

    def _socket(self, is_secure: bool, timeout: float) -> socket.socket:
        plain = socket.create_connection(("127.0.0.1", self._port), timeout)
        if self._address:
            family, here = ("TCP6", "::1") if ":" in self._address else ("TCP4", "127.0.0.1")
            plain.sendall(f"PROXY {family} {self._address} {here} 40000 443\r\n".encode())
        return _CONTEXT.wrap_socket(plain, server_hostname=HOST) if is_secure else plain

    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self._connect("https"), req)

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self._connect("http"), req)


_CONTEXT: ssl.SSLContext = trusting()
