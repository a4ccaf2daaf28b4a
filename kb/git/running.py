"""Starts git, and sees to it that it ends; the only module that does."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from kb.files.killed import NotedPrograms
from kb.git.repository import GitError, GitStoppedError

LAST_SECONDS = 2.0
"""How long a git that was asked to end may take for that."""


def run_git(
    git: Sequence[str],
    *arguments: str,
    seconds: float,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
    writers: NotedPrograms | None = None,
) -> bytes:
    """What the command ``git`` prints with ``arguments``, told ``given``; where it writes it is one of ``writers``.

    It runs in a session of its own: no hook and no signing program finds a terminal to ask at, and all of them
    end with it. They are asked to end, not killed: a killed git leaves its lock behind.

    Raises:
        GitError: it failed or cannot be run.
        GitStoppedError: it took longer than ``seconds``, or somebody else ended it.

    """
    pipe, words = subprocess.PIPE, writers.noted(git) if writers else git
    try:
        process = subprocess.Popen(  # noqa: S603
            (*words, *arguments), stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True, env=environment
        )
    except (OSError, ValueError) as error:
        raise GitError(f"git cannot be run: {error}") from error
    with process:
        try:
            output, complaint = process.communicate(given, seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise GitStoppedError(f"git took longer than {seconds:g} seconds and was stopped") from None
        finally:
            if writers and process.returncode != -signal.SIGKILL:
                writers.ended(process.pid)
    if process.returncode < 0:
        raise GitStoppedError(f"git was stopped by the signal {-process.returncode}")
    if process.returncode:
        said = (complaint.strip() or output.strip()).decode(errors="replace")
        raise GitError(said or f"git ended with the status {process.returncode}")
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process and all that it started to end, and see to it."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, kind)
            process.wait(LAST_SECONDS)
