"""What the clock lets readers see of a folder, and what ``kb check`` says of doubtful times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kb.catalog.article import ArticleId
from kb.catalog.schedule import Presence
from kb.library.library import Library
from kb.library.reading_cache import KeptReadings
from tests.clock import Clock
from tests.conftest import Collection

PLANNED = {"published_on": "2026-12-20 09:00", "unpublish_on": "2026-12-24"}


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 12, 20, 7, 59, tzinfo=UTC))


@pytest.fixture
def library(collection: Collection, clock: Clock) -> Library:
    collection.write("site.yml", b"name: X\ntime_zone: Europe/Berlin\n")
    collection.write("en/now.md", title="Now")
    return Library(collection.root, "en", clock=clock)


def keys(library: Library) -> list[str]:
    return [article.key for article in library.refresh().published]


def test_articles_come_and_go_by_the_clock_of_the_site(collection: Collection, library: Library, clock: Clock) -> None:
    collection.write("en/sale.md", title="Sale", **PLANNED)
    assert keys(library) == ["now"]
    before = library.catalog
    assert before.articles[ArticleId("en", "sale")].is_planned
    assert library.refresh() is before
    clock.later(seconds=59)
    assert not library.is_due()
    clock.later(seconds=1)
    assert library.is_due()
    assert keys(library) == ["now", "sale"]
    assert not library.is_due()
    clock.later(days=3, hours=15)
    assert library.is_due()
    assert keys(library) == ["now"]
    assert library.catalog.articles[ArticleId("en", "sale")].presence is Presence.OVER
    assert library.catalog.problems == ()
    clock.later(days=900)
    assert not library.is_due()


def test_articles_come_and_go_while_their_folder_cannot_be_reached(
    collection: Collection, library: Library, clock: Clock
) -> None:
    collection.write("en/sale.md", title="Sale", **PLANNED)
    assert keys(library) == ["now"]
    away = collection.root.rename(collection.root.parent / "away")
    assert keys(library) == ["now"]
    clock.later(minutes=1)
    assert keys(library) == ["now", "sale"]
    lost = library.catalog
    assert [problem.code for problem in lost.problems] == ["no_folder"]
    assert library.refresh() is lost
    clock.later(days=4)
    assert keys(library) == ["now"]
    away.rename(collection.root)
    assert keys(library) == ["now"]
    assert library.catalog.problems == ()


def test_a_clock_of_another_zone_is_another_moment(collection: Collection, library: Library, clock: Clock) -> None:
    collection.write("en/sale.md", title="Sale", **PLANNED)
    clock.later(minutes=1)
    assert keys(library) == ["now", "sale"]
    collection.write("site.yml", b"name: X\ntime_zone: UTC\n")
    assert keys(library) == ["now"]


def test_readings_kept_from_before_know_their_times(collection: Collection, clock: Clock, tmp_path: object) -> None:
    for number in range(60):  # so many are worth keeping
        collection.write(f"en/a{number}.md", title="A", published_on="2026-12-21 10:00+01:00")
    kept = KeptReadings(collection.root.parent / "readings", collection.root)
    for _ in range(2):
        assert keys(Library(collection.root, "en", kept, clock)) == []
    clock.later(days=1, hours=2)
    assert len(keys(Library(collection.root, "en", kept, clock))) == 60


DOUBTS = [
    (
        {"published_on": "2027-03-28 02:30"},
        (
            "en/a.md:3: warning: published_on: 2027-03-28 02:30: the clocks of Europe/Berlin skip this time; "
            "it counts as 03:30"
        ),
    ),
    (
        {"unpublish_on": "2027-10-31 02:30"},
        (
            "en/a.md:3: warning: unpublish_on: 2027-10-31 02:30: the clocks of Europe/Berlin show this time twice; "
            "the first counts. To say which, write it like 2027-10-31 02:30+02:00"
        ),
    ),
    (
        {"published_on": "2026-12-24", "unpublish_on": "2026-12-23 18:00"},
        (
            "en/a.md:4: error: unpublish_on: 2026-12-23 18:00 is not after published_on: 2026-12-24, "
            "so readers never see it"
        ),
    ),
    (
        {"unpublish_on": "2026-12-23 25:00"},
        (
            "en/a.md:3: error: unpublish_on: '2026-12-23 25:00' is not a date like 2026-02-11, "
            "or with its hour 2026-02-11 09:00"
        ),
    ),
    (
        {"published_on": "2026-12-23 at nine"},
        (
            "en/a.md:3: error: published_on: '2026-12-23 at nine' is not a date like 2026-02-11, "
            "or with its hour 2026-02-11 09:00"
        ),
    ),
]


@pytest.mark.parametrize(("given", "told"), DOUBTS)
def test_a_doubtful_time_is_told_with_file_line_key_and_value(
    collection: Collection, library: Library, given: dict[str, str], told: str
) -> None:
    collection.write("en/a.md", title="A", **given)
    (problem,) = library.refresh().problems
    assert str(problem) == told
    assert problem.key in given
    assert problem.value == given[str(problem.key)]


def test_a_change_of_clocks_that_is_over_is_no_doubt(collection: Collection, library: Library, clock: Clock) -> None:
    collection.write("en/a.md", title="A", published_on="2026-10-25 02:30")
    assert library.refresh().problems == ()
    clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert library.refresh().problems == ()


def test_what_other_systems_write_behind_a_day_is_read_as_before(collection: Collection, library: Library) -> None:
    collection.write("en/a.md", title="A", date="2026-12-01 in winter")
    collection.write("en/b.md", title="B", date="2026-12-01T09:30:00.123Z", expirydate="2026-12-02")
    catalog = library.refresh()
    assert catalog.problems == ()
    assert [article.key for article in catalog.published] == ["a", "now"]
