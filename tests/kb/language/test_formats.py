"""Numbers and days are written as the site chose for each language, and every page follows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kb.core.settings import Settings
from kb.language.formats import Writing, solar_day
from tests.at_the_machine import client_at_the_machine
from tests.conftest import Collection, open_site
from tests.kb.conftest import Page, without_ezafe

USUAL = Writing()
CHOSEN = Writing({"fa": "solar"}, {"ar": "own", "fa": "latin"})
DAY = date(2026, 1, 2)


@pytest.mark.parametrize(
    ("language", "number", "day", "short"),
    [
        ("en", "1,234.5", "January 2, 2026", "Jan 2"),
        ("ar", "1,234.5", "2 يناير 2026", "2 يناير"),
        ("fa", "۱٬۲۳۴٫۵", "۲ ژانویه ۲۰۲۶", "۲ ژانویه"),
        ("ru", "1\u00a0234,5", "2 января 2026\u202fг.", "2 янв."),
    ],
)
def test_without_a_choice_only_persian_has_digits_of_its_own(language: str, number: str, day: str, short: str) -> None:
    assert USUAL.number(1234.5, language) == number
    assert without_ezafe(USUAL.day(DAY, language)).replace("\u00a0", "\u202f") == day
    assert USUAL.short_day(DAY, language) == short


def test_a_month_at_the_head_of_a_column_is_named_and_not_counted() -> None:
    named = {language: without_ezafe(USUAL.month(DAY, language)) for language in ("en", "ar", "fa")}
    assert named == {"en": "Jan 2026", "ar": "يناير 2026", "fa": "ژانویه ۲۰۲۶"}
    assert USUAL.month(DAY, "ru").startswith("янв. 2026")


def test_days_are_written_as_in_the_sites_region_where_a_language_is_at_home_there() -> None:
    british = Writing(region="GB")
    assert british.day(DAY, "en") == "2 January 2026"
    assert british.day(DAY, "ar") == USUAL.day(DAY, "ar"), "nobody writes Arabic as the British do"
    assert (british.locale("en"), british.locale("en-US"), british.locale("ru")) == ("en_GB", "en_US", "ru")


def test_a_site_chooses_digits_and_calendar_by_language() -> None:
    assert CHOSEN.number(1234.5, "ar") == "١٬٢٣٤٫٥"
    assert CHOSEN.day(DAY, "ar") == "٢ يناير ٢٠٢٦"
    assert CHOSEN.number(1234.5, "fa") == "1,234.5"
    assert CHOSEN.day(DAY, "fa") == "12 دی 1404"
    assert CHOSEN.short_day(DAY, "fa") == "12 دی"
    assert CHOSEN.day(DAY, "en") == USUAL.day(DAY, "en")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 3, 19), "29 اسفند 1402"),
        (date(2024, 3, 20), "1 فروردین 1403"),  # a leap year of both calendars
        (date(2025, 3, 20), "30 اسفند 1403"),  # the day that only leap years have
        (date(2025, 3, 21), "1 فروردین 1404"),
        (date(2026, 3, 20), "29 اسفند 1404"),
        (date(2026, 3, 21), "1 فروردین 1405"),
        (date(2026, 9, 22), "31 شهریور 1405"),  # the last month of 31 days
        (date(2026, 9, 23), "1 مهر 1405"),
        (date(2029, 3, 19), "29 اسفند 1407"),
        (date(2029, 3, 20), "1 فروردین 1408"),
        (date(2030, 3, 20), "30 اسفند 1408"),  # a leap year five years after the last
    ],
)
def test_solar_hijri_years_begin_with_the_equinox(day: date, expected: str) -> None:
    assert solar_day(day) == expected


def test_no_day_is_left_out_or_doubled_in_two_hundred_years() -> None:
    days = [solar_day(date(1900, 1, 1) + timedelta(days=number)) for number in range(73_000)]
    assert len(set(days)) == len(days)


def test_a_day_before_the_calendar_is_gregorian() -> None:
    assert solar_day(date(600, 1, 1)) is None
    assert without_ezafe(CHOSEN.day(date(600, 1, 1), "fa")) == "1 ژانویه 600"


def test_a_day_on_a_page_says_which_it_is_and_in_persian_what_it_is_called_in_each_calendar() -> None:
    assert (
        str(USUAL.day_element(datetime(2026, 1, 2, 23, 30, tzinfo=UTC), "en"))
        == '<time datetime="2026-01-02">January 2, 2026</time>'
    )
    assert without_ezafe(USUAL.day_element(DAY, "fa")) == (
        '<time datetime="2026-01-02" data-gregorian="۲ ژانویه ۲۰۲۶" data-solar="۱۲ دی ۱۴۰۴">۲ ژانویه ۲۰۲۶</time>'
    )
    assert "12 دی 1404</time>" in CHOSEN.day_element(DAY, "fa")
    assert USUAL.day(None, "en") == USUAL.day_element(None, "en") == ""


def read(collection: Collection, folder: Path, **settings: object) -> dict[str, Page]:
    """The home pages and an article in Arabic and Persian, of a site with ``settings``."""
    for language in ("ar", "fa"):
        for name in ("a", "b", "c"):
            collection.write(
                f"{language}/x/{name}.md", title="T", updated_on="2026-01-02", last_reviewed_on="2026-01-02"
            )
    given = Settings(articles_dir=collection.root, data_dir=folder / "data", **settings)  # type: ignore[arg-type]
    app = open_site(given, models=[], clock=lambda: datetime(2026, 1, 22, 12, tzinfo=UTC))
    app.extensions["kb"].library.refresh()
    charts = ("/review/reports/age.svg?lang=ar", "/review/reports/age.svg?lang=fa")
    addresses = ("/ar/", "/fa/", "/ar/articles/x/a", "/fa/articles/x/a", *charts)
    client = client_at_the_machine(app)
    pages = {address: Page(client.get(address)) for address in addresses}
    app.extensions["kb"].close()
    return pages


def test_pages_follow_the_usual_choice(collection: Collection, tmp_path: Path) -> None:
    pages = read(collection, tmp_path)
    assert pages["/ar/"].texts("//p[@class='count']") == ["3 مقالات"]
    assert pages["/fa/"].texts("//p[@class='count']") == ["۳ مقاله"]
    assert {without_ezafe(day) for day in pages["/fa/"].texts("//time")} == {"۲ ژانویه ۲۰۲۶"}
    assert pages["/fa/articles/x/a"].texts("//footer//time/@data-solar") == ["۱۲ دی ۱۴۰۴"]
    assert "&lt;time" not in pages["/fa/articles/x/a"].text


def test_pages_follow_the_choice_of_the_site(collection: Collection, tmp_path: Path) -> None:
    pages = read(collection, tmp_path, calendars=(("fa", "solar"),), digits=(("ar", "own"),))
    assert pages["/ar/"].texts("//p[@class='count']") == ["٣ مقالات"]
    assert pages["/ar/articles/x/a"].texts("//footer//time") == ["٢ يناير ٢٠٢٦"]
    assert set(pages["/fa/"].texts("//time")) == {"۱۲ دی ۱۴۰۴"}


def test_the_calendar_is_offered_where_the_interface_has_more_than_one(collection: Collection, tmp_path: Path) -> None:
    pages = read(collection, tmp_path, calendars=(("fa", "solar"),))
    assert pages["/fa/"].texts("//input[@name='calendar']/@value") == ["gregorian", ""]
    assert pages["/ar/"].texts("//input[@name='calendar']") == []


def test_charts_follow_as_well(collection: Collection, tmp_path: Path) -> None:
    address = "/review/reports/age.svg?lang="
    pages = read(collection, tmp_path, digits=(("ar", "own"), ("fa", "latin")))
    labels = {code: " ".join(pages[address + code].xml.itertext()) for code in ("ar", "fa")}
    assert set("٠١٢٣٤٥٦٧٨٩") & set(labels["ar"])
    assert not set("۰۱۲۳۴۵۶۷۸۹") & set(labels["fa"])
