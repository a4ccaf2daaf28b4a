"""Measures are read when somebody asks, and one that cannot be read leaves the others."""

from __future__ import annotations

import logging

import pytest
from prometheus_client import generate_latest

from kb.monitoring.exposition import family_of, make_registry
from kb.web.measure import Measure, Readings, one


def broken() -> Readings:
    raise OSError("no disk")


def test_a_measure_that_cannot_be_read_is_left_out_and_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    told = [Measure("kb_bad", "Bad.", broken), Measure("kb_good", "Good.", one(lambda: 2))]
    with caplog.at_level(logging.ERROR):
        text = generate_latest(make_registry(lambda: told)).decode()
    assert ("kb_good 2.0" in text, "kb_bad" in text) == (True, False)
    assert "the measure kb_bad cannot be read" in caplog.text


def test_values_carry_their_labels_and_those_that_grow_are_counters() -> None:
    family = family_of(Measure("kb_hits", "Hits.", lambda: [({"b": '"', "a": "x"}, 1), ({"a": "y", "b": ""}, 2)], True))
    assert (family.type, [(sample.labels, sample.value) for sample in family.samples]) == (
        "counter",
        [({"a": "x", "b": '"'}, 1), ({"a": "y", "b": ""}, 2)],
    )


def test_a_measure_without_values_is_told_without_any() -> None:
    assert family_of(Measure("kb_none", "None.", list)).samples == []
