"""What workers share is made by one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.between_workers import made_once, set_up


class _Run:
    """Where a run begins; ``end`` ends it."""

    def __init__(self) -> None:
        self.end = lambda: None

    def add_cleanup(self, end: object) -> None:
        self.end = end  # type: ignore[assignment]


def test_it_is_made_once_a_run_and_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTS_BETWEEN_WORKERS", "")  # as it was, afterwards
    run, made = _Run(), []

    def make() -> dict[str, bytes]:
        made.append(1)
        return {"a": b"x"}

    set_up(run, tmp_path)  # type: ignore[arg-type]
    assert [made_once("thing", make) for _ in range(2)] == [{"a": b"x"}] * 2
    assert made == [1]
    run.end()
    assert list(tmp_path.iterdir()) == []


def test_what_could_not_be_made_is_made_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTS_BETWEEN_WORKERS", str(tmp_path))

    def fail() -> dict[str, bytes]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        made_once("thing", fail)
    assert made_once("thing", dict) == {}
