"""A converter with its process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.markdown.conversion import Converter
from kb.markdown.conversion_process import Limits


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    """One that gives up early."""
    opened = Converter(Limits(seconds=0.1))
    yield opened
    opened.close()
