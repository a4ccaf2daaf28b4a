"""Posts of forges as they are recorded: who is believed, and what is read."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from kb.pulling.pushed import ForgePost, PostKind, is_from_forge, read_post

SECRET = "a secret of the forge, made by chance"
ZEROS = "0" * 40
GITHUB = {
    "ref": "refs/heads/main",
    "before": "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
    "after": "59b20b8d5c6ff8d09518216bb9bed3d2f4d5b7b1",
    "created": False,
    "deleted": False,
    "forced": False,
    "repository": {"id": 1, "name": "articles", "full_name": "Codertocat/articles", "default_branch": "main"},
    "pusher": {"name": "Codertocat"},
    "commits": [{"id": "59b20b8d", "modified": ["en/refund.md"]}],
}
GITLAB = {
    "object_kind": "push",
    "event_name": "push",
    "ref": "refs/heads/main",
    "before": "95790bf891e76fee5e1747ab589903a6a1f80f22",
    "after": "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
    "project": {"id": 15, "name": "Articles", "default_branch": "main"},
    "total_commits_count": 4,
}


def hex_of(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


BODY = json.dumps(GITHUB).encode()


@pytest.mark.parametrize(
    ("headers", "is_right"),
    [
        ({"X-Hub-Signature-256": f"sha256={hex_of(BODY)}"}, True),
        ({"X-Gitea-Signature": hex_of(BODY), "X-Hub-Signature-256": f"sha256={hex_of(BODY)}"}, True),
        ({"X-Forgejo-Signature": hex_of(BODY)}, True),
        ({"X-Gitlab-Token": SECRET}, True),
        ({}, False),
        ({"X-Hub-Signature-256": ""}, False),
        ({"X-Hub-Signature-256": hex_of(BODY)}, False),
        ({"X-Hub-Signature": "sha1=" + "0" * 40}, False),
        ({"X-Hub-Signature-256": f"sha256={hex_of(BODY, 'another')}"}, False),
        ({"X-Gitea-Signature": hex_of(BODY + b" ")}, False),
        ({"X-Gitlab-Token": SECRET + "x"}, False),
        ({"X-Gitlab-Token": "ключ"}, False),
        ({"X-Gitlab-Token": SECRET, "X-Gitea-Signature": "0" * 64}, False),
    ],
)
def test_only_who_knows_the_secret_is_believed(headers: dict[str, str], is_right: bool) -> None:
    assert is_from_forge(headers, BODY, SECRET) is is_right


@pytest.mark.parametrize(
    ("event", "told", "read"),
    [
        ("X-GitHub-Event: push", GITHUB, ForgePost(PostKind.PUSH, "push", "refs/heads/main")),
        ("X-Gitlab-Event: Push Hook", GITLAB, ForgePost(PostKind.PUSH, "Push Hook", "refs/heads/main")),
        ("X-Gitlab-Event: System Hook", GITLAB, ForgePost(PostKind.PUSH, "System Hook", "refs/heads/main")),
        ("X-Gitea-Event: push", GITHUB, ForgePost(PostKind.PUSH, "push", "refs/heads/main")),
        ("X-Forgejo-Event: push", GITHUB, ForgePost(PostKind.PUSH, "push", "refs/heads/main")),
        ("X-GitHub-Event: ping", {"zen": "Design for failure.", "hook_id": 1}, ForgePost(PostKind.PING, "ping")),
        ("X-GitHub-Event: issues", {"action": "opened"}, ForgePost(PostKind.OTHER, "issues")),
        ("X-Gitlab-Event: Tag Push Hook", {"object_kind": "tag_push"}, ForgePost(PostKind.OTHER, "Tag Push Hook")),
        ("X-GitHub-Event: push", {"ref": ["x"]}, ForgePost(PostKind.OTHER, "push")),
        (
            "X-GitHub-Event: push",
            {**GITHUB, "deleted": True, "after": ZEROS},
            ForgePost(PostKind.PUSH, "push", "refs/heads/main", deleted=True),
        ),
        (
            "X-Gitlab-Event: Push Hook",
            {**GITLAB, "after": ZEROS},
            ForgePost(PostKind.PUSH, "Push Hook", "refs/heads/main", deleted=True),
        ),
    ],
)
def test_posts_of_each_forge_are_read(event: str, told: dict[str, Any], read: ForgePost) -> None:
    name, _, value = event.partition(": ")
    assert read_post({name: value}, json.dumps(told).encode()) == read


def test_a_form_with_the_json_in_it_is_read_as_well() -> None:
    headers = {"X-GitHub-Event": "push", "Content-Type": "application/x-www-form-urlencoded"}
    read = read_post(headers, urlencode({"payload": json.dumps(GITHUB)}).encode())
    assert read == ForgePost(PostKind.PUSH, "push", "refs/heads/main")


@pytest.mark.parametrize("body", [b"", b"[]", b'"push"', b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_cannot_be_read_is_nothing(body: bytes) -> None:
    assert read_post({"X-GitHub-Event": "push"}, body) is None
