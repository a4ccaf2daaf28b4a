"""Starts git, and sees to it that it ends; the only module that does."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from kb.git.repository import GitError

LAST_SECONDS = 2.0
"""How long a git that was asked to end may take for that."""


def run_git(
    git: Sequence[str],
    *arguments: str,
    seconds: float,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """What the command ``git`` prints with ``arguments``, told ``given``.

    It runs in a session of its own: no hook and no signing program finds a terminal to ask at, and all of them
    end with it. They are asked to end, not killed: a killed git leaves its lock behind.

    Raises:
        GitError: it failed, cannot be run, or took longer than ``seconds``.

    """
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(  # noqa: S603
            (*git, *arguments), stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True, env=environment
        )
    except (OSError, ValueError) as error:
        raise GitError(f"git cannot be run: {error}") from error
    with process:
        try:
            output, complaint = process.communicate(given, seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise GitError(f"git took longer than {seconds:g} seconds and was stopped") from None
    if process.returncode:
        words = (complaint.strip() or output.strip()).decode(errors="replace")
        raise GitError(words or f"git ended with the status {process.returncode}")
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process and all that it started to end, and see to it."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, kind)
            process.wait(LAST_SECONDS)
