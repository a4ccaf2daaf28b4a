"""What is taken down of searches: once each, bounded, never who searched, and never at the cost of a page."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine, select, text

from kb.catalog.article import ArticleId
from kb.storage.collecting import MAX_PENDING
from kb.storage.daily_secret import SecretChain
from kb.web.rate_limit import KnownNames
from search.log.history import days
from search.log.recorder import OF_ONE_ADDRESS, SAME, TRIES, TYPING, ReaderSearch, Recorder
from search.log.searches import Click, Day, Search, SearchClicks
from tests.clock import NOON, Clock
from tests.conftest import Collection
from tests.search.log.conftest import RESET, TODAY, found, search, written


@pytest.fixture
def recorder(database: Engine, clock: Clock) -> Recorder:
    return Recorder(database, clock)


def queries(recorder: Recorder, database: Engine) -> list[str]:
    recorder.flush(everything=True)
    return [one.query for one in written(database)]


def test_a_search_is_kept_with_how_it_was_answered(recorder: Recorder, database: Engine) -> None:
    name = search(recorder, "  Réset\x00 it ", category="account", total=0, confidence=0.0)
    recorder.flush(everything=True)
    [one] = written(database)
    assert (one.id, one.at) == (name, NOON.replace(tzinfo=None))
    assert (one.query, one.folded, one.language, one.category) == ("Réset  it", "reset it", "en", "account")
    assert (one.total, one.fits, one.mode, one.first, one.failed) == (0, False, "hybrid", (), True)


def test_the_keys_of_one_search_become_the_last_text(recorder: Recorder, database: Engine, clock: Clock) -> None:
    names = set()
    for typed in ("re", "rese", "reset my", "reset my password"):
        names.add(search(recorder, typed))
        clock.later(seconds=TYPING.seconds)
    assert len(names) == 1
    assert queries(recorder, database) == ["reset my password"]


@pytest.mark.parametrize(
    ("second", "seconds", "reader"),
    [("refund", 1, "alice"), ("reset it", TYPING.seconds + 1, "alice"), ("reset it", 1, "bob")],
)
def test_another_text_a_later_one_and_another_reader_are_searches_of_their_own(
    recorder: Recorder, database: Engine, clock: Clock, second: str, seconds: int, reader: str
) -> None:
    search(recorder, "reset")
    clock.later(seconds=seconds)
    search(recorder, second, reader)
    assert queries(recorder, database) == ["reset", second]


def test_typing_goes_on_after_a_click_as_another_search(recorder: Recorder, database: Engine) -> None:
    recorder.click(search(recorder, "reset") or "", RESET, 1)
    search(recorder, "reset phone")
    assert sorted(queries(recorder, database)) == ["reset", "reset phone"]


@pytest.mark.parametrize(("passed", "expected"), [(SAME, 1), (SAME + timedelta(seconds=1), 2)])
def test_the_same_question_again_is_the_same_search_for_a_while(
    recorder: Recorder, database: Engine, clock: Clock, passed: timedelta, expected: int
) -> None:
    search(recorder, "reset")
    recorder.flush(everything=True)
    clock.now += passed
    search(recorder, " Reset ")
    assert len(queries(recorder, database)) == expected


def test_what_is_found_at_the_second_time_of_asking_counts_for_the_first(recorder: Recorder, database: Engine) -> None:
    name = search(recorder, "reset", total=0, confidence=0.0, mode="lexical")
    recorder.click(name or "", RESET, 2)
    better = found("reset")
    for again in (True, False):  # a page that is only opened once more changes nothing
        asked = ReaderSearch("alice", "reset", again=again)
        assert recorder.record(asked, better if again else found("reset", total=9)) == name
    recorder.flush(everything=True)
    [one] = written(database)
    assert (one.id, one.total, one.mode, one.failed, len(one.clicks)) == (name, 3, "hybrid", False, 1)
    assert recorder.record(ReaderSearch("alice", "reset", again=True), found("reset", total=7)) == name
    recorder.flush(everything=True)
    assert [one.total for one in written(database)] == [3]


def test_what_may_still_be_typed_waits(recorder: Recorder, database: Engine, clock: Clock) -> None:
    search(recorder, "reset")
    clock.later(seconds=TYPING.seconds)
    recorder.flush()
    assert written(database) == []
    clock.later(seconds=1)
    recorder.flush()
    assert [one.query for one in written(database)] == ["reset"]


def test_a_clock_that_goes_back_loses_nothing(recorder: Recorder, database: Engine, clock: Clock) -> None:
    search(recorder, "reset")
    clock.later(hours=-3)
    search(recorder, "reset it")
    recorder.click(search(recorder, "refund") or "", RESET, 1)
    assert sorted(queries(recorder, database)) == ["refund", "reset", "reset it"]


def test_clicks_are_kept_whether_the_search_is_written_already_or_not(
    recorder: Recorder, database: Engine, clock: Clock
) -> None:
    name = search(recorder, "reset") or ""
    recorder.click(name, RESET, 2)
    recorder.flush(everything=True)
    other = ArticleId("en", "other")
    recorder.click(name, other, 3)
    recorder.click(name, other, 3)
    recorder.flush()
    at = NOON.replace(tzinfo=None)
    assert written(database)[0].clicks == [Click(RESET, 2, at), Click(other, 3, at)]


@pytest.mark.parametrize("position", [0, -1, 101])
def test_a_click_at_no_place_does_not_count(recorder: Recorder, database: Engine, position: int) -> None:
    recorder.click(search(recorder, "reset") or "", RESET, position)
    recorder.flush(everything=True)
    assert written(database)[0].clicks == []


def test_a_click_on_a_search_that_nobody_made_is_thrown_away(recorder: Recorder, database: Engine) -> None:
    recorder.click("forged" * 50, RESET, 1)
    recorder.flush()
    with database.connect() as connection:
        assert connection.execute(select(SearchClicks)).all() == []


@pytest.mark.parametrize("query", ["", "   ", "?!…", "\x00"])
def test_what_asks_nothing_is_not_kept(recorder: Recorder, database: Engine, query: str) -> None:
    assert search(recorder, query) is None
    assert queries(recorder, database) == []


@pytest.mark.parametrize("query", ["x" * 500, "字" * 500, "ﷺ" * 200, "\ud800 reset", "a\x00b", "ß" * 200])
def test_what_a_database_cannot_take_is_cut(recorder: Recorder, database: Engine, query: str) -> None:
    search(recorder, query, category="c" * 900)
    recorder.flush(everything=True)
    [one] = written(database)
    assert max(len(one.query), len(one.folded)) <= 200
    assert "\x00" not in one.query
    assert len(one.category) == 512


def test_a_reader_is_told_from_another_for_one_day_only(recorder: Recorder, database: Engine, clock: Clock) -> None:
    alice, bob = recorder.session("10.0.0.1", "Firefox"), recorder.session("10.0.0.2", "Firefox")
    assert alice != bob
    assert recorder.session("10.0.0.1", "Firefox") == alice
    assert Recorder(database, clock).session("10.0.0.1", "Firefox") != alice
    clock.later(days=1)
    assert recorder.session("10.0.0.1", "Firefox") != alice


def test_who_wants_no_trace_is_a_number(recorder: Recorder, database: Engine) -> None:
    for language in ("en", "en", "fa"):
        recorder.count_unrecorded(language)
    recorder.flush()
    recorder.count_unrecorded("en")
    recorder.flush()
    with database.connect() as connection:
        assert days(connection, TODAY, TODAY) == [Day(TODAY, "en", unrecorded=3), Day(TODAY, "fa", unrecorded=1)]


def test_where_the_database_is_away_searches_wait_and_are_written_later(
    recorder: Recorder, database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    name = search(recorder, "reset") or ""
    recorder.click(name, RESET, 1)
    recorder.count_unrecorded("en")
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE searches RENAME TO away"))
    with caplog.at_level(logging.WARNING):
        recorder.flush(everything=True)
    assert "searches could not be written and wait" in caplog.text
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO searches"))
    assert queries(recorder, database) == ["reset"]
    assert len(written(database)[0].clicks) == 1


def test_what_waits_is_bounded_and_the_rest_is_counted_as_dropped(recorder: Recorder) -> None:
    for number in range(MAX_PENDING + 5):
        search(recorder, "reset", f"reader {number}")
    assert recorder.dropped == 5


def test_without_a_database_recording_is_harmless(clock: Clock) -> None:
    recorder = Recorder(None, clock)
    assert search(recorder, "reset") is None
    recorder.click("x", RESET, 1)
    recorder.count_unrecorded("en")
    recorder.close()


def test_closing_loses_nothing(recorder: Recorder, database: Engine) -> None:
    recorder.start()
    search(recorder, "reset")
    recorder.close()
    assert [one.query for one in written(database)] == ["reset"]


# Through the site


@pytest.fixture
def page(collection: Collection, client: FlaskClient, site: Flask) -> FlaskClient:
    collection.write("en/account/reset.md", "Reset the password with the link.", title="Reset a password")
    parts = site.extensions["kb"]
    parts.library.refresh()
    parts.service.bring_up_to_date()
    return client


def kept(site: Flask) -> list[Search]:
    parts = site.extensions["kb"]
    parts.recorder.flush(everything=True)
    return written(parts.database)


def test_the_page_and_the_api_are_recorded(page: FlaskClient, site: Flask) -> None:
    page.get("/en/search?q=reset+password")
    page.get("/api/v1/search?q=zeppelin&lang=en")
    assert {(one.query, one.first) for one in kept(site)} >= {("reset password", (RESET,))}
    assert len(kept(site)) == 2


def test_a_beacon_tells_which_result_was_opened(page: FlaskClient, site: Flask) -> None:
    shown = html.fromstring(page.get("/en/search?q=reset+password").text)
    [name] = shown.xpath('//ol[@class="hits"]/@data-search')
    assert "from=" not in shown.xpath('string(//ol[@class="hits"]//h2/a/@href)')
    item = {"search": name, "language": "en", "key": "account/reset", "position": "1"}
    assert page.post("/api/v1/click", data=item).status_code == 204
    assert [click.article for click in kept(site)[0].clicks] == [RESET]


@pytest.mark.parametrize(
    "change", [{"key": "gone"}, {"position": "x"}, {"position": "٣"}, {"search": "forged"}, {"language": "x" * 99}]
)
def test_a_beacon_with_nonsense_changes_nothing(page: FlaskClient, site: Flask, change: dict[str, str]) -> None:
    shown = html.fromstring(page.get("/en/search?q=reset").text)
    name = shown.xpath('string(//ol[@class="hits"]/@data-search)')
    item = {"search": name, "language": "en", "key": "account/reset", "position": "1", **change}
    assert page.post("/api/v1/click", data=item).status_code == 204
    assert kept(site)[0].clicks == []


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_tracked_is_not(page: FlaskClient, site: Flask, header: str) -> None:
    answer = page.get("/en/search?q=reset", headers={header: "1"})
    assert "data-search" not in answer.text
    assert kept(site) == []
    with site.extensions["kb"].database.connect() as connection:
        assert days(connection, TODAY, TODAY) == [Day(TODAY, "en", unrecorded=1)]


def test_no_address_is_kept_anywhere(page: FlaskClient, site: Flask, tmp_path: Path) -> None:
    page.get("/en/search?q=reset", environ_base={"REMOTE_ADDR": "203.0.113.77"}, headers={"User-Agent": "Netscape/4"})
    kept(site)
    with site.extensions["kb"].database.begin() as connection:
        connection.execute(text("SELECT 1"))
    for file in (tmp_path / "data").glob("kb.sqlite*"):
        assert b"203.0.113.77" not in file.read_bytes()
        assert b"Netscape" not in file.read_bytes()


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.5.0"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/page"},
    ],
)
def test_what_no_reader_asked_here_is_no_search(page: FlaskClient, site: Flask, headers: dict[str, str]) -> None:
    for path in ("/en/search?q=reset", "/api/v1/search?q=reset&lang=en"):
        assert page.get(path, headers=headers).status_code == 200
        assert "Search-Id" not in page.get(path, headers=headers).headers
    assert kept(site) == []


@pytest.mark.slow
def test_one_address_is_so_many_readers_and_searches_a_minute_at_most(
    page: FlaskClient, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(OF_ONE_ADDRESS + 30):
        page.get(f"/en/search?q=word{number}", headers={"User-Agent": f"Netscape/{number}"})
    page.get("/en/search?q=reset", environ_base={"REMOTE_ADDR": "203.0.113.8"})
    found = kept(site)
    assert len(found) == OF_ONE_ADDRESS + 1
    assert len({one.session for one in found}) == KnownNames.MOST + 2


def test_a_click_from_another_site_is_not_believed(page: FlaskClient, site: Flask) -> None:
    shown = html.fromstring(page.get("/en/search?q=reset").text)
    name = shown.xpath('string(//ol[@class="hits"]/@data-search)')
    item = {"search": name, "language": "en", "key": "account/reset", "position": "1"}
    assert page.post("/api/v1/click", data=item, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 204
    assert kept(site)[0].clicks == []


def test_a_click_reaches_a_search_that_another_process_has_not_written_yet(database: Engine, clock: Clock) -> None:
    one, other = Recorder(database, clock), Recorder(database, clock)
    name = search(one, "reset") or ""
    other.click(name, RESET, 1)
    other.flush()
    one.flush(everything=True)
    other.flush()
    with database.connect() as connection:
        assert connection.scalars(select(SearchClicks.search)).all() == [name]


def test_a_click_on_what_nobody_writes_is_forgotten_in_the_end(database: Engine, clock: Clock) -> None:
    recorder = Recorder(database, clock)
    recorder.click("0" * 16, RESET, 1)
    for _ in range(TRIES + 1):
        assert recorder._clicks
        recorder.flush()
    assert not recorder._clicks


def test_processes_with_one_chain_of_secrets_tell_readers_apart_alike(clock: Clock) -> None:
    chain = SecretChain(NOON.date())
    one, other = (Recorder(None, clock, chain.of) for _ in range(2))
    assert one.session("10.0.0.1", "Firefox") == other.session("10.0.0.1", "Firefox")
