"""Days and hours in the form of an article."""

from __future__ import annotations

import pytest

from tests.conftest import Collection
from tests.kb.editor.conftest import Writer, told

pytestmark = pytest.mark.slow  # whole pages


def test_an_article_is_planned_in_the_form_by_the_clock_of_the_site(writer: Writer, collection: Collection) -> None:
    collection.write("site.yml", b"name: X\ntime_zone: Europe/Berlin\n")
    page = writer.open("en/tap")
    answer = writer.send(page, status="published", published_on="2026-12-20 09:00", unpublish_on="2026-12-24")
    assert answer.location == "/en/articles/tap"
    assert b'\nunpublish_on: 2026-12-24\npublished_on: "2026-12-20 09:00"\n' in writer.file("en/tap.md")
    assert "from <time" in writer.browser.get("/en/articles/tap").text
    page = writer.open("en/tap")
    assert writer.send(page, text="Turn it well.").status_code == 303
    assert b"updated_on" not in writer.file("en/tap.md")


REFUSED_TIMES = [
    ({"published_on": "2027-03-28 02:30"}, "The clocks of Europe/Berlin skip 2027-03-28 02:30: they go on to 03:30"),
    ({"unpublish_on": "2027-10-31 02:30"}, "Write which one: 2027-10-31 02:30+02:00 or 2027-10-31 02:30+01:00."),
    ({"published_on": "2026-12-20", "unpublish_on": "2026-12-19"}, "removed before it is published"),
    ({"published_on": "tomorrow"}, "'tomorrow' is not a date like 2026-02-11"),
]


@pytest.mark.parametrize(("fields", "why"), REFUSED_TIMES)
def test_a_time_that_is_none_or_two_is_refused_with_what_to_write(
    writer: Writer, collection: Collection, fields: dict[str, str], why: str
) -> None:
    collection.write("site.yml", b"name: X\ntime_zone: Europe/Berlin\n")
    before = writer.file("en/cup.md")
    answer = writer.send(writer.open("en/cup"), **fields)
    assert answer.status_code == 422
    assert why in told(answer)
    assert writer.file("en/cup.md") == before


def test_the_second_of_two_equal_times_can_be_planned(writer: Writer, collection: Collection) -> None:
    collection.write("site.yml", b"name: X\ntime_zone: Europe/Berlin\n")
    assert writer.send(writer.open("en/cup"), unpublish_on="2027-10-31 02:30+01:00").status_code == 303
