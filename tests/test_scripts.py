"""The scripts of the pages as a whole: every module is there, arrows lead downwards, ours have one style of quotes."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted(file for floor in ("kb", "search", "review") for file in (ROOT / floor).rglob("static/**/*.js"))
CLASSIC = {
    "theme.js": "waits for nothing",
    "notices.js": "hides before anything is painted",
    "sw.js": "a worker",
    "widget.js": "one file on pages of others",
}
PART = {"desk": "desk"}  # rooms with an address of their own
BELOW = {"kb": {"kb"}, "search": {"kb", "search"}, "desk": {"kb", "search", "desk"}, "review": {"kb", "review"}}
VENDOR = "vendor"  # what others wrote, byte for byte
OURS = [file for file in SCRIPTS if file.parent.name != VENDOR]
every_script = pytest.mark.parametrize("file", OURS, ids=lambda file: file.relative_to(ROOT).as_posix())


def part_of(file: Path) -> str:
    floor, room, *_ = file.relative_to(ROOT).parts
    return PART.get(room, floor)


def imports(file: Path) -> list[str]:
    """What ``file`` imports, each as part and name."""
    found = re.findall(r"(?:from |import\(|import )['\"](\.[^'\"]+)['\"]", file.read_text("utf-8"))
    return [posixpath.normpath(posixpath.join(part_of(file), address)) for address in found]


KNOWN = {f"{part_of(file)}/{VENDOR + '/' if file.parent.name == VENDOR else ''}{file.name}": file for file in SCRIPTS}


@every_script
def test_a_script_imports_what_is_there_and_from_no_floor_above(file: Path) -> None:
    assert {one.partition("/")[0] for one in imports(file)} <= BELOW[part_of(file)]
    assert [one for one in imports(file) if one not in KNOWN] == []
    assert not (file.name in CLASSIC and imports(file)), CLASSIC[file.name]


@every_script
def test_no_script_imports_itself_by_a_detour(file: Path) -> None:
    ahead, seen = imports(file), set[str]()
    while ahead:
        one = ahead.pop()
        assert KNOWN[one] != file
        if one not in seen:
            seen.add(one)
            ahead += imports(KNOWN[one])


@every_script
def test_texts_stand_in_single_quotes_unless_they_hold_one(file: Path) -> None:
    text = re.sub(r"`(?:\\.|[^`\\])*`", "``", file.read_text("utf-8"))  # a template may hold markup
    lines = [re.sub(r"\s//\s.*|^//.*", "", line) for line in text.split("\n")]
    rest = [re.sub(r"\"[^\"']*'[^\"]*\"|'(?:\\.|[^'\\])*'|/(?:\\.|[^/\\ ])+/[a-z]*", "", line) for line in lines]
    assert [line for line in rest if '"' in line] == []
