"""Writes down for the accessibility statement what the last walk over all pages looked at, if it found nothing.

    python -m tests.browser.statement REPORT.xml

``make statement`` walks the pages and calls it with the report of that walk.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from kb.public.accessibility import RECORD

WALK = re.compile(r"test_a_page_is_for_everybody\[(?P<page>.+)-(?P<language>[a-z]{2})\]")


def record_of(report: str, axe: str) -> dict[str, object]:
    """What the statement says of the JUnit ``report``.

    Raises:
        ValueError: a walk failed or was left out, or there was none.

    """
    suite = ET.fromstring(report)  # noqa: S314 - our own pytest wrote it
    cases = [case for case in suite.iter("testcase") if WALK.fullmatch(case.get("name", ""))]
    bad = [case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None or len(case)]
    if bad or not cases:
        raise ValueError(f"not every walk was clean: {bad or 'there was none'}")
    found = [match for case in cases if (match := WALK.fullmatch(case.get("name", "")))]
    started = next(iter(suite.iter("testsuite"))).get("timestamp") or ""
    pages, languages = ([match[name] for match in found] for name in ("page", "language"))
    return {
        "on": datetime.fromisoformat(started).astimezone(UTC).date().isoformat(),
        "axe": axe,
        "pages": sorted(set(pages)),
        "languages": sorted(set(languages), key=languages.index),
    }


def axe_release() -> str:
    """The release of axe that the walks use."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    found = re.search(r"axe v([\d.]+)", (Path(spec.origin).parent / "axe.min.js").read_text("utf-8")[:300])
    assert found is not None
    return found[1]


if __name__ == "__main__":
    made = record_of(Path(sys.argv[1]).read_text("utf-8"), axe_release())
    RECORD.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{RECORD.name}: {json.dumps(made, ensure_ascii=False)}\n")
