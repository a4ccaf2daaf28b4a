"""The lock of what is installed (`requirements/`, made by `make lock`) and `pyproject.toml` tell the same story."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
PRODUCT = [*PROJECT["project"]["dependencies"], *GROUPS["build"]]

# What each file is for.
ASKED = {
    "serve": PRODUCT,
    "models": [*PRODUCT, *EXTRAS["models"]],
    "test": [*PRODUCT, *EXTRAS["models"], *EXTRAS["postgres"], *EXTRAS["test"]],
    "container": [*PRODUCT, *EXTRAS["postgres"], *EXTRAS["mcp"]],
    "bench": [*PRODUCT, *EXTRAS["models"], *EXTRAS["bench"]],
    "tools": GROUPS["tools"],
    "client": GROUPS["client"],
}
WITHOUT_HASH = "torch"  # see requirements/README.md
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+))?")
HASH = re.compile(r"sha256:[0-9a-f]{64}")


def lines_of(lock: str) -> list[tuple[str, list[str]]]:
    """The requirements of a lock, each with its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8").replace("\\\n", " ")
    bare = [line.strip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return [(line.split(" --hash=")[0].strip(), [part.strip() for part in line.split(" --hash=")[1:]]) for line in bare]


def versions_of(lock: str) -> dict[str, set[str]]:
    """The versions of each package: several where newer Pythons get newer ones."""
    versions: dict[str, set[str]] = {}
    for line, _ in lines_of(lock):
        match = PINNED.fullmatch(line)
        assert match, line
        versions.setdefault(match["name"], set()).add(match["version"])
    return versions


def test_there_is_a_lock_for_each_way_to_install_and_no_other() -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == set(ASKED)


@pytest.mark.parametrize("lock", ASKED)
def test_each_line_of_a_lock_is_one_version_with_hashes(lock: str) -> None:
    lines = lines_of(lock)
    assert [line for line, _ in lines if not PINNED.fullmatch(line)] == []
    assert [line for line, hashes in lines if not hashes or not all(map(HASH.fullmatch, hashes))] == []


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_has_what_pyproject_asks_for_at_a_version_that_its_range_admits(lock: str) -> None:
    versions = versions_of(lock)
    asked = [Requirement(line) for line in ASKED[lock]]
    wrong = [
        f"{one} is {', '.join(sorted(found)) or 'missing'} in requirements/{lock}.txt: make lock"
        for one in asked
        if (name := canonicalize_name(one.name)) != WITHOUT_HASH
        and (not (found := versions.get(name, set())) or not all(map(one.specifier.contains, found)))
    ]
    assert wrong == []


def test_the_locks_of_one_environment_have_the_same_versions() -> None:
    biggest = versions_of("test")
    for lock in ("serve", "models", "bench"):
        apart = {name: found for name, found in versions_of(lock).items() if found != biggest.get(name, found)}
        assert apart == {}, lock


def test_what_builds_the_project_is_what_the_lock_has() -> None:
    assert GROUPS["build"] == PROJECT["build-system"]["requires"]


def test_pytorch_is_pinned_alike_wherever_it_is_named_and_in_no_lock() -> None:
    pins = {line for extra in EXTRAS.values() for line in extra if line.startswith(WITHOUT_HASH)}
    (pin,) = pins
    assert f"\nTORCH := {pin}\n" in (ROOT / "Makefile").read_text("utf-8")
    (told,) = tomllib.loads((ROOT / "requirements" / "uv.toml").read_text("utf-8"))["dependency-metadata"]
    assert pin == f"{told['name']}=={told['version']}"
    assert [lock for lock in ASKED if WITHOUT_HASH in versions_of(lock)] == []


def test_what_pytorch_needs_is_told_as_it_says_itself() -> None:
    (told,) = tomllib.loads((ROOT / "requirements" / "uv.toml").read_text("utf-8"))["dependency-metadata"]
    says = [Requirement(line) for line in metadata.requires(WITHOUT_HASH) or []]
    # Builds with CUDA ask for its parts as well, under a marker of their platform.
    assert {str(one) for one in says if not one.marker} == {str(Requirement(line)) for line in told["requires-dist"]}
