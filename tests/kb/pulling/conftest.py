"""A bare repository, somebody who pushes to it, and an articles folder that is a clone."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.git.folder import GitFolder
from kb.library.library import Library
from kb.pulling.puller import ArticlePuller, PullWays
from tests.clock import Clock

WHO = {
    "GIT_AUTHOR_NAME": "Alice",
    "GIT_AUTHOR_EMAIL": "alice@example.com",
    "GIT_COMMITTER_NAME": "Bob",
    "GIT_COMMITTER_EMAIL": "bob@example.com",
}


@dataclass
class Clone:
    """A work tree with a remote."""

    root: Path

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.root), *arguments]
        return subprocess.run(command, env={**os.environ, **WHO}, check=True, capture_output=True, text=True).stdout

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def commit(self, path: str, text: str) -> None:
        self.write(path, text)
        self.git("add", "--", path)
        self.git("commit", "--quiet", "-m", f"change {path}")

    def push(self, path: str, text: str) -> None:
        self.commit(path, text)
        self.git("push", "--quiet", "origin", "main")


@dataclass
class Forge:
    """A bare repository that everybody pushes to; ``author`` is a colleague's work tree."""

    bare: Path
    author: Clone

    def clone(self, root: Path) -> Clone:
        subprocess.run(["git", "clone", "--quiet", str(self.bare), str(root)], check=True, capture_output=True)
        return Clone(root)


def article(title: str, text: str = "Some text.") -> str:
    return f"---\ntitle: {title}\n---\n\n{text}\n"


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forge:
    """A remote with two articles; git knows nothing of who runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    bare = tmp_path / "remote" / "articles.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    forge = Forge(bare, Clone(tmp_path / "author"))
    subprocess.run(["git", "clone", "--quiet", str(bare), str(forge.author.root)], check=True, capture_output=True)
    forge.author.git("checkout", "--quiet", "-B", "main")
    forge.author.commit("en/orders/refund.md", article("Refund", "One.\n\nTwo.\n\nThree."))
    forge.author.push("en/orders/track.md", article("Track an order"))
    return forge


@dataclass
class Node:
    """A site's articles folder, pulled by hand."""

    clone: Clone
    clock: Clock
    library: Library
    folder: GitFolder
    puller: ArticlePuller

    @classmethod
    def of(cls, clone: Clone, clock: Clock, *, pushes: bool = False, programs: bool = False, minutes: int = 0) -> Node:
        library = Library(clone.root, clock=clock)
        library.refresh()
        folder = GitFolder.open(clone.root, commit_programs=programs)
        assert folder is not None
        return cls(clone, clock, library, folder, ArticlePuller(folder, library, clock, PullWays(minutes, pushes)))

    def titles(self) -> set[str]:
        return {article.title for article in self.library.catalog.published}


@pytest.fixture
def clone(forge: Forge, tmp_path: Path) -> Clone:
    return forge.clone(tmp_path / "site")


@pytest.fixture
def node(clone: Clone, clock: Clock) -> Node:
    return Node.of(clone, clock)


@pytest.fixture
def pushing(clone: Clone, clock: Clock) -> Node:
    """The same where commits of the site go to the remote."""
    return Node.of(clone, clock, pushes=True)
