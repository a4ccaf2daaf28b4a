"""What others wrote and we serve is what they published: each file is named with its version, licence and hash."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENDOR = ROOT / "kb/editor/static/vendor"


def test_every_vendored_script_is_unchanged_and_has_its_licence_beside_it() -> None:
    told = (VENDOR / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w.-]+\.js)` \|.*`([0-9a-f]{64})` \|$", told, re.MULTILINE))
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in VENDOR.glob("*.js")}
    assert found == rows
    for name in found:
        assert "Permission is hereby granted" in (VENDOR / name).with_suffix(".LICENSE.txt").read_text("utf-8")
