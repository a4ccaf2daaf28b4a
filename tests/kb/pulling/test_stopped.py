"""A git that was killed while it brought files: the next pull begins anew, by itself, and nobody's change is lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kb.git.folder import RUNNING
from kb.pulling.outcome import PullState
from tests.kb.pulling.conftest import Forge, Node, article

pytestmark = pytest.mark.slow

REFUND, TRACK, NEW, GONE = (f"en/orders/{name}.md" for name in ("refund", "track", "new", "gone"))
LONG = article("Longer", "A line of the new text.\n" * 50)


@pytest.fixture
def stopped(forge: Forge, node: Node) -> Node:
    """A site whose git was killed between two of the files that it wrote: one is new, one is half written, one is
    there that was not, one is gone; and its locks and notes are as a real one leaves them.
    """
    forge.author.push(GONE, article("Gone soon"))
    assert node.puller.pull().state is PullState.OK
    for path in (REFUND, TRACK, NEW):
        forge.author.commit(path, LONG)
    forge.author.git("rm", "--quiet", GONE)
    forge.author.git("commit", "--quiet", "-m", "take it away")
    forge.author.git("push", "--quiet", "origin", "main")
    node.clone.git("fetch", "--quiet")
    node.clone.git("update-ref", "refs/kb/coming/origin/main", "origin/main")
    node.clone.write(REFUND, LONG)
    node.clone.write(TRACK, LONG[:100])
    node.clone.write(NEW, LONG[:100])
    (node.clone.root / GONE).unlink()
    note_of_a_killed(node.clone.root / ".git" / RUNNING)
    for name in ("index.lock", "refs/heads/main.lock", "refs/remotes/origin/main.lock"):
        (node.clone.root / ".git" / name).touch()
    return node


def note_of_a_killed(folder: Path) -> None:
    """As one leaves it that was killed: with the number of a process that is gone."""
    folder.mkdir(exist_ok=True)
    noting = 'cat "/proc/$$/stat" >"$0/$$"; kill -9 $$'
    subprocess.run(["sh", "-c", noting, str(folder)], check=False)


def test_the_next_pull_brings_all_of_it(stopped: Node, forge: Forge) -> None:
    assert stopped.puller.pull().state is PullState.OK
    assert stopped.clone.head == forge.author.head
    assert stopped.clone.git("status", "--porcelain") == ""
    assert stopped.titles() == {"Longer"}
    assert [*(stopped.clone.root / ".git").rglob("*.lock")] == []
    assert stopped.clone.git("for-each-ref", "refs/kb/coming") == ""
    assert stopped.puller.pull().changed == 0


@pytest.mark.parametrize("path", [REFUND, NEW])
def test_what_somebody_changed_since_is_not_taken_for_gits(path: str, stopped: Node) -> None:
    stopped.clone.write(path, article("Mine"))
    told = stopped.puller.pull()
    assert (told.state, told.files) == (PullState.BLOCKED, (path,))
    assert stopped.clone.read(path) == article("Mine")
    assert stopped.clone.read(TRACK) == article("Track an order"), "half a file is on the site"


def test_a_commit_of_the_site_is_made_all_the_same(stopped: Node) -> None:
    stopped.clone.write("en/mine.md", article("Mine"))
    assert stopped.folder.commit_change("en/mine.md", "Saved", "", "Ann", "ann@example.com") == ""
    assert stopped.clone.git("show", "--name-only", "--format=", "HEAD").split() == ["en/mine.md"]


def test_locks_of_others_stay(stopped: Node) -> None:
    git = stopped.clone.root / ".git"
    for note in (git / RUNNING).iterdir():
        note.unlink()
    assert stopped.puller.pull().state is not PullState.OK
    assert (git / "index.lock").exists()


def test_while_another_git_of_ours_runs_its_locks_stay(stopped: Node) -> None:
    git = stopped.clone.root / ".git"
    noting = 'cat "/proc/$$/stat" >"$0/$$"; echo noted; read end'
    pipe = subprocess.PIPE
    with subprocess.Popen(["sh", "-c", noting, str(git / RUNNING)], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"noted\n"
        assert stopped.puller.pull().state is not PullState.OK
        assert (git / "index.lock").exists()
        other.kill()
    assert stopped.puller.pull().state is PullState.OK


def test_a_take_over_that_was_whole_is_not_undone(stopped: Node, forge: Forge) -> None:
    assert stopped.puller.pull().state is PullState.OK
    stopped.clone.git("update-ref", "refs/kb/coming/origin/main", "HEAD")  # killed before it said so
    stopped.clone.write(REFUND, article("Mine"))
    stopped.clone.git("add", REFUND)
    assert stopped.puller.pull().state is PullState.OK
    assert stopped.clone.git("diff", "--cached", "--name-only").split() == [REFUND]
