"""A server of ours that speaks the hub's addresses, over folders of real files, and can misbehave as told."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.receivers import serving

LARGE = (".onnx", ".onnx_data", ".safetensors", ".bin", ".model")


@dataclass
class FakeHub:
    """Repositories by name, each a folder at one commit; large files are redirected to ``/cdn`` as on the hub."""

    repositories: dict[str, Path] = field(default_factory=dict)
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    more_files: list[str] = field(default_factory=list)
    lie_about: dict[str, str] = field(default_factory=dict)
    """What is served in the place of a file's content."""
    break_once: dict[str, int] = field(default_factory=dict)
    """After how many bytes the connection ends, the first time a file is asked for."""
    refuse_after: dict[str, int] = field(default_factory=dict)
    """The same each time, and ranges are refused with 500."""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and range of each request."""
    gate: threading.Event | None = None
    """Files are served when it is set."""
    began: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    @property
    def elsewhere(self) -> str:
        """The same server by another name: large files come from another host than the rest."""
        return self.address.replace("127.0.0.1", "localhost")

    def add(self, name: str, folder: Path, **card: Any) -> None:
        self.repositories[name] = folder
        self.cards[name] = card

    def commit(self, name: str) -> str:
        """Changes with the content, as commits do."""
        digest = hashlib.sha1(name.encode())
        for file in self.files(name):
            digest.update((self.repositories[name] / file).read_bytes())
        return digest.hexdigest()

    def files(self, name: str) -> list[str]:
        root = self.repositories[name]
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())

    def about(self, name: str) -> dict[str, Any]:
        siblings: list[dict[str, Any]] = [{"rfilename": one, "size": 1} for one in self.more_files]
        for file in self.files(name):
            content = (self.repositories[name] / file).read_bytes()
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            one: dict[str, Any] = {"rfilename": file, "size": len(content), "blobId": blob}
            if file.endswith(LARGE):
                one["lfs"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "pointerSize": 130}
            siblings.append(one)
        return {
            "id": name,
            "modelId": name,
            "sha": self.commit(name),
            "siblings": siblings,
            "tags": [],
            "private": False,
            "downloads": 0,
            "likes": 0,
            "cardData": self.cards[name],
        }

    def fetched(self) -> list[str]:
        """The names of the files of which something was sent, in order."""
        return [path.rsplit("/", 1)[1] for method, path, _ in self.asked if method == "GET" and "/api/" not in path]


@contextmanager
def running(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve ``hub`` on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            path = unquote(urlsplit(self.path).path)
            hub.asked.append((self.command, path, self.headers.get("Range", "")))
            parts = path.strip("/").split("/")
            if parts[:2] == ["api", "models"]:
                self._tell_about("/".join(parts[2:4]), parts[5] if len(parts) > 5 else "main")
            elif parts[0] == "cdn":
                self._send_file("/".join(parts[1:3]), "/".join(parts[3:]))
            elif len(parts) > 4 and parts[2] == "resolve":
                self._resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
            else:
                self._refuse(404, "EntryNotFound")

        def _tell_about(self, name: str, revision: str) -> None:
            if name in hub.gated:
                self._refuse(403, "GatedRepo")
            elif name not in hub.repositories:
                self._refuse(401, "RepoNotFound")
            elif revision not in ("main", hub.commit(name)):
                self._refuse(404, "RevisionNotFound")
            else:
                self._send(200, json.dumps(hub.about(name)).encode(), {"Content-Type": "application/json"})

        def _resolve(self, name: str, revision: str, file: str) -> None:
            if name not in hub.repositories or file not in hub.files(name):
                self._refuse(404, "EntryNotFound")
                return
            content = (hub.repositories[name] / file).read_bytes()
            headers = {"X-Repo-Commit": hub.commit(name)}
            if not file.endswith(LARGE):
                headers["ETag"] = f'"{hashlib.sha1(content).hexdigest()}"'
                self._send_file(name, file, headers)
                return
            headers |= {"X-Linked-Size": str(len(content)), "Location": f"{hub.elsewhere}/cdn/{name}/{file}"}
            headers["X-Linked-ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
            self._send(302, b"", headers)

        def _send_file(self, name: str, file: str, headers: dict[str, str] | None = None) -> None:
            content = (hub.repositories[name] / file).read_bytes()
            content = hub.lie_about[file].encode() if file in hub.lie_about else content
            headers = {"ETag": '"x"', **(headers or {}), "Accept-Ranges": "bytes"}
            if self.command == "HEAD":
                self._send(200, content, headers)
                return
            hub.began.set()
            if hub.gate is not None:
                assert hub.gate.wait(60)
            start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").split("-")[0])
            if start and file in hub.refuse_after:
                self._refuse(500, "")
                return
            status, whole = 200, len(content)
            if start:
                status, content = 206, content[start:]
                headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
            stop = hub.break_once.pop(file, hub.refuse_after.get(file))
            self._send(status, content, headers, stop)

        def _send(self, status: int, body: bytes, headers: dict[str, str], stop: int | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[:stop])
            if stop is not None:
                self.close_connection = True

        def _refuse(self, status: int, code: str) -> None:
            self._send(status, b"", {"X-Error-Code": code, "X-Error-Message": f"refused: {code}"})

    with serving(Handler) as hub.address:
        yield hub
