"""The order in which several workers run the tests: each begins with some of the longest.

One that began when all others are done would hold up the whole run. What a file shares is still made once: all other
tests stay in their order.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest


def longest_first(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """``items`` with those marked ``longest`` at the beginning of each share, as ``--dist worksteal`` deals them."""
    longest = [item for item in items if item.get_closest_marker("longest")]
    others = iter([item for item in items if not item.get_closest_marker("longest")])
    ordered: list[pytest.Item] = []
    for number in range(workers):
        share = (len(items) - len(ordered)) // (workers - number)
        first = longest[number::workers]
        ordered += first
        ordered += [item for _, item in zip(range(share - len(first)), others, strict=False)]
    return [*ordered, *others]
