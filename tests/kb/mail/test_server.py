"""Mail, handed to a real mail server."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kb.core.errors import SettingsError
from kb.mail.server import MailError, MailServer, send
from tests.kb.mail.conftest import message, server
from tests.receivers import PASSWORD, USER, Mailbox, mail_server

# aiosmtpd would rather have no passwords without encryption; what we do then is what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

SIGNED_IN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@"


@pytest.fixture(scope="module")
def closed_server() -> Iterator[Mailbox]:
    """It wants a password."""
    with mail_server(sign_in=True) as mailbox:
        yield mailbox


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://mail.example.com", 25), ("smtps://mail.example.com", 465), ("smtp://mail.example.com:587", 587)],
)
def test_a_server_has_the_usual_port_unless_told(url: str, port: int) -> None:
    assert MailServer.parse(url).port == port


def test_name_and_password_are_percent_decoded() -> None:
    read = MailServer.parse(f"smtp://{SIGNED_IN}mail.example.com")
    assert (read.user, read.password, read.host) == (USER, PASSWORD, "mail.example.com")


@pytest.mark.parametrize("url", ["smtp://kb:s3cret@h:x", "smtp://kb:s3cret@h:99999", "smtp://kb:s3cr%C3%A9t@h"])
def test_a_server_that_cannot_be_used_is_told_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="KB_MAIL_SERVER") as raised:
        MailServer.parse(url)
    assert "s3cr" not in str(raised.value)


def test_a_server_never_shows_the_password() -> None:
    shown = MailServer.parse(f"smtp://{SIGNED_IN}mail.example.com")
    assert PASSWORD not in f"{shown} {shown!r}"


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("127.0.0.1", True), ("[::1]", True), ("localhost", True), ("10.0.0.1", False), ("localhost.example.com", False)],
)
def test_only_this_machine_is_here(host: str, is_here: bool) -> None:
    assert MailServer.parse(f"smtp://{host}").is_here is is_here


# Handing it in


def test_a_server_that_wants_a_password_gets_it(closed_server: Mailbox) -> None:
    send(server(closed_server, SIGNED_IN), message())
    assert closed_server.recipients[-1] == ["orders@example.com"]


def test_a_wrong_password_is_told_without_it(closed_server: Mailbox) -> None:
    with pytest.raises(MailError, match=r"refuses the name or password \(535\)") as raised:
        send(server(closed_server, "kb:s3cret@"), message())
    assert "s3cret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_server_that_wants_a_password_and_gets_none_says_so(closed_server: Mailbox) -> None:
    with pytest.raises(MailError, match="530"):
        send(server(closed_server), message())


def test_a_server_without_passwords_refuses_ours(open_server: Mailbox) -> None:
    with pytest.raises(MailError, match="cannot be used: SMTP AUTH") as raised:
        send(server(open_server, SIGNED_IN), message())
    assert PASSWORD not in str(raised.value)


def test_a_refused_recipient_is_named_with_the_answer(open_server: Mailbox) -> None:
    open_server.refused.add("gone@example.com")
    with pytest.raises(MailError, match="refuses gone@example.com: 550 no such mailbox"):
        send(server(open_server), message(address="gone@example.com"))


def test_a_server_that_is_away_is_named_without_the_password() -> None:
    with mail_server() as mailbox:
        pass
    with pytest.raises(MailError, match=rf"127\.0\.0\.1:{mailbox.port} cannot be used: Connection refused") as raised:
        send(server(mailbox, SIGNED_IN), message())
    assert PASSWORD not in str(raised.value)


def test_no_password_leaves_this_machine_without_encryption(closed_server: Mailbox) -> None:
    before = len(closed_server.messages)
    with pytest.raises(MailError, match="offers no encryption; the password was not sent"):
        send(server(closed_server, SIGNED_IN, host="0.0.0.0"), message())
    assert len(closed_server.messages) == before


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """One that this machine made itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder: Path = tmp_path_factory.mktemp("certificate")
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-subj", "/CN=localhost", "-days", "2", *files],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.mark.slow
def test_encryption_is_used_where_it_is_offered(certificate: ssl.SSLContext) -> None:
    with mail_server(sign_in=True, certificate=certificate) as mailbox:
        send(server(mailbox, SIGNED_IN), message())
        assert mailbox.encrypted == [True]


@pytest.mark.slow
def test_a_server_elsewhere_must_prove_who_it_is(certificate: ssl.SSLContext) -> None:
    with mail_server(sign_in=True, certificate=certificate) as mailbox:
        with pytest.raises(MailError, match="certificate") as raised:
            send(server(mailbox, SIGNED_IN, host="0.0.0.0"), message())
        assert mailbox.messages == []
        assert PASSWORD not in str(raised.value)
