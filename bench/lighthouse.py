"""Has Lighthouse grade the main pages, as on a phone and as at a desk.

    python bench/lighthouse.py [--data DIR] [PATH ...]

The pages are those of the sample articles; a kept ``--data`` folder saves embedding them again. Lighthouse is no part
of the project: ``npm exec`` fetches the release below into npm's own cache. It starts the Chromium of this machine.
Below the table stands what took points, but for what search engines are meant to miss.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.browser import FLAGS, PROGRAMS, program  # noqa: E402
from bench.screenshots import served  # noqa: E402

LIGHTHOUSE = "lighthouse@12.8.2"
PAGES = (
    "/en/",
    "/en/categories/products",
    "/en/products/coffee-machine",
    "/en/articles/products/coffee-machine/descale-the-coffee-machine",
    "/ar/articles/products/coffee-machine/descale-the-coffee-machine",
    "/en/articles/products/rice-cooker/rice-cooker-does-not-work",
    "/en/search?q=forgotten+password",
    "/en/search?q=qqxxzz",
    "/en/contact",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PRESETS: dict[str, tuple[str, ...]] = {"mobile": (), "desktop": ("--preset=desktop",)}
TRIES = 4
MEANT = frozenset({"is-crawlable"})
"""What takes points and is meant: results of a search are not for search engines."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What Lighthouse says of a page: points by category, of 100; seconds to the largest paint; how far the layout
    moved; and the audits that took points.
    """

    points: tuple[int, ...]
    paint: float
    moved: float
    faults: tuple[str, ...]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data")
    options.add_argument("paths", nargs="*", default=PAGES)
    given = options.parse_args()
    print(f"| page | as | {' | '.join(CATEGORIES)} | largest paint, s | moves by |")
    print("| --- | --- |" + " --: |" * (len(CATEGORIES) + 2))
    faults: dict[str, str] = {}
    with served(Path(given.data or tempfile.mkdtemp(prefix="kb-lighthouse-"))) as address:
        for path, preset, graded in grades(address, given.paths):
            told = f"{graded.paint:.1f} | {graded.moved:.3f}"
            print(f"| `{path}` | {preset} | {' | '.join(map(str, graded.points))} | {told} |", flush=True)
            faults |= dict.fromkeys(graded.faults, f"{path}, {preset}")
    for fault, where in faults.items():
        print(f"{fault} ({where})")


def grades(address: str, paths: Sequence[str]) -> Iterator[tuple[str, str, Graded]]:
    """Each page in each preset."""
    for path in paths:
        for preset, flags in PRESETS.items():
            yield path, preset, graded(report(address + path, flags))


def report(url: str, flags: Sequence[str]) -> dict[str, Any]:
    """What Lighthouse writes of ``url``.

    Raises:
        subprocess.CalledProcessError: it could not look at the page.

    """
    command = [
        "npm",
        "exec",
        "--yes",
        "--ignore-scripts",
        f"--package={LIGHTHOUSE}",
        "--",
        "lighthouse",
        url,
        "--quiet",
        "--output=json",
    ]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}", *flags]
    environment = {**os.environ, "CHROME_PATH": program(PROGRAMS[1:])}
    with tempfile.TemporaryDirectory(prefix="kb-lighthouse-") as folder:
        for left in reversed(range(TRIES)):  # where a machine is busy, the browser sometimes begins too late for it
            done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, check=not left)
            if not done.returncode:
                break
    return dict(json.loads(done.stdout))


def graded(told: dict[str, Any]) -> Graded:
    """The figures of a report."""
    audits, parts = told["audits"], told["categories"]
    took = {
        audit["id"]: part
        for part in CATEGORIES
        for audit in parts[part]["auditRefs"]
        if audit["weight"] and audits[audit["id"]]["score"] not in (1, None) and audit["id"] not in MEANT
    }
    return Graded(
        tuple(round(100 * parts[part]["score"]) for part in CATEGORIES),
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
        tuple(f"{part}: {audits[name]['title']}" for name, part in took.items()),
    )


if __name__ == "__main__":
    main()
