"""Hands messages to the mail server of the settings, encrypted where that can be had."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from kb.core.errors import KbError, SettingsError
from kb.core.text import one_line

TIMEOUT_SECONDS = 30.0
_PORTS = {"smtp": 25, "smtps": 465}


class MailError(KbError):
    """A message was not accepted; the text never holds the password."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in: encrypted from the first byte, or (``smtp``) as soon as the server offers it."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> MailServer:
        """Read ``smtp://user:password@host:587`` (or ``smtps:``); name and password are percent-decoded.

        Raises:
            SettingsError: the port is no number or the name or password has letters that SMTP cannot carry.

        """
        parts = urlsplit(url)
        try:
            port = parts.port or _PORTS[parts.scheme]
        except ValueError:
            raise SettingsError("the port of KB_MAIL_SERVER is not a number from 1 to 65535") from None
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not (user + password).isascii():
            raise SettingsError("the name and the password in KB_MAIL_SERVER must be ASCII")
        return cls(parts.scheme, parts.hostname or "", port, user, password)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, so that nobody can listen on the way."""
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def send(server: MailServer, message: EmailMessage, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
    """Hand ``message`` to ``server``; when this returns, the server has taken it over.

    Raises:
        MailError: it was not accepted.

    """
    try:
        connection = _connected(server, timeout_seconds)
        try:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
        finally:
            with suppress(OSError):  # what was taken over stays so, however the server says goodbye
                connection.quit()
    except smtplib.SMTPAuthenticationError as error:
        raise MailError(f"the mail server {server} refuses the name or password ({error.smtp_code})") from None
    except smtplib.SMTPRecipientsRefused as error:
        answers = "; ".join(f"{address}: {_said(*answer)}" for address, answer in error.recipients.items())
        raise MailError(f"the mail server {server} refuses {answers}") from None
    except smtplib.SMTPResponseException as error:
        raise MailError(f"the mail server {server} answers {_said(error.smtp_code, error.smtp_error)}") from None
    except OSError as error:  # smtplib's other errors are of this kind, too
        raise MailError(f"the mail server {server} cannot be used: {error.strerror or error}") from None


def _connected(server: MailServer, timeout_seconds: float) -> smtplib.SMTP:
    """A connection, encrypted where that can be had; without it no password leaves this machine."""
    context = ssl.create_default_context()
    if server.is_here:  # mail servers come with a certificate that they made themselves
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_seconds, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=timeout_seconds)
    try:
        connection.ehlo_or_helo_if_needed()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif server.user and not server.is_here:
            raise MailError(f"the mail server {server} offers no encryption; the password was not sent")
    except BaseException:
        connection.close()
        raise
    return connection


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {one_line(text.decode('utf-8', 'replace') if isinstance(text, bytes) else text)}"
