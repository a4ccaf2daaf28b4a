"""A git work tree to write into."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kb.git.folder import GitFolder

ODD_NAMES = ["-rf.md", "two words.md", 'it\'s "quoted".md', "راهنما.md", "a*[b]?.md", ":(top)x.md"]


class Repository:
    """A git work tree to write into, with the articles in a folder of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.articles = root / "articles"
        self.articles.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main", str(root))

    def git(self, *arguments: str, on: str = "2026-01-01") -> str:
        author = {"GIT_AUTHOR_NAME": "Alice", "GIT_AUTHOR_EMAIL": "alice@example.com"}
        committer = {"GIT_COMMITTER_NAME": "Bob", "GIT_COMMITTER_EMAIL": "bob@example.com"}
        at = on if "T" in on else f"{on}T12:00:00Z"
        environment = {**os.environ, **author, **committer, "GIT_COMMITTER_DATE": at, "GIT_AUTHOR_DATE": at}
        command = ["git", "--literal-pathspecs", "-C", str(self.articles), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def write(self, path: str, text: str) -> None:
        (self.articles / path).parent.mkdir(parents=True, exist_ok=True)
        (self.articles / path).write_text(text, "utf-8")

    def save(self, path: str, text: str, on: str) -> None:
        """Write a file and commit it."""
        self.write(path, text)
        self.git("add", "--", path)
        self.git("commit", "--quiet", "-m", "change", "--", path, on=on)

    def hook(self, name: str, script: str) -> None:
        hook = self.root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)

    def folder(self, timeout_seconds: float = 10) -> GitFolder:
        """As an operator opens it who trusts the programs of the repository."""
        folder = GitFolder.open(self.articles, timeout_seconds, commit_programs=True)
        assert folder is not None
        return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository that knows nothing of who runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Repository(tmp_path / "site")
