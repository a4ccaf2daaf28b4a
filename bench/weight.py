"""Weighs pages in Chromium with an empty cache: bytes over the wire, headers included, by kind of file.

    python bench/weight.py [--data DIR] [PATH ...]

The pages are those of the sample articles; a kept ``--data`` folder saves embedding them again. What the service worker
fetches afterwards to keep for reading offline is not counted: the page is there before it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from playwright.sync_api import Browser  # noqa: E402

from bench.browser import chromium  # noqa: E402
from bench.screenshots import served  # noqa: E402

PAGES = (
    "/en/",
    "/en/articles/account/reset-a-forgotten-password",
    "/ar/articles/account/reset-a-forgotten-password",
    "/ar/articles/products/coffee-machine/descale-the-coffee-machine",
    "/en/articles/products/coffee-machine/coffee-machine-error-codes",
    "/fa/articles/products/rice-cooker/rice-cooker-does-not-work",
    "/en/search?q=forgotten+password",
    "/en/categories/products",
    "/en/products/coffee-machine",
    "/en/contact",
)
KINDS = ("Document", "Stylesheet", "Script", "Image", "Font", "Other")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data")
    options.add_argument("paths", nargs="*", default=PAGES)
    given = options.parse_args()
    print("| page | " + " | ".join(kind.lower() for kind in KINDS) + " | requests | all, KB |")
    print("| --- |" + " --: |" * (len(KINDS) + 2))
    with served(Path(given.data or tempfile.mkdtemp(prefix="kb-weight-"))) as address, chromium() as browser:
        for path in given.paths:
            sizes, requests = weigh(browser, address + path)
            cells = [f"{sizes[kind] / 1000:.1f}" for kind in KINDS]
            print(f"| `{path}` | {' | '.join(cells)} | {requests} | {sum(sizes.values()) / 1000:.1f} |", flush=True)


def weigh(browser: Browser, url: str) -> tuple[Counter[str], int]:
    """Bytes over the wire by kind of file, and how many requests there were."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()

    def answered(event: dict[str, Any]) -> None:
        kind = event["type"]
        kinds[event["requestId"]] = kind if kind in KINDS else "Other"

    def finished(event: dict[str, Any]) -> None:
        sizes[kinds[event["requestId"]]] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(url, wait_until="networkidle")
    context.close()
    return sizes, len(kinds)


if __name__ == "__main__":
    main()
