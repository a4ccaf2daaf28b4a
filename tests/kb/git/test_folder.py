"""The articles folder as git knows it. Every test has a repository of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.git.folder import GitError, GitFolder
from tests.kb.git.conftest import ODD_NAMES, Repository

pytestmark = pytest.mark.slow


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

    def test_a_path_that_no_system_has_is_an_error(self, repository: Repository) -> None:
        repository.save("a.md", "text", on="2026-01-10")
        with pytest.raises(GitError, match="null"):
            repository.folder().version_on("a\0b.md", date(2026, 2, 1))
