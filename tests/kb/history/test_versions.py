"""The history of an article whose folder is in git."""

from __future__ import annotations

from pathlib import Path

from kb.catalog.article import ArticleId
from kb.git.folder import GitFolder
from kb.history.versions import NOW, history_of
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.storage.database import connect
from tests.conftest import with_tables
from tests.git_site import begin_repository


def test_a_commit_that_cannot_be_read_is_told_beside_the_versions(tmp_path: Path) -> None:
    (tmp_path / "lid.md").write_bytes(b"x" * (MAX_ARTICLE_BYTES + 1))
    begin_repository(tmp_path, "Too much")
    engine = connect(with_tables(tmp_path / "kb.sqlite"))
    with engine.connect() as connection:
        folder = GitFolder.open(tmp_path)
        found = history_of(connection, folder, ArticleId("en", "lid"), "lid.md", b"Little.")
    engine.dispose()
    assert [one.reason for one in found.versions] == ["", "Too much"]
    assert found.versions[0].name == NOW
    assert "larger than an article may be" in found.trouble
