"""One commit holds what was decided and nothing else. Every test has a repository of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.git.folder import GitError, GitFolder
from tests.kb.git.conftest import ODD_NAMES, Repository

pytestmark = pytest.mark.slow


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


def test_a_commit_is_not_made_past_a_hook_that_only_newer_gits_find_in_the_settings(saved: Repository) -> None:
    saved.git("config", "hook.spelling.event", "pre-commit")
    saved.git("config", "hook.spelling.command", "aspell")
    untrusted = GitFolder.open(saved.articles)
    assert untrusted is not None
    with pytest.raises(GitError, match=r"asks for the hook hook\.spelling\.command"):
        untrusted.commit(["a.md"], "m", "A", "a@example.com")
