"""What is made up to break the site is the same for the same number, and the site answers it.

``fuzzed.jsonl`` begins with what once failed, and has one of most kinds beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bench.fuzzed_articles import fuzz_articles
from bench.fuzzed_queries import fuzz_queries
from bench.fuzzed_requests import known_of, sent_in_this_process
from bench.made_requests import Requests
from bench.request_parts import Request
from bench.verdict import ENOUGH, Verdict
from kb.core.settings import Settings
from tests.conftest import SAMPLES, open_samples

KEPT = Path(__file__).with_name("fuzzed.jsonl")
SEED = 20261122


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = open_samples(Settings(articles_dir=SAMPLES, data_dir=tmp_path_factory.mktemp("site") / "data"))
    yield app
    app.extensions["kb"].close()


def test_the_same_number_is_the_same_request_and_comes_back_from_a_file() -> None:
    known = known_of(SAMPLES, [], ["/", "/<language>/search"])
    one, other = (Requests(known, SEED) for _ in range(2))
    assert [one.request(number) for number in (3, 1, 2)] == [other.request(number) for number in (3, 1, 2)]
    assert one.request(1) != Requests(known, SEED + 1).request(1)
    for number in range(50):
        made = one.request(number)
        assert Request.of_json(json.loads(json.dumps(made.as_json()))) == made


@pytest.mark.slow
def test_what_once_failed_and_its_like_is_answered(samples: Flask) -> None:
    requests = [Request.of_json(json.loads(line)) for line in KEPT.read_text("utf-8").splitlines()]
    assert len(requests) > 10
    answers = [(sent_in_this_process(samples, one), one) for one in requests]
    assert [one for status, one in answers if status >= 500] == []


@pytest.mark.slow
def test_made_up_requests_are_answered(samples: Flask) -> None:
    requests = Requests(known_of(SAMPLES, [], [rule.rule for rule in samples.url_map.iter_rules()]), SEED)
    answers = [sent_in_this_process(samples, requests.request(number)) for number in range(80)]
    assert [status for status in answers if status >= 500] == []
    assert {200, 400, 404} <= {*answers}


@pytest.mark.slow
def test_made_up_queries_and_articles_are_answered(tmp_path: Path) -> None:
    verdict = Verdict()
    fuzz_queries(tmp_path / "queries", SEED, range(40), verdict)
    fuzz_articles(tmp_path / "articles", SEED, range(2), verdict)
    assert [one for one in verdict.failures if "the median is" not in one.why] == []
    assert len(verdict.times["query"]) + len(verdict.times["as you type"]) + len(verdict.times["message"]) == 40


def test_what_is_twice_slower_than_twenty_times_its_kind_fails_and_what_is_so_once_does_not() -> None:
    verdict = Verdict()
    for number in range(ENOUGH):
        verdict.took(number, "query", 10, lambda: 10, {})
    verdict.took(90, "query", 201, lambda: 12, {})
    verdict.took(91, "query", 201, lambda: 205, {})
    verdict.took(92, "another kind", 900, lambda: 900, {})
    verdict.judge_slow()
    assert [one.number for one in verdict.failures] == [91]
