"""``/api/v1/gaps`` and ``/api/v1/insights``: what readers ask and do not find, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kb.accounts.tokens import Scope
from kb.core.roles import Role
from kb.core.settings import Settings
from search.insights.counts.tables import REPORTS
from tests.clock import Clock
from tests.conftest import BagOfWords, Collection, open_site
from tests.search.conftest import model
from tests.search.insights.conftest import failed, put, search
from tests.signing_in import Office


class InsightsProgram:
    """With a token of an editor."""

    def __init__(self, office: Office) -> None:
        token = office.token(office.hire(Role.EDITOR), Scope.INSIGHTS)
        self._headers, self._client = {"Authorization": f"Bearer {token}"}, office.site.test_client()
        self.office = office

    def get(self, address: str) -> TestResponse:
        return self._client.get(address, headers=self._headers)

    def send(self, address: str, body: Any) -> TestResponse:
        return self._client.post(address, json=body, headers=self._headers)

    def gaps(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/v1/gaps").get_json()["results"]
        return found


@pytest.fixture
def program(collection: Collection, tmp_path: Path) -> Iterator[InsightsProgram]:
    collection.write("en/orders/refund.md", title="Refund")
    settings = Settings(articles_dir=collection.root, data_dir=tmp_path / "data")
    clock = Clock()
    app = open_site(settings, models=[model(BagOfWords)], clock=clock)
    app.extensions["kb"].service.bring_up_to_date()
    put(app, *(failed("gift card", reader=f"reader {n}") for n in range(3)), failed("kettle"), search("refund"))
    yield InsightsProgram(Office(app, clock))
    app.extensions["kb"].close()


COVER = {"language": "en", "key": "orders/refund", "questions": [{"language": "en", "query": "Gift card"}]}


def test_what_nobody_answers_is_listed_with_the_most_asked_first(program: InsightsProgram) -> None:
    answer = program.get("/api/v1/gaps?limit=1").get_json()
    assert (answer["from"], answer["to"], answer["total"]) == ("2026-10-24", "2026-11-22", 2)
    assert answer["results"] == [
        {
            "name": "gift card",
            "language": "en",
            "searches": 3,
            "recent": 3,
            "nearest": None,
            "questions": [{"query": "gift card", "language": "en", "searches": 3, "recent": 3}],
        }
    ]


def test_gaps_are_read_on_by_cursor_and_of_one_size_each_comes_once(program: InsightsProgram) -> None:
    put(program.office.site, *map(failed, ("voucher", "battery", f"{'😀' * 240} {'ж' * 240}")))
    whole = program.gaps()
    found = []
    next_ = "/api/v1/gaps?limit=1"
    while next_:
        page = program.get(next_).get_json()
        assert (page["from"], page["to"], page["total"]) == ("2026-10-24", "2026-11-22", len(whole))
        found += page["results"]
        next_ = page["next"]
    assert found == whole
    assert len(whole) == 5
    cursor = program.get("/api/v1/gaps?limit=1").get_json()["cursor"]
    assert program.get(f"/api/v1/gaps?limit=1&lang=en&cursor={cursor}").status_code == 400


def test_what_an_article_answers_is_no_gap_until_it_is_open_again(program: InsightsProgram) -> None:
    assert program.send("/api/v1/gaps/cover", COVER).get_json() == {"covered": 1}
    assert [one["name"] for one in program.gaps()] == ["kettle"]
    assert program.send("/api/v1/gaps/reopen", {"language": "en", "key": "orders/refund"}).status_code == 204
    assert [one["name"] for one in program.gaps()] == ["gift card", "kettle"]


@pytest.mark.parametrize(
    "questions",
    [
        None,
        [],
        "x",
        [1],
        [{"language": "en"}],
        [{"language": "en", "query": "?!"}],
        [{"language": "en", "query": "x"}] * 51,
    ],
)
def test_questions_that_are_none_close_nothing(program: InsightsProgram, questions: Any) -> None:
    answer = program.send("/api/v1/gaps/cover", {**COVER, "questions": questions})
    assert (answer.status_code, answer.get_json(force=True)["pointer"]) == (400, "/questions")
    assert len(program.gaps()) == 2


def test_an_article_that_is_not_there_answers_nothing(program: InsightsProgram) -> None:
    assert program.send("/api/v1/gaps/cover", {**COVER, "key": "no/such"}).status_code == 404


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_its_rows_and_the_log_says_who_took_it(program: InsightsProgram, name: str) -> None:
    answer = program.get(f"/api/v1/insights/{name}?days=7").get_json()
    assert (answer["from"], answer["to"]) == ("2026-11-16", "2026-11-22")
    assert all(isinstance(row, dict) for row in answer["rows"])
    assert program.office.events()[-1][1] == f"insights {name}"


def test_questions_that_failed_are_in_their_report(program: InsightsProgram) -> None:
    rows = program.get("/api/v1/insights/failing").get_json()["rows"]
    assert (rows[0]["query"], rows[0]["failed"]) == ("gift card", 3)


def test_there_is_no_other_report(program: InsightsProgram) -> None:
    assert "failing" in program.get("/api/v1/insights/other").get_json(force=True)["detail"]


@pytest.mark.parametrize("address", ["/api/v1/gaps", "/api/v1/insights/failing"])
@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("from=bad", "from="),
        ("from=0001-01-01", "from="),
        ("to=9999-12-31", "to="),
        ("to=%00", "to="),
        ("days=0", "days="),
        ("days=-1", "days="),
        ("days=99999999999", "days="),
        ("from=2026-11-20&to=2026-11-01", "from="),
        ("from=2020-01-01&to=2026-11-01", "from="),
    ],
)
def test_days_that_cannot_be_meant_are_named(program: InsightsProgram, address: str, asked: str, named: str) -> None:
    answer = program.get(f"{address}?{asked}")
    assert answer.status_code == 400
    assert answer.get_json(force=True)["detail"].startswith(named)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("days=90", "2026-08-25", "2026-11-22"),
        ("from=2026-11-01&to=2026-11-01", "2026-11-01", "2026-11-01"),
        ("from=2026-11-01", "2026-11-01", "2026-11-22"),
        ("days=&from=&to=", "2026-10-24", "2026-11-22"),
    ],
)
def test_days_that_can_be_meant_are_taken(program: InsightsProgram, asked: str, first: str, last: str) -> None:
    for address in ("/api/v1/gaps", "/api/v1/insights/failing"):
        answer = program.get(f"{address}?{asked}").get_json()
        assert (answer["from"], answer["to"]) == (first, last)


@pytest.mark.parametrize("status", ["archived", "draft"])
def test_what_an_article_answered_that_nobody_reads_any_more_is_open_again(
    program: InsightsProgram, collection: Collection, status: str
) -> None:
    program.send("/api/v1/gaps/cover", COVER)
    collection.write("en/orders/refund.md", title="Refund", status=status)
    program.office.parts.library.refresh()
    assert program.send("/api/v1/gaps/reopen", {"language": "en", "key": "orders/refund"}).status_code == 204
    assert [one["name"] for one in program.gaps()] == ["gift card", "kettle"]


@pytest.mark.parametrize(
    ("body", "pointer"), [({"language": "en"}, "/key"), ({"language": 1, "key": "x"}, "/language")]
)
def test_who_names_no_article_opens_nothing(program: InsightsProgram, body: dict[str, Any], pointer: str) -> None:
    answer = program.send("/api/v1/gaps/reopen", body)
    assert (answer.status_code, answer.get_json(force=True)["pointer"]) == (400, pointer)
