"""The articles folder as git knows it. Every test has a repository of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.git.folder import GitError, GitFolder

pytestmark = pytest.mark.slow

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


class TestOpening:
    def test_a_folder_inside_a_work_tree_is_opened(self, repository: Repository) -> None:
        assert GitFolder.open(repository.articles) is not None
        assert GitFolder.open(repository.root) is not None

    def test_a_folder_outside_of_every_work_tree_is_not(self, tmp_path: Path) -> None:
        assert GitFolder.open(tmp_path) is None
        assert GitFolder.open(tmp_path / "missing") is None

    def test_without_git_there_is_nothing_to_open(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert GitFolder.open(repository.articles) is None

    def test_another_repository_named_by_the_environment_is_not_used(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository.save("a.md", "ours", on="2026-01-10")
        other = Repository(tmp_path / "other")
        other.save("a.md", "theirs", on="2026-01-10")
        monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
        version = repository.folder().version_on("a.md", date(2026, 2, 1))
        assert version is not None
        assert version.content == b"ours"


class TestVersions:
    @pytest.mark.parametrize(
        ("day", "text"),
        [
            (date(1, 1, 1), None),
            (date(2026, 1, 9), None),
            (date(2026, 1, 10), b"first"),
            (date(2026, 3, 31), b"first"),
            (date(2026, 4, 1), b"second"),
            (date(9999, 12, 31), b"second"),
        ],
    )
    def test_it_is_the_last_one_at_the_end_of_the_day(
        self, repository: Repository, day: date, text: bytes | None
    ) -> None:
        repository.save("en/a.md", "first", on="2026-01-10T00:00:00Z")
        repository.save("en/a.md", "second", on="2026-04-01T23:59:59Z")
        repository.save("en/b.md", "another", on="2026-01-01")
        version = repository.folder().version_on("en/a.md", day)
        assert (version.content if version else None) == text

    def test_days_are_those_of_utc_whoever_committed_where(self, repository: Repository) -> None:
        repository.save("a.md", "late in New York", on="2026-01-10T22:00:00-05:00")
        folder = repository.folder()
        assert folder.version_on("a.md", date(2026, 1, 10)) is None
        assert folder.version_on("a.md", date(2026, 1, 11)) is not None

    def test_it_says_who_committed_what_and_when(self, repository: Repository) -> None:
        repository.save("a.md", "text", on="2026-01-10")
        version = repository.folder().version_on("a.md", date(2026, 2, 1))
        assert version is not None
        assert version.author == "Alice"
        assert version.at == datetime(2026, 1, 10, 12, tzinfo=UTC)
        assert version.commit == repository.git("rev-parse", "HEAD").strip()

    @pytest.mark.parametrize("name", ODD_NAMES)
    def test_odd_names_are_names(self, repository: Repository, name: str) -> None:
        repository.save(name, "text", on="2026-01-10")
        version = repository.folder().version_on(name, date(2026, 2, 1))
        assert version is not None
        assert version.content == b"text"

    @pytest.mark.parametrize("new", ["new.md", "deeper/نو and new.md"])
    def test_a_renamed_file_is_found_under_its_old_name(self, repository: Repository, new: str) -> None:
        text = "".join(f"Step {number}\n" for number in range(20))
        repository.save("old.md", text, on="2026-01-10")
        (repository.articles / new).parent.mkdir(exist_ok=True)
        repository.git("mv", "--", "old.md", new)
        repository.git("commit", "--quiet", "-m", "rename", on="2026-03-01")
        repository.save(new, text + "One more\n", on="2026-05-01")
        version = repository.folder().version_on(new, date(2026, 2, 1))
        assert version is not None
        assert version.content == text.encode()

    def test_a_copy_has_no_version_before_it_was_made(self, repository: Repository) -> None:
        text = "".join(f"Step {number}\n" for number in range(20))
        repository.save("template.md", text, on="2026-01-10")
        repository.save("copy.md", text, on="2026-03-01")
        assert repository.folder().version_on("copy.md", date(2026, 2, 1)) is None

    def test_a_file_that_was_deleted_on_that_day_has_none(self, repository: Repository) -> None:
        repository.save("a.md", "first", on="2026-01-10")
        repository.save("b.md", "another", on="2026-01-10")
        repository.git("rm", "--quiet", "--", "a.md")
        repository.git("commit", "--quiet", "-m", "gone", on="2026-02-10")
        repository.save("a.md", "again", on="2026-03-10")
        assert repository.folder().version_on("a.md", date(2026, 3, 1)) is None

    def test_work_on_a_branch_counts_from_its_merge(self, repository: Repository) -> None:
        repository.save("a.md", "first", on="2026-01-10")
        repository.git("checkout", "--quiet", "-b", "draft")
        repository.save("a.md", "second", on="2026-02-10")
        repository.git("checkout", "--quiet", "main")
        repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "draft", on="2026-04-10")
        folder = repository.folder()
        versions = [folder.version_on("a.md", day) for day in (date(2026, 3, 1), date(2026, 4, 10))]
        assert [version and version.content for version in versions] == [b"first", b"second"]

    def test_a_repository_without_a_commit_says_so(self, repository: Repository) -> None:
        with pytest.raises(GitError, match="HEAD"):
            repository.folder().version_on("a.md", date(2026, 2, 1))


@pytest.fixture
def saved(repository: Repository) -> Repository:
    """A repository with two committed articles, both changed since."""
    for path in ("a.md", "b.md"):
        repository.save(path, "first", on="2026-01-10")
        repository.write(path, "changed")
    return repository


def commit(repository: Repository, *paths: str, name: str = "Carol", email: str = "carol@example.com") -> str:
    return repository.folder().commit(paths, "Still right: a\n\n# of note", name, email)


class TestCommitting:
    def test_it_holds_exactly_the_named_paths(self, saved: Repository) -> None:
        commit_hash = commit(saved, "a.md")
        assert commit_hash == saved.git("rev-parse", "HEAD").strip()
        assert saved.git("show", "--name-only", "--format=", "HEAD").split() == ["articles/a.md"]
        assert saved.git("status", "--porcelain").splitlines() == [" M articles/b.md"]

    def test_what_else_is_staged_stays_staged(self, saved: Repository) -> None:
        saved.git("add", "b.md")
        commit(saved, "a.md")
        assert saved.git("status", "--porcelain").splitlines() == ["M  articles/b.md"]

    def test_the_reviewer_is_the_author(self, saved: Repository) -> None:
        commit(saved, "a.md", name="سارا", email="sara@example.com")
        assert saved.git("log", "-1", "--format=%an|%ae").strip() == "سارا|sara@example.com"

    def test_the_message_is_kept_as_it_is(self, saved: Repository) -> None:
        commit(saved, "a.md")
        assert saved.git("log", "-1", "--format=%B").strip() == "Still right: a\n\n# of note"

    def test_two_processes_that_commit_at_the_same_time_both_do(self, saved: Repository) -> None:
        folders = [saved.folder() for _ in range(4)]  # each with a lock of its own, as in processes of their own
        for number in range(4):
            (saved.articles / f"new-{number}.md").write_text("Some text.", "utf-8")
        with ThreadPoolExecutor(4) as pool:
            made = pool.map(lambda n: folders[n].commit([f"new-{n}.md"], "New", "Carol", "carol@example.com"), range(4))
        assert len(set(made)) == 4

    def test_the_committer_is_the_one_git_knows(self, saved: Repository) -> None:
        saved.git("config", "user.name", "The site")
        saved.git("config", "user.email", "site@example.com")
        commit(saved, "a.md")
        assert saved.git("log", "-1", "--format=%cn|%ce").strip() == "The site|site@example.com"

    def test_the_reviewer_commits_where_git_knows_nobody(self, saved: Repository) -> None:
        commit(saved, "a.md")
        assert saved.git("log", "-1", "--format=%cn|%ce").strip() == "Carol|carol@example.com"

    @pytest.mark.parametrize(
        ("name", "email", "kept"),
        [
            ("Eve <root@x>\nX: y", "e\n<e@x>", "Eve root@x X: y|e e@x"),
            ("", "", "unknown|"),
            ("<>", "\ud800\0", "unknown|"),
        ],
    )
    def test_names_cannot_write_into_the_commit(self, saved: Repository, name: str, email: str, kept: str) -> None:
        commit(saved, "a.md", name=name, email=email)
        assert saved.git("log", "-1", "--format=%an|%ae").strip() == kept

    @pytest.mark.parametrize("name", ODD_NAMES)
    def test_odd_names_of_new_files_are_names(self, saved: Repository, name: str) -> None:
        saved.write(name, "text")
        commit(saved, name)
        assert saved.git("show", "--name-only", "-z", "--format=", "HEAD").strip("\0\n") == f"articles/{name}"

    def test_a_moved_file_is_one_commit(self, saved: Repository) -> None:
        (saved.articles / "a.md").rename(saved.articles / "new.md")
        commit(saved, "a.md", "new.md")
        assert saved.git("ls-files").split() == ["b.md", "new.md"]

    def test_the_first_commit_of_a_repository_can_be_ours(self, repository: Repository) -> None:
        repository.write("a.md", "text")
        commit(repository, "a.md")
        assert repository.git("ls-files").split() == ["a.md"]


def refusing(repository: Repository) -> None:
    repository.hook("pre-commit", "echo 'spelling: teh' >&2; exit 1")


def locked(repository: Repository) -> None:
    (repository.root / ".git/index.lock").touch()


class TestFailing:
    @pytest.mark.parametrize(("trouble", "words"), [(refusing, "spelling: teh"), (locked, "index.lock")])
    @pytest.mark.parametrize("path", ["a.md", "new.md"])
    def test_git_s_own_words_are_told_and_nothing_is_lost(
        self, saved: Repository, trouble: Callable[[Repository], None], words: str, path: str
    ) -> None:
        saved.write("new.md", "text")
        saved.git("add", "b.md")
        before = saved.git("rev-parse", "HEAD") + saved.git("status", "--porcelain")
        trouble(saved)
        with pytest.raises(GitError, match=words):
            commit(saved, path)
        assert saved.git("rev-parse", "HEAD") + saved.git("status", "--porcelain") == before
        assert (saved.articles / path).read_text() in ("changed", "text")

    def test_nothing_to_commit_is_an_error(self, saved: Repository) -> None:
        commit(saved, "a.md")
        with pytest.raises(GitError, match="Changes not staged"):
            commit(saved, "a.md")

    def test_no_paths_is_an_error_not_a_commit_of_everything(self, saved: Repository) -> None:
        saved.git("add", "b.md")
        with pytest.raises(GitError, match="paths"):
            commit(saved)

    def test_a_commit_of_what_neither_the_disk_nor_git_has_is_an_error(self, saved: Repository) -> None:
        with pytest.raises(GitError, match="no paths to commit: neither on disk nor known to git"):
            commit(saved, "never.md")

    def test_a_hook_that_hangs_is_stopped_and_leaves_no_lock(self, saved: Repository) -> None:
        saved.hook("pre-commit", "sleep 60")
        with pytest.raises(GitError, match="longer than 1 seconds"):
            saved.folder(timeout_seconds=1).commit(["a.md"], "message", "Carol", "carol@example.com")
        saved.hook("pre-commit", "exit 0")
        assert commit(saved, "a.md")

    def test_a_path_that_no_system_has_is_an_error(self, saved: Repository) -> None:
        with pytest.raises(GitError, match="null"):
            saved.folder().version_on("a\0b.md", date(2026, 2, 1))


def test_a_commit_is_not_made_past_a_hook_that_only_newer_gits_find_in_the_settings(saved: Repository) -> None:
    saved.git("config", "hook.spelling.event", "pre-commit")
    saved.git("config", "hook.spelling.command", "aspell")
    untrusted = GitFolder.open(saved.articles)
    assert untrusted is not None
    with pytest.raises(GitError, match=r"asks for the hook hook\.spelling\.command"):
        untrusted.commit(["a.md"], "m", "A", "a@example.com")
