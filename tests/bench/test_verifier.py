"""What is wanted of the verifier, with the real model, on answers made from the sample articles."""

from __future__ import annotations

import pytest

from bench import verifier

LEAST_FALSIFIED, MOST_TRUE = 0.95, 0.05


@pytest.mark.slow
@pytest.mark.longest
def test_falsified_sentences_are_dropped_and_true_ones_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    verifier.main(["--answers", "200"])
    shares: dict[str, float] = {}
    for line in capsys.readouterr().out.splitlines():
        if line.startswith("| all"):
            name, _, _, share = (cell.strip() for cell in line.strip("| ").split("|"))
            shares[name] = float(share.rstrip("%")) / 100
    assert shares["all: falsified"] >= LEAST_FALSIFIED
    assert shares["all: true"] <= MOST_TRUE
