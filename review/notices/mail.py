"""Digests by e-mail: a message with a plain and an HTML part, handed to the mail server of the settings."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from kb.core.errors import KbError, SettingsError
from review.notices.letter import Letter, one_line
from review.notices.sent_notices import Fact

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


def recipient(owner: str | None, address: str) -> Address | None:
    """``address`` as the name of ``owner``, or with the name it has itself; None where no mail can be sent to it."""
    name, plain = parseaddr(address)
    try:
        return Address(one_line(name or owner or ""), addr_spec=plain) if "@" in plain else None
    except Exception:  # noqa: BLE001 - headerregistry raises whatever its parser does
        return None


def make_message(letter: Letter, to: Address, sender: str, facts: Iterable[Fact], now: datetime) -> EmailMessage:
    """The message that tells ``facts``, dated ``now`` (with its zone).

    The Message-ID follows from the recipient and the facts: should a crash make us send it again, mail readers that
    know it already may drop the second.

    Raises:
        SettingsError: ``sender`` (``KB_MAIL_FROM``) is no address.

    """
    from_ = recipient(None, sender)
    if from_ is None:
        raise SettingsError("digests by e-mail need a sender: set KB_MAIL_FROM, like help@example.com")
    told = "\0".join(part for fact in facts for part in (*fact.article, fact.state, fact.since))
    identity = hashlib.blake2b(f"{to.addr_spec}\0{told}".encode(), digest_size=16).hexdigest()
    message = EmailMessage(policy=SMTP)
    message["From"] = from_
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = now
    message["Message-ID"] = f"<{identity}@{from_.domain.encode('idna').decode()}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies keep quiet
    message.set_content(letter.text())
    message.add_alternative(letter.html(), subtype="html")
    return message


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
