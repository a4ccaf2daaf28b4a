"""Git is killed while a pull writes the articles, or who began it is, or both: the next pull brings all of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.faulty import Fault, Turn, new_word
from kb.core.clock import utc_now
from kb.git.folder import GitFolder
from kb.library.library import Library
from kb.pulling.outcome import PullState
from kb.pulling.puller import ArticlePuller, PullWays
from tests.postgres import children_of, is_running
from tests.servers import PATIENCE_SECONDS

ARTICLES, LINES = 300, 200
WHO = {f"GIT_{who}_{what}": "bench@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@contextmanager
def checkout_killed(folder: Path) -> Iterator[Turn]:
    """Of 300 articles each is changed, some come and some go; somebody has written one that is in no commit."""
    bare, author, site = (folder / name for name in ("bare", "author", "site"))
    _git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    _git(folder, "clone", "--quiet", str(bare), str(author))
    _git(author, "checkout", "--quiet", "-B", "main")
    _push(author)
    _git(folder, "clone", "--quiet", str(bare), str(site))
    (site / "en/mine.md").write_text("---\ntitle: Mine\n---\nIn no commit.\n", "utf-8")
    begun = time.monotonic()
    _push(author)
    assert _puller(site).pull().state is PullState.OK
    took = [time.monotonic() - begun]

    def turn(dice: random.Random) -> None:
        _push(author)
        process = os.fork()
        if not process:
            with suppress(BaseException):
                _puller(site).pull()
            os._exit(0)
        time.sleep(dice.uniform(0, took[0]))
        gits = [int(one) for one in children_of(process)]
        for victim in dice.choice(([process], gits, [process, *gits])):
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        os.waitpid(process, 0)
        ends = time.monotonic() + PATIENCE_SECONDS
        while any(map(is_running, gits)):  # one that lost who began it goes on, and comes to its end
            assert time.monotonic() < ends, "a git goes on without end"
            time.sleep(0.01)
        begun = time.monotonic()
        told = _puller(site).pull()
        took[0] = max(took[0] / 2, time.monotonic() - begun)
        assert told.state is PullState.OK, f"{told}"
        assert _git(site, "rev-parse", "HEAD") == _git(author, "rev-parse", "HEAD"), "not all has come"
        assert _git(site, "status", "--porcelain") == "?? en/mine.md\n", _git(site, "status", "--porcelain")
        assert not [*(site / ".git").rglob("*.lock")], "a lock is left"
        assert "In no commit" in (site / "en/mine.md").read_text("utf-8")

    yield turn


def _push(author: Path) -> None:
    """Change every article, add some, and take away those that were added before."""
    (author / "en").mkdir(exist_ok=True)
    for file in author.glob("en/come-*.md"):
        file.unlink()
    word = new_word()
    names = [f"en/stay-{number}.md" for number in range(ARTICLES)] + [f"en/come-{word}-{n}.md" for n in range(20)]
    for name in names:
        (author / name).write_text(f"---\ntitle: {word}\n---\n" + f"{name} says {word}.\n" * LINES, "utf-8")
    _git(author, "add", "--all")
    _git(author, "commit", "--quiet", "-m", word)
    _git(author, "push", "--quiet", "origin", "main")


def _puller(site: Path) -> ArticlePuller:
    return ArticlePuller(GitFolder.open(site), Library(site), utc_now, PullWays())


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "gc.auto=0", "-C", str(folder), *arguments]
    return subprocess.run(command, env=os.environ | WHO, check=True, capture_output=True, text=True).stdout


OF_GIT: dict[str, Fault] = {"checkout killed": checkout_killed}
