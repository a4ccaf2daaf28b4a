"""A real nginx with the configuration that the guide for operators prints, and clients that come from anywhere.

Of what is printed only ports, files and the address of the site behind are put in place of the printed ones. The
clients' addresses are made up: nginx takes them from the PROXY protocol, as it does behind a load balancer, so that a
test may come from ``203.0.113.5`` without leaving this machine.
"""

from __future__ import annotations

import datetime
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers import PATIENCE_SECONDS, ROOT, free_port

HOST = "help.example.com"
GUIDE = ROOT / "docs/guide-operators.md"
_AROUND = """\
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    set_real_ip_from 127.0.0.1; real_ip_header proxy_protocol;
{site}
}}
"""


def program() -> str:
    """Where nginx is; Debian keeps it where only administrators look."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert found, "nginx is missing; on Debian or Ubuntu: sudo apt-get install nginx-light"
    return found


def printed(heading: str) -> str:
    """The configuration that the guide prints below ``heading``."""
    below = GUIDE.read_text("utf-8").split(f" {heading}\n", 1)[1]
    return re.split(r"```nginx\n(.*?)```", below, maxsplit=1, flags=re.DOTALL)[1]


class Nginx:
    """Runs what the guide prints below ``heading`` before the site on port ``site``, until it is stopped."""

    def __init__(self, folder: Path, site: int, heading: str = "Behind nginx", printed_text: str = "") -> None:
        folder.mkdir()
        self.port = free_port()
        _make_certificate(folder)
        text = printed_text or printed(heading)
        text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl proxy_protocol;")
        text = re.sub(r"/etc/ssl/help\.example\.com\.(pem|key)", rf"{folder}/site.\1", text)
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{site}")
        (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, site=text))
        self._process = subprocess.Popen(
            [program(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        )
        self._folder = folder
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self._folder / "error.log").read_text())

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


def trusting() -> ssl.SSLContext:
    """A client's side of the connection, content with the certificate made here."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256())
    (folder / "site.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "site.key").write_bytes(key.private_bytes(*private))
