"""Where mail, digests and messages arrive in tests: a mail server and a webhook, real ones on this machine."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "kb@example.com", "s3cret/@:%"
ENDLESS = ("Mon, 01 Jan 99999999999 00:00:00 GMT", "Mon, 01 Jan 2027 00:00:00 +99999999999999999")
"""Times of ``Retry-After`` that no date can hold."""


@dataclass
class Mailbox:
    """What a mail server took over; it refuses the addresses in ``refused``."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such\tmailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None)
        return "250 taken over"

    def parts(self, number: int = -1) -> tuple[str, str]:
        """The plain and the HTML part of a message."""
        message = self.messages[number]
        bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
        return tuple(body.get_content() for body in bodies if body is not None)  # type: ignore[return-value]


class AnyPort(Controller):
    """Listens on a port that the system chose."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(*, sign_in: bool = False, certificate: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A mail server that wants no password, or that of ``USER``; with a ``certificate`` it offers STARTTLS."""
    mailbox = Mailbox()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == right, handled=False)

    more: dict[str, Any] = {"authenticator": check, "auth_required": True} if sign_in else {}
    controller = AnyPort(
        mailbox, hostname="127.0.0.1", port=0, tls_context=certificate, auth_require_tls=not sign_in, **more
    )
    controller.start()
    try:
        mailbox.port = controller.port
        yield mailbox
    finally:
        controller.stop()


@dataclass
class Answer:
    """How a webhook answers once."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str = "ok"


@dataclass
class Receiver:
    """What a webhook got, headers and body; it gives its ``answers`` one by one, then 200."""

    address: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, with a secret in it as Slack's have one."""
        return f"{self.address}/services/T0/SECRET"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was said."""
        return [json.loads(body) for _, body in self.requests]


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a web server of this machine that answers by ``handler``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def webhook_receiver(*answers: Answer) -> Iterator[Receiver]:
    """A webhook that answers so."""
    receiver = Receiver(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            assert self.headers["Content-Type"] == "application/json"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append((dict(self.headers), body))
            answer = receiver.answers.pop(0) if receiver.answers else Answer()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as receiver.address:
        yield receiver
