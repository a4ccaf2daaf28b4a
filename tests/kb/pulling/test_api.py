"""The address for forges on a whole site; and the real server, several of them, with one remote."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kb.core.errors import SettingsError
from kb.core.settings import Settings
from tests.clock import Clock
from tests.conftest import open_site
from tests.kb.pulling.conftest import Clone, Forge, article
from tests.servers import Server, free_port

pytestmark = pytest.mark.slow

SECRET = "a secret of the forge, made by chance"
ADDRESS = "/api/v1/hooks/git"
PUSH = {"ref": "refs/heads/main", "after": "59b20b8d5c6ff8d09518216bb9bed3d2f4d5b7b1"}
Post = Callable[..., TestResponse]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "hook-secret"
    file.write_text(SECRET + "\n")
    return file


@pytest.fixture
def site(clone: Clone, secret: Path, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(articles_dir=clone.root, data_dir=tmp_path / "data", git_hook_secret_file=str(secret))
    app = open_site(settings, models=[], clock=Clock())
    yield app
    app.extensions["kb"].close()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}


@pytest.fixture
def post(site: Flask) -> Post:
    client = site.test_client()

    def send(told: Any = None, event: str = "push", **headers: str) -> TestResponse:
        body = told if isinstance(told, bytes) else json.dumps(PUSH if told is None else told).encode()
        return client.post(ADDRESS, data=body, headers={**signed(body), "X-GitHub-Event": event, **headers})

    return send


def test_a_push_to_the_branch_is_accepted_at_once_and_pulled(forge: Forge, site: Flask, post: Post) -> None:
    parts = site.extensions["kb"]
    parts.puller.pull()
    forge.author.push("en/orders/new.md", article("Cancel an order"))
    answer = post()
    assert (answer.status_code, answer.json["accepted"], answer.json["last"]["state"]) == (202, True, "ok")
    parts.puller.look()
    assert "Cancel an order" in site.test_client().get("/en/articles/orders/new").text
    head = parts.puller.last.commit
    for _ in range(3):  # a replay brings nothing and takes nothing
        assert post().status_code == 202
        parts.puller.look()
    assert (parts.puller.last.commit, parts.puller.last.changed) == (head, 0)


@pytest.mark.parametrize(
    ("told", "event", "why"),
    [
        ({**PUSH, "ref": "refs/heads/other"}, "push", "refs/heads/main"),
        ({**PUSH, "ref": "refs/tags/main"}, "push", "refs/heads/main"),
        ({**PUSH, "deleted": True}, "push", "deleted"),
        ({"action": "opened"}, "issues", "pushes"),
    ],
)
def test_what_is_no_push_to_the_branch_is_told_so(told: Any, event: str, why: str, post: Post, site: Flask) -> None:
    answer = post(told, event)
    assert (answer.status_code, answer.json["accepted"]) == (200, False)
    assert why in answer.json["ignored"]


def test_a_ping_is_answered(post: Post) -> None:
    answer = post({"zen": "Keep it logically awesome."}, "ping")
    assert (answer.status_code, answer.json["pong"], answer.json["branch"]) == (200, True, "refs/heads/main")


def test_who_does_not_know_the_secret_is_refused_and_learns_nothing(site: Flask, post: Post) -> None:
    answer = site.test_client().post(ADDRESS, json=PUSH, headers={"X-GitHub-Event": "push"})
    assert (answer.status_code, "branch" in answer.json) == (401, False)
    assert post(**{"X-Hub-Signature-256": "sha256=" + "0" * 64}).status_code == 401
    assert site.extensions["kb"].heard.last() == {}


def test_what_is_too_large_or_unreadable_is_refused(post: Post) -> None:
    assert post(b"[" * 1000).status_code == 400
    assert post(b"x" * (5 * 1024 * 1024 + 1)).status_code == 413


def test_too_many_posts_wait_for_the_next_minute(post: Post) -> None:
    answers = [post(None, "ping", **{"X-Hub-Signature-256": "no"}) for _ in range(61)]
    assert [one.status_code for one in answers[-2:]] == [401, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert post(None, "ping").status_code == 200  # whoever does not know the secret keeps no forge out


def test_posts_of_a_forge_are_bounded_as_well(post: Post) -> None:
    answers = [post(None, "ping") for _ in range(601)]
    assert [one.status_code for one in answers[-2:]] == [200, 429]


def test_a_conflict_is_in_the_next_answer_and_on_readyz(forge: Forge, clone: Clone, site: Flask, post: Post) -> None:
    clone.write("en/orders/refund.md", article("Mine"))
    forge.author.push("en/orders/refund.md", article("Theirs"))
    post()
    site.extensions["kb"].puller.look()
    last = post().json["last"]
    assert (last["state"], last["files"]) == ("blocked", ["en/orders/refund.md"])
    assert site.test_client().get("/readyz").json["remote"] == "blocked"


def test_a_folder_on_no_branch_is_a_conflict(clone: Clone, post: Post) -> None:
    clone.git("checkout", "--quiet", "--detach")
    answer = post()
    assert (answer.status_code, "no branch" in answer.json["detail"]) == (409, True)


def test_without_a_secret_there_is_no_such_address(clone: Clone, tmp_path: Path) -> None:
    settings = Settings(articles_dir=clone.root, data_dir=tmp_path / "data", git_pull_minutes=5)
    app = open_site(settings, models=[], clock=Clock())
    try:
        assert app.test_client().post(ADDRESS, json=PUSH, headers={"X-Gitlab-Token": ""}).status_code == 404
    finally:
        app.extensions["kb"].close()


def test_settings_that_do_not_go_together_are_refused(clone: Clone, tmp_path: Path, secret: Path) -> None:
    for wrong in ({"KB_GIT_PUSH": "1"}, {"KB_GIT_CREDENTIALS_FILE": "x"}, {"KB_GIT_PULL_MINUTES": "1441"}):
        with pytest.raises(SettingsError, match=next(iter(wrong))):
            Settings.from_environment(wrong)
    folders = {"articles_dir": clone.root, "data_dir": tmp_path / "data"}
    with pytest.raises(SettingsError, match="KB_GIT_CREDENTIALS_FILE"):
        open_site(Settings(**folders, git_pull_minutes=1, git_credentials_file=str(secret)), models=[], clock=Clock())


def test_three_servers_follow_one_remote_and_one_of_them_is_told(forge: Forge, secret: Path, tmp_path: Path) -> None:
    """As behind a load balancer: the forge knows one address, and every machine has a folder of its own."""
    forge.author.git("remote", "set-url", "origin", str(forge.bare))
    database = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    settings = {"KB_GIT_HOOK_SECRET_FILE": str(secret), "KB_DATABASE_URL": database}
    with ExitStack() as stack:
        servers = []
        for number in range(3):
            place = tmp_path / f"node{number}"
            clone = forge.clone(place / "articles")
            server = Server(clone.root, place / "data", free_port(), settings)
            stack.callback(server.stop)
            server.wait_until("/readyz", '"remote":"ok"')
            servers.append(server)
        forge.author.push("en/orders/new.md", article("Cancel an order"))
        body = json.dumps(PUSH).encode()
        told = urllib.request.Request(
            servers[0].address + ADDRESS, body, {**signed(body), "X-GitHub-Event": "push"}, method="POST"
        )
        with urllib.request.urlopen(told, timeout=60) as answer:
            assert answer.status == 202
        for server in servers:
            server.wait_until("/en/articles/orders/new", "Cancel an order")
            server.wait_until("/api/v1/search?q=cancel&language=en", "orders/new")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(urllib.request.Request(servers[0].address + ADDRESS, body), timeout=60)
