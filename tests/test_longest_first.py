"""Each worker begins with some of the longest tests, and none is lost."""

from __future__ import annotations

import pytest

from tests.longest_first import longest_first


class Named:
    """What is asked of a test here."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get_closest_marker(self, marker: str) -> str | None:
        return marker if self.name.isupper() else None


@pytest.mark.parametrize(
    ("names", "workers", "ordered"),
    [
        ("abcdefgh", 4, "abcdefgh"),
        ("abcXdefYghZ", 1, "XYZabcdefgh"),
        ("abcXdefY", 2, "XabcYdef"),
        ("abcXdefYghZ", 2, "XZabcYdefgh"),
        ("aXYZb", 4, "XYZab"),
        ("XYZ", 2, "XZY"),
        ("", 4, ""),
    ],
)
def test_each_share_begins_with_some_of_the_longest(names: str, workers: int, ordered: str) -> None:
    items = [Named(name) for name in names]
    found = longest_first(items, workers)  # type: ignore[arg-type]
    assert "".join(item.name for item in found) == ordered
