"""The lines of our Dockerfile, so that tests can do what they say without Docker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Step:
    """One line: its word (``COPY``, ``RUN`` …) and what follows, and in which stage (0 builds, 1 is the image)."""

    stage: int
    word: str
    rest: str


def steps() -> list[Step]:
    """All lines but comments."""
    found: list[Step] = []
    stage = -1
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            stage += word == "FROM"
            found.append(Step(stage, word, rest))
    return found


def copied() -> list[str]:
    """What the build takes from the checkout, relative to it."""
    return [name for step in steps() if (step.stage, step.word) == (0, "COPY") for name in step.rest.split()[:-1]]


def environment() -> dict[str, str]:
    """What the image sets."""
    [line] = [step.rest for step in steps() if (step.stage, step.word) == (1, "ENV")]
    return dict(part.split("=", 1) for part in line.split())
