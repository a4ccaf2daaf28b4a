"""No program that a repository or a collection names ever runs, whatever page is opened and whatever is decided.

Every attack names a program that leaves a mark. Each is tried on a real page of a real site with the real git.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from kb.core.settings import Settings
from kb.git.folder import GitError, GitFolder
from tests.at_the_machine import client_at_the_machine
from tests.conftest import open_site

pytestmark = pytest.mark.slow

ARTICLE = "---\ntitle: Lid\nlast_reviewed_on: 2026-02-01\n---\n{}\n"


class Attacked:
    """An articles folder with a history, and a program that leaves a mark when it runs."""

    def __init__(self, tmp_path: Path) -> None:
        self.articles = tmp_path / "articles"
        (self.articles / "en").mkdir(parents=True)
        self.mark = tmp_path / "ran"
        self.program = tmp_path / "program"
        self.program.write_text(f"#!/bin/sh\ntouch {self.mark}\n")
        self.program.chmod(0o755)

    def git(self, *arguments: str, on: str = "2026-01-10", trap: bool = False) -> str:
        """Do what a person does at the terminal, without what was set as a trap."""
        who = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "A")
        who |= dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "a@example.com")
        at = {"GIT_AUTHOR_DATE": f"{on}T08:00:00Z", "GIT_COMMITTER_DATE": f"{on}T08:00:00Z"}
        stdin = subprocess.DEVNULL
        environment = {**os.environ, **who, **at, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(self.articles), *arguments]
        return subprocess.run(
            command, env=environment, check=not trap, capture_output=True, text=True, stdin=stdin, timeout=120
        ).stdout

    def save(self, text: str, on: str) -> None:
        (self.articles / "en/lid.md").write_text(ARTICLE.format(text), "utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change", on=on)

    def lose(self, revision: str) -> None:
        """Take an object out of the repository, so that git wants it from elsewhere."""
        name = self.git("rev-parse", revision).strip()
        (self.articles / ".git/objects" / name[:2] / name[2:]).unlink()

    def set(self, name: str, value: str) -> None:
        self.git("config", name, value)


@pytest.fixture
def attacked(tmp_path: Path) -> Attacked:
    """A collection in a repository of its own: written in January, changed in March."""
    attacked = Attacked(tmp_path)
    attacked.git("init", "--quiet", "--initial-branch=main")
    attacked.save("Open it.", "2026-01-10")
    attacked.save("Open it slowly.", "2026-03-10")
    return attacked


@pytest.fixture
def open_page(attacked: Attacked, tmp_path: Path) -> Iterator[Callable[[], Flask]]:
    """Opens the page of the article's review; the site is made at the first call."""
    made: list[Flask] = []

    def open_page(*, git_commit: bool = False) -> Flask:
        settings = Settings(articles_dir=attacked.articles, data_dir=tmp_path / "data", git_commit=git_commit)
        made.append(app := open_site(settings, models=()))
        answer = client_at_the_machine(app).get("/review/articles/en/lid")
        assert answer.status_code == 200, answer.text
        return app

    yield open_page
    for app in made:
        app.extensions["kb"].close()


def promisor(attacked: Attacked, url: str, **more: str) -> None:
    """What git lacks it is to fetch from ``url``."""
    attacked.set("core.repositoryformatversion", "1")
    attacked.set("extensions.partialClone", "origin")
    attacked.set("remote.origin.url", url)
    attacked.set("remote.origin.promisor", "true")
    attacked.set("protocol.allow", "always")
    attacked.set("protocol.ext.allow", "always")
    attacked.set("protocol.file.allow", "always")
    for name, value in more.items():
        attacked.set(f"remote.origin.{name}", value)
    attacked.lose("HEAD~1:en/lid.md")


def upload_pack(attacked: Attacked) -> None:
    promisor(attacked, str(attacked.articles), uploadpack=str(attacked.program))


def external_transport(attacked: Attacked) -> None:
    promisor(attacked, f"ext::{attacked.program} %S")


def secure_shell(attacked: Attacked) -> None:
    attacked.set("core.sshCommand", str(attacked.program))
    promisor(attacked, "ssh://example.invalid/x")


def git_proxy(attacked: Attacked) -> None:
    attacked.set("core.gitProxy", str(attacked.program))
    promisor(attacked, "git://example.invalid/x")


def credentials(attacked: Attacked) -> None:
    attacked.set("credential.helper", f"!{attacked.program}")
    attacked.set("core.askPass", str(attacked.program))
    promisor(attacked, "http://127.0.0.1:9/x")


def lost_folder(attacked: Attacked) -> None:
    upload_pack(attacked)
    attacked.lose("HEAD~1^{tree}")


def monitor(attacked: Attacked) -> None:
    attacked.set("core.fsmonitor", str(attacked.program))
    attacked.set("core.untrackedCache", "true")


def hooks(attacked: Attacked) -> None:
    folder = attacked.articles / ".git/hooks"
    folder.mkdir(exist_ok=True)
    for name in ("pre-commit", "commit-msg", "post-commit", "post-index-change", "reference-transaction", "fsmonitor"):
        shutil.copy(attacked.program, folder / name)


def hooks_elsewhere(attacked: Attacked) -> None:
    hooks(attacked)
    shutil.move(attacked.articles / ".git/hooks", attacked.articles / "en/hooks")
    attacked.set("core.hooksPath", "en/hooks")


def hooks_of_the_settings(attacked: Attacked) -> None:
    for event in ("pre-commit", "post-commit", "reference-transaction"):
        attacked.set(f"hook.evil-{event}.event", event)
        attacked.set(f"hook.evil-{event}.command", str(attacked.program))


def filters(attacked: Attacked) -> None:
    for driver in ("evil", "ev=il", "ev.il"):
        for name in ("clean", "smudge", "process"):
            attacked.set(f"filter.{driver}.{name}", str(attacked.program))
        attacked.set(f"filter.{driver}.required", "true")
    (attacked.articles / ".gitattributes").write_text("*.md filter=ev=il\n")


def filter_beside_the_work_tree(attacked: Attacked) -> None:
    attacked.set("filter.evil.process", str(attacked.program))
    (attacked.articles / ".git/info/attributes").write_text("* filter=evil\n")


def differences(attacked: Attacked) -> None:
    attacked.set("diff.external", str(attacked.program))
    attacked.set("diff.evil.command", str(attacked.program))
    attacked.set("diff.evil.textconv", str(attacked.program))
    (attacked.articles / ".gitattributes").write_text("*.md diff=evil\n")


def programs_of_the_terminal(attacked: Attacked) -> None:
    for name in ("core.pager", "pager.log", "pager.cat-file", "core.editor", "sequence.editor", "alias.log"):
        attacked.set(name, f"!{attacked.program}")


def signatures(attacked: Attacked) -> None:
    for name in ("gpg.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand", "gpg.x509.program"):
        attacked.set(name, str(attacked.program))
    attacked.set("log.showSignature", "true")
    attacked.set("commit.gpgSign", "true")


def alternates(attacked: Attacked) -> None:
    attacked.set("core.alternateRefsCommand", str(attacked.program))
    (attacked.articles / ".git/objects/info/alternates").write_text(f"{attacked.articles}/objects\n$(touch x)\n")


def included(attacked: Attacked) -> None:
    (attacked.articles / "settings").write_text(
        f"[core]\n\tfsmonitor = {attacked.program}\n\tpager = {attacked.program}\n"
    )
    attacked.set("include.path", "../settings")
    upload_pack(attacked)


ATTACKS = [
    *(upload_pack, external_transport, secure_shell, git_proxy, credentials, lost_folder, monitor, hooks),
    hooks_of_the_settings,
    *(hooks_elsewhere, filters, filter_beside_the_work_tree, differences, programs_of_the_terminal, signatures),
    *(alternates, included),
]


@pytest.mark.parametrize("attack", ATTACKS)
class TestARepositoryInTheArticlesFolder:
    def test_a_page_runs_none_of_its_programs(
        self, attacked: Attacked, open_page: Callable[..., Flask], attack: Callable[[Attacked], None]
    ) -> None:
        attack(attacked)
        open_page()
        assert not attacked.mark.exists()

    def test_a_commit_runs_none_of_its_programs(
        self, attacked: Attacked, open_page: Callable[..., Flask], attack: Callable[[Attacked], None]
    ) -> None:
        attack(attacked)
        (attacked.articles / "en/lid.md").write_text(ARTICLE.format("Open it at last."))
        review = open_page(git_commit=True).extensions["kb"].review
        with suppress(GitError):
            review.git.commit(["en/lid.md"], "A decision", "Ann", "ann@example.com")
        assert not attacked.mark.exists()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("disguise", ["bare", "git file", "link"])
class TestAFolderThatLooksLikeARepository:
    def test_its_programs_do_not_run(
        self, attacked: Attacked, open_page: Callable[..., Flask], attack: Callable[[Attacked], None], disguise: str
    ) -> None:
        attack(attacked)
        inside = attacked.articles / ".git"
        if disguise == "bare":
            attacked.set("core.worktree", str(attacked.articles))
            for part in list(inside.iterdir()):
                part.rename(attacked.articles / part.name)
            inside.rmdir()
        else:
            inside.rename(hidden := attacked.articles / "en/store")
            inside.write_text(f"gitdir: {hidden}\n") if disguise == "git file" else inside.symlink_to(hidden)
        open_page(git_commit=True)
        assert not attacked.mark.exists()


class TestWhatIsTakenForARepository:
    def test_a_bare_repository_is_none(self, attacked: Attacked) -> None:
        for part in list((attacked.articles / ".git").iterdir()):
            part.rename(attacked.articles / part.name)
        (attacked.articles / ".git").rmdir()
        assert GitFolder.open(attacked.articles) is None
        assert GitFolder.open(attacked.articles / "en") is None

    def test_inside_of_a_work_tree_it_is_the_one_above(self, attacked: Attacked) -> None:
        inner = attacked.articles / "en"
        for name in ("objects", "refs"):
            (inner / name).mkdir()
        (inner / "HEAD").write_text("ref: refs/heads/main\n")
        (inner / "config").write_text("[core]\n\tbare = true\n")
        folder = GitFolder.open(inner)
        assert folder is not None
        head = folder.commit(["HEAD"], "The one above", "Ann", "ann@example.com")
        assert attacked.git("log", "--format=%H", "-1").strip() == head

    @pytest.mark.parametrize("way", ["git file", "commondir", "links"])
    def test_one_elsewhere_is_not_read_because_the_articles_name_it(
        self, attacked: Attacked, tmp_path: Path, way: str
    ) -> None:
        """What is private there has the same path as an article here."""
        place, private = tmp_path / "collection", attacked.articles / ".git"
        (place / "en").mkdir(parents=True)
        (place / "en/lid.md").write_text(ARTICLE.format("Open it."))
        if way == "git file":
            (place / ".git").write_text(f"gitdir: {private}\n")
        else:
            (place / ".git").mkdir()
            shutil.copy(private / "HEAD", place / ".git/HEAD")
            if way == "commondir":
                (place / ".git/commondir").write_text(f"{private}\n")
            for name in ("objects", "refs", "config"):
                (place / ".git" / name).symlink_to(private / name)
        assert GitFolder.open(place) is None

    @pytest.mark.parametrize("kind", ["worktree", "submodule"])
    def test_work_trees_and_submodules_are(self, attacked: Attacked, tmp_path: Path, kind: str) -> None:
        if kind == "worktree":
            attacked.git("worktree", "add", "--quiet", str(place := tmp_path / "tree"))
        else:
            place = attacked.articles / "en/part"
            attacked.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./.git", "en/part")
        folder = GitFolder.open(place / "en")
        assert folder is not None
        version = folder.version_on("lid.md", date(2026, 2, 1))
        assert version is not None
        assert b"Open it.\n" in version.content


class TestWhatACommitWouldNeed:
    @pytest.mark.parametrize(
        ("attack", "words"),
        [
            (hooks, "the hook pre-commit"),
            (hooks_elsewhere, "the hook pre-commit"),
            (filters, "the filter ev=il"),
            (filter_beside_the_work_tree, "the filter evil"),
            (signatures, "a signature"),
        ],
    )
    def test_is_named_and_nothing_is_committed(
        self, attacked: Attacked, attack: Callable[[Attacked], None], words: str
    ) -> None:
        attack(attacked)
        folder = GitFolder.open(attacked.articles)
        before = attacked.git("rev-parse", "HEAD")
        (attacked.articles / "en/lid.md").write_text("changed")
        assert folder is not None
        with pytest.raises(GitError, match=words):
            folder.commit(["en/lid.md"], "A decision", "Ann", "ann@example.com")
        assert attacked.git("rev-parse", "HEAD") == before

    def test_runs_where_the_operator_allows_it(self, attacked: Attacked) -> None:
        hooks(attacked)
        folder = GitFolder.open(attacked.articles, commit_programs=True)
        (attacked.articles / "en/lid.md").write_text("changed")
        assert folder is not None
        folder.commit(["en/lid.md"], "A decision", "Ann", "ann@example.com")
        assert attacked.mark.exists()

    def test_an_ordinary_repository_needs_nothing(self, attacked: Attacked) -> None:
        folder = GitFolder.open(attacked.articles)
        (attacked.articles / "en/lid.md").write_text("changed")
        assert folder is not None
        head = folder.commit(["en/lid.md"], "A decision", "Ann", "ann@example.com")
        assert attacked.git("rev-parse", "HEAD").strip() == head


class TestHistory:
    def test_a_version_larger_than_an_article_may_be_is_not_read(self, attacked: Attacked) -> None:
        attacked.save("x" * 3_000_000, "2026-04-10")
        folder = GitFolder.open(attacked.articles)
        assert folder is not None
        with pytest.raises(GitError, match="larger than an article"):
            folder.version_on("en/lid.md", date(2026, 5, 1))

    def test_a_shallow_clone_and_other_hashes_are_read(self, tmp_path: Path) -> None:
        new = Attacked(tmp_path)
        new.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256")
        for day in ("2026-01-10", "2026-03-10"):
            new.save(f"As of {day}", day)
        new.git("clone", "--quiet", "--depth=1", f"file://{new.articles}", str(shallow := tmp_path / "shallow"))
        for root, day in ((new.articles, date(2026, 2, 1)), (shallow, date(2026, 4, 1))):
            folder = GitFolder.open(root)
            assert folder is not None
            assert folder.version_on("en/lid.md", day) is not None


CARELESS = [
    (upload_pack, ("cat-file", "-p", "HEAD~1:en/lid.md")),
    (external_transport, ("cat-file", "-p", "HEAD~1:en/lid.md")),
    (secure_shell, ("cat-file", "-p", "HEAD~1:en/lid.md")),
    (git_proxy, ("cat-file", "-p", "HEAD~1:en/lid.md")),
    (lost_folder, ("log", "--name-status")),
    (included, ("cat-file", "-p", "HEAD~1:en/lid.md")),
    (monitor, ("status",)),
    (hooks, ("commit", "--allow-empty", "--message=x")),
    (hooks_elsewhere, ("commit", "--allow-empty", "--message=x")),
    (filters, ("add", "en/lid.md")),
    (filter_beside_the_work_tree, ("add", "en/lid.md")),
    (differences, ("diff",)),
]


@pytest.mark.parametrize(("attack", "command"), CARELESS)
def test_the_traps_are_real(attacked: Attacked, attack: Callable[[Attacked], None], command: tuple[str, ...]) -> None:
    """What these tests forbid happens where git is asked without care."""
    attack(attacked)
    (attacked.articles / "en/lid.md").write_text("changed")
    attacked.git(*command, trap=True)
    assert attacked.mark.exists()
