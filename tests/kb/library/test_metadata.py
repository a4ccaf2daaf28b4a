"""Front matter values under every name people use for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import ArticleKind, Audience, Phase, Status
from kb.catalog.schedule import PlannedTime
from kb.core.intervals import ReviewInterval, parse_interval
from kb.front_matter.parse import Value
from kb.library.metadata import AUDIENCES, KNOWN, read_metadata
from tests.kb.conftest import metadata_of

DAY = date(2026, 2, 11)
FIELDS: list[tuple[str, str, str, Any]] = [
    ("title", "Reset a password", "title", "Reset a password"),
    *((name, "One line.", "description", "One line.") for name in ("description", "summary", "excerpt")),
    ("category", "Account", "category", "Account"),
    ("categories", "[Account, Security]", "category", "Account"),
    ("tags", "[a, b]", "tags", ("a", "b")),
    ("keywords", "[log in, sign in]", "keywords", ("log in", "sign in")),
    *((name, "2026-02-11", "published_on", DAY) for name in ("published_on", "date", "published")),
    *(
        (name, "2026-02-11", "taken_away", PlannedTime(datetime(2026, 2, 11), key=name, line=2))  # noqa: DTZ001
        for name in ("unpublish_on", "expirydate", "unpublishdate")
    ),
    *(
        (name, "2026-02-11", "updated_on", DAY)
        for name in ("updated_on", "lastmod", "last_updated", "last_update", "last_modified_at", "updated")
    ),
    *((name, "2026-02-11", "last_reviewed_on", DAY) for name in ("last_reviewed_on", "last_reviewed", "reviewed_on")),
    ("review_in", "6 months", "review_in", ReviewInterval(months=6)),
    ("reviewed_by", "Alice", "reviewed_by", "Alice"),
    ("owner", "Accounts team", "owner", "Accounts team"),
    *((name, "/account/new", "moved_to", "account/new") for name in ("moved_to", "redirect_to", "redirect_url")),
    ("translated_from", "fa", "translated_from", "fa"),
    ("original_version", "3f9a0c1b2d4e", "original_version", "3f9a0c1b2d4e"),
    ("translated_by", "model", "translated_by", "model"),
    ("audience", "internal", "audience", Audience.INTERNAL),
    ("status", "archived", "status", Status.ARCHIVED),
    ("draft", "true", "status", Status.DRAFT),
    ("hidden", "true", "status", Status.DRAFT),
    ("product", "[kettle, all]", "products", ("kettle", "all")),
    ("phase", "Set-up", "phase", Phase.SET_UP),
    ("kind", "Guide", "kind", ArticleKind.GUIDE),
    *((name, "3", "weight", 3.0) for name in ("weight", "sidebar_position", "nav_order", "order")),
    *(
        (name, "help/old", "old_paths", ("help/old",))
        for name in ("old_paths", "aliases", "redirect_from", "permalink", "slug", "url")
    ),
]


@pytest.mark.parametrize(("key", "written", "field", "expected"), FIELDS, ids=[key for key, *_ in FIELDS])
def test_every_key_is_read_under_every_name(key: str, written: str, field: str, expected: Any) -> None:
    found = metadata_of(f"{key}: {written}")
    assert getattr(found, field) == expected
    assert not found.problems
    assert not found.extra


@pytest.mark.parametrize(("key", "written", "field", "expected"), FIELDS, ids=[key for key, *_ in FIELDS])
def test_the_letter_case_of_a_key_does_not_matter(key: str, written: str, field: str, expected: Any) -> None:
    found = metadata_of(f"{key.title()}: {written}")
    assert (getattr(found, field), found.extra) == (expected, {})


def test_every_known_key_is_tested() -> None:
    assert {key for key, *_ in FIELDS} == KNOWN


def test_without_front_matter_an_article_is_public_published_and_undated() -> None:
    found = read_metadata({}, "a.md")
    assert (found.audience, found.status) == (Audience.PUBLIC, Status.PUBLISHED)
    assert (found.title, found.published_on, found.last_reviewed_on, found.review_in, found.owner) == (None,) * 5
    assert not found.problems


def test_our_own_names_win_over_foreign_ones() -> None:
    found = metadata_of("date: 2020-01-01\npublished_on: 2026-02-11\nsummary: B\ndescription: A")
    assert (found.published_on, found.description) == (DAY, "A")


PLANNED = "a date like 2026-02-11, or with its hour 2026-02-11 09:00"
MALFORMED = [
    ("title", "[a, b]", "a line of text"),
    ("title", "{a: b}", "a line of text"),
    ("description", "x" * 501, "a line of text"),
    ("published_on", "2026-02-31", PLANNED),
    ("published_on", "2026-13-01", PLANNED),
    ("unpublish_on", "2026-02-11 9am", PLANNED),
    ("expirydate", "never", "a date like 2026-02-11"),
    ("date", "11.02.2026", "a date like 2026-02-11"),
    ("date", "0000-01-01", "a date like 2026-02-11"),
    ("date", "[2026-02-11]", "a date like 2026-02-11"),
    ("lastmod", "yesterday", "a date like 2026-02-11"),
    ("last_reviewed", "2026-02", "a date like 2026-02-11"),
    ("review_in", "soon", "an interval like '6 months', '52 weeks' or 'never'"),
    ("review_in", "0 months", "an interval like '6 months', '52 weeks' or 'never'"),
    ("owner", "[a]", "a name"),
    ("audience", "the staff", AUDIENCES),
    ("audience", "[internal, support]", AUDIENCES),
    ("audience", "[public, internal]", AUDIENCES),
    ("status", "live", "draft, published or archived"),
    ("draft", "maybe", "true or false"),
    ("hidden", "2", "true or false"),
    ("published", "flase", "a date like 2026-02-11"),
    ("weight", "heavy", "a number"),
    ("nav_order", "nan", "a number"),
    ("weight", "inf", "a number"),
    ("tags", "{a: b}", "a list of words"),
    ("keywords", "[[a], b]", "a list of words"),
    ("old_paths", "../../etc/passwd", "a former path without '..'"),
    ("reviewed_by", "[[a]]", "a name"),
    ("moved_to", "/", "the key of another article"),
]


@pytest.mark.parametrize(("key", "written", "expected"), MALFORMED)
def test_a_malformed_value_names_file_line_key_value_and_what_was_expected(
    key: str, written: str, expected: str
) -> None:
    (problem,) = metadata_of(f"other: x\n{key}: {written}").problems
    assert (problem.severity, problem.code, problem.path) == ("error", "bad_value", "a.md")
    assert (problem.line, problem.key) == (3, key)
    assert str(problem).startswith(f"a.md:3: error: {key}: ")
    assert str(problem).endswith(f" is not {expected}")
    first_letter = written.strip("[{").removeprefix("a: ")[0]
    assert first_letter in (problem.value or "")


def test_a_long_hostile_value_does_not_flood_the_message() -> None:
    (problem,) = metadata_of("audience: " + "x" * 5000).problems
    assert len(str(problem)) < 200
    assert len(problem.value or "") <= 200


def test_one_malformed_value_leaves_the_others_readable() -> None:
    found = metadata_of("title: A\ndate: never\ntags: [x]")
    assert (found.title, found.published_on, found.tags) == ("A", None, ("x",))


@pytest.mark.parametrize("written", ["", "''", "null", "~", "[]", "{public: true}", "pub lic", "a,,b", "é"])
def test_an_audience_that_cannot_be_read_hides_the_article_from_all_but_editors(written: str) -> None:
    found = metadata_of(f"audience: {written}")
    assert found.audience == Audience.CLOSED
    assert [problem.key for problem in found.problems] == ["audience"]


@pytest.mark.parametrize("key", ["status", "draft", "hidden"])
@pytest.mark.parametrize("written", ["", "''", "null", "perhaps", "[published]", "{a: b}"])
def test_a_status_that_cannot_be_read_makes_a_draft(key: str, written: str) -> None:
    found = metadata_of(f"{key}: {written}")
    assert found.status is Status.DRAFT
    assert [problem.key for problem in found.problems] == [key]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("support", {"support"}),
        ("[support, sales]", {"support", "sales"}),
        ("Support, sales, support", {"support", "sales"}),
        ("[public]", {"public"}),
    ],
)
def test_teams_are_one_slug_or_several(written: str, names: set[str]) -> None:
    found = metadata_of(f"title: A\naudience: {written}")
    assert (found.audience.names, found.audience_line, found.problems) == (names, 3, [])


@pytest.mark.parametrize("written", ["Internal", " INTERNAL ", "internal"])
def test_audience_and_status_are_read_in_any_letter_case(written: str) -> None:
    assert metadata_of(f"audience: '{written}'").audience == Audience.INTERNAL
    assert metadata_of("status: Archived").status is Status.ARCHIVED


@pytest.mark.parametrize("front_matter", ["status: published\ndraft: true", "draft: false\nhidden: yes"])
def test_whatever_says_draft_wins(front_matter: str) -> None:
    assert metadata_of(front_matter).status is Status.DRAFT


def test_draft_false_does_not_publish_an_archived_article() -> None:
    assert metadata_of("status: archived\ndraft: false").status is Status.ARCHIVED


@pytest.mark.parametrize(("flag", "status"), [("true", Status.PUBLISHED), ("false", Status.DRAFT)])
def test_published_is_jekylls_flag_where_it_is_true_or_false(flag: str, status: Status) -> None:
    found = metadata_of(f"published: {flag}")
    assert (found.status, found.published_on, found.problems) == (status, None, [])


def test_published_that_is_neither_date_nor_flag_makes_a_draft() -> None:
    assert metadata_of("published: flase").status is Status.DRAFT


@pytest.mark.parametrize("key", ["title", "description", "date", "owner", "weight", "tags", "category", "permalink"])
@pytest.mark.parametrize("written", ["", "''", "null"])
def test_an_empty_value_is_an_absent_one(key: str, written: str) -> None:
    assert metadata_of(f"{key}: {written}").problems == []


@pytest.mark.parametrize(
    "written",
    ["2026-02-11", "2026-2-11", "2026-02-11T09:30:00Z", "2026-02-11 09:30:00 +0330", "'2026-02-11'", "۲۰۲۶-۰۲-۱۱"],
)
def test_dates_are_read_as_people_write_them(written: str) -> None:
    assert metadata_of(f"date: {written}").published_on == DAY


def test_the_29th_of_february_exists_in_leap_years_only() -> None:
    assert metadata_of("date: 2024-02-29").published_on == date(2024, 2, 29)
    assert metadata_of("date: 2025-02-29").published_on is None


def test_docusaurus_nests_the_date_of_the_last_update() -> None:
    assert metadata_of("last_update:\n  date: 2026-02-11\n  author: Sam").updated_on == DAY
    nameless = metadata_of("last_update:\n  author: Sam")
    assert (nameless.updated_on, nameless.problems) == (None, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("6 months", ReviewInterval(months=6)),
        ("1 Month", ReviewInterval(months=1)),
        ("2 years", ReviewInterval(months=24)),
        ("52 weeks", ReviewInterval(days=364)),
        ("30days", ReviewInterval(days=30)),
        (" never ", ReviewInterval(never=True)),
        ("Never", ReviewInterval(never=True)),
    ],
)
def test_an_interval_is_a_number_of_calendar_units_or_never(written: str, expected: ReviewInterval) -> None:
    assert parse_interval(written) == expected


@pytest.mark.parametrize(
    "written", ["", "6", "months", "-6 months", "0 days", "1.5 years", "6 months ago", "12345 days"]
)
def test_an_interval_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        parse_interval(written)


def test_the_first_category_is_the_category_and_the_others_are_tags() -> None:
    found = metadata_of("categories: [Billing, Refunds]\ntags: [money]")
    assert (found.category, found.tags) == ("Billing", ("money", "Refunds"))


def test_a_written_category_wins_over_the_list() -> None:
    found = metadata_of("category: Refunds\ncategories: [Billing, Refunds]")
    assert (found.category, found.tags) == ("Refunds", ("Billing",))


def test_words_are_given_as_a_list_or_between_commas_and_once_each() -> None:
    assert metadata_of("tags: a, b , a,").tags == ("a", "b")
    assert metadata_of("tags:\n  - 'two  words'\n  -\n  - null\n  - two words").tags == ("two words",)


def test_old_paths_lose_slashes_and_html_and_leave_out_templates_and_other_sites() -> None:
    found = metadata_of("aliases: [/a/b/, c.html, /:title/, '{{ x }}', 'https://x.example/y', '']\npermalink: /a/b/")
    assert found.old_paths == ("a/b", "c")
    assert not found.problems


def test_several_names_for_old_paths_add_up() -> None:
    assert metadata_of("old_paths: [a]\nslug: b\nredirect_from:\n  - c").old_paths == ("a", "c", "b")


def test_unknown_keys_are_kept_as_they_are() -> None:
    found = metadata_of("title: A\nLayout: page\nmy:\n  - x: '1'")
    assert found.extra == {"Layout": "page", "my": [{"x": "1"}]}
    assert not found.problems


def test_text_is_one_line_in_composed_letters_without_control_characters() -> None:
    found = metadata_of('title: "a\\u0001 \\uFFFFb\\n c"\ntags: ["e\\u0301", "\\u0000x"]')
    assert found.title == "a b c"
    assert found.tags == ("é", "x")


PLAIN = st.recursive(
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["2026-02-31", "true", "internal", "never", "1e999"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


def as_value(data: Any) -> Value:
    if isinstance(data, list):
        return Value([as_value(item) for item in data], 2)
    if isinstance(data, dict):
        return Value({key: as_value(item) for key, item in data.items()}, 2)
    return Value(data, 2)


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)), PLAIN, max_size=4))
def test_no_value_is_beyond_reading_and_none_that_is_refused_publishes(values: dict[str, Any]) -> None:
    found = read_metadata({key: as_value(data) for key, data in values.items()}, "a.md")
    keys = {problem.key for problem in found.problems}
    assert "audience" not in keys or found.audience == Audience.CLOSED
    assert not keys & {"status", "draft", "hidden"} or found.status is Status.DRAFT
