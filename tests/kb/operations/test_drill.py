"""A backup is tried without touching the site, and one that would not do is told as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.operations.archive import BackupError
from tests.kb.operations.conftest import Operator

pytestmark = pytest.mark.slow  # whole sites


def test_a_drill_opens_a_site_on_the_backup_and_leaves_nothing(used: Path, there: Operator, tmp_path: Path) -> None:
    file = tmp_path / "kb.tar.gz"
    file.write_bytes((used / "kb.tar.gz").read_bytes())
    told = there.run("restore", file, "--drill")
    assert "       20 article_views\n" in told
    assert told.splitlines()[-1].endswith("can be restored: a site made of it answers, with 2 articles")
    assert not there.data.exists()
    assert [path.name for path in tmp_path.iterdir() if "drill" in path.name] == []


def test_a_backup_that_is_cut_short_fails_the_drill(used: Path, there: Operator, tmp_path: Path) -> None:
    file = tmp_path / "kb.tar.gz"
    file.write_bytes((used / "kb.tar.gz").read_bytes()[:-100])
    with pytest.raises(BackupError):
        there.run("restore", file, "--drill")


def test_a_drill_replaces_nothing(used: Path, here: Operator) -> None:
    before = here.rows()
    assert "can be restored" in here.run("restore", used / "kb.tar.gz", "--drill")
    assert here.run("restore", used / "kb.tar.gz", "--drill", "--force") == ""
    assert here.rows() == before
