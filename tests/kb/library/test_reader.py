"""One file into one article, or into the reason why not."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import Article, Audience, Status
from kb.catalog.paths import FilePlace
from kb.core.errors import Problem
from kb.files.inside import OutsideError
from kb.library.descriptions import first_sentence
from kb.library.reader import MAX_ARTICLE_BYTES, Reading, parse_article, read_article
from tests.kb.conftest import SAVED

PLACE = FilePlace("en", "account/reset-password", "account")


def read(raw: str | bytes, place: FilePlace = PLACE) -> Reading:
    data = raw.encode() if isinstance(raw, str) else raw
    return parse_article(data, "en/account/reset-password.md", place, SAVED)


def article(raw: str | bytes, place: FilePlace = PLACE) -> Article:
    found = read(raw, place).article
    assert found is not None
    return found


def only_problem(raw: str | bytes) -> Problem:
    (problem,) = read(raw).problems
    return problem


def test_a_whole_article_is_read() -> None:
    found = article("---\ntitle: Reset\ntags: [a]\npublished_on: 2026-02-11\n---\nAsk for a link. Then click.\n")
    assert (found.language, found.key, found.path) == ("en", "account/reset-password", "en/account/reset-password.md")
    assert (found.title, found.description, found.category) == ("Reset", "Ask for a link.", "account")
    assert (found.published_on, found.modified_at, found.body_line) == (date(2026, 2, 11), SAVED, 6)
    assert read("---\ntitle: Reset\n---\nText.").problems == ()


def test_a_file_that_is_not_utf8_names_the_line_and_the_byte() -> None:
    problem = only_problem(b"# Title\n\nCaf\xe9\n")
    assert (problem.code, problem.line) == ("not_utf8", 3)
    assert "0xe9" in problem.message
    assert read(b"\xff\xfe#\x00 \x00").article is None


@pytest.mark.parametrize("raw", [b"", b"\n \n\t\n", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_file_is_an_error_and_no_article(raw: bytes) -> None:
    assert read(raw).article is None
    assert only_problem(raw).code == "empty"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    unix = article("---\ntitle: A\n---\nOne\n\nTwo\n")
    assert article(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nOne\r\n\r\nTwo\r\n") == unix
    assert article(b"---\rtitle: A\r---\rOne\r\rTwo\r") == unix


def test_control_characters_are_left_out() -> None:
    found = article("---\ntitle: A\x00\x07\n---\nNUL\x00 bell\x07 \ufffe\uffff\ufeffend\ttab\n")
    assert found.title == "A"
    assert found.body == "NUL bell end\ttab\n"


def test_a_file_beyond_the_limit_is_not_read_and_says_its_size(tmp_path: Path) -> None:
    file = tmp_path / "big.md"
    with file.open("wb") as stream:
        stream.truncate(20 * 2**20)
    reading = read_article(tmp_path, "big.md", PLACE)
    assert reading.article is None
    (problem,) = reading.problems
    assert problem.code == "too_large"
    assert "20.0 MB" in problem.message
    assert "2 MB" in problem.message


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "big.md"
    file.write_bytes(b"# A\n\n" + b"x" * (MAX_ARTICLE_BYTES - 5))
    assert read_article(tmp_path, "big.md", PLACE).article is not None


def test_the_time_of_the_file_is_kept_in_utc(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# A\n\nText.")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    found = read_article(tmp_path, "a.md", PLACE).article
    assert found is not None
    assert found.modified_at == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_a_link_that_was_put_there_since_the_folder_was_looked_at_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "secret").write_text("# The password\n\nText.")
    (tmp_path / "articles/a.md").symlink_to(tmp_path / "secret")
    with pytest.raises(OutsideError):
        read_article(tmp_path / "articles", "a.md", PLACE)


def test_a_file_that_is_gone_is_the_callers_to_handle(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_article(tmp_path, "gone.md", PLACE)


@pytest.mark.parametrize(
    "raw", ["---\ntitle: A\nBody", "---\n- a\n---\nBody", "---\ntitle: [\n---\nBody", "+++\ntitle = \n+++\nBody"]
)
def test_front_matter_that_cannot_be_read_gives_no_article(raw: str) -> None:
    assert read(raw).article is None
    assert only_problem(raw).line is not None


def test_a_malformed_value_still_gives_an_article() -> None:
    reading = read("---\ntitle: A\ndate: 2026-02-31\n---\nText.")
    assert reading.article is not None
    assert [problem.line for problem in reading.problems] == [3]


@pytest.mark.parametrize(
    "front_matter",
    ["audience: internal\naudience: public", "audience: public\naudience: internal", "draft: false\ndraft: true"],
)
def test_a_duplicate_key_that_decides_who_sees_it_hides_the_article(front_matter: str) -> None:
    reading = read(f"---\n{front_matter}\n---\nText.")
    assert reading.article is not None
    assert reading.article.audience == Audience.CLOSED or reading.article.status is Status.DRAFT
    assert [problem.code for problem in reading.problems if problem.severity == "error"] == ["duplicate_key"]


def test_a_duplicate_key_of_another_kind_hides_nothing() -> None:
    found = article("---\ntitle: A\ntitle: B\n---\nText.")
    assert (found.title, found.audience) == ("A", Audience.PUBLIC)


class TestTitle:
    def test_the_first_heading_is_the_title_and_leaves_the_body(self) -> None:
        found = article("\n# Reset *your* [password](x.md) {#top}\n\nText.\n")
        assert found.title == "Reset your password"
        assert found.body == "\n\n\nText.\n"

    def test_entities_in_the_first_heading_are_the_signs_they_stand_for(self) -> None:
        assert article("# Terms &amp; conditions &mdash; *new*\n\nText.").title == "Terms & conditions — new"

    def test_a_heading_that_repeats_the_title_is_dropped_and_lines_stay_in_place(self) -> None:
        found = article("---\ntitle: Reset\n---\n# reset\n\nText.\n")
        assert (found.title, found.body, found.body_line) == ("Reset", "\n\nText.\n", 4)

    def test_a_heading_that_says_something_else_stays(self) -> None:
        assert article("---\ntitle: Reset\n---\n# Before you start\n").body.startswith("# Before you start")

    def test_imports_above_the_first_heading_do_not_hide_it(self) -> None:
        found = article("import Tabs from '@theme/Tabs';\n\n# Reset\n\nText.")
        assert (found.title, found.description) == ("Reset", "Text.")
        assert "# Reset" not in found.body

    def test_a_heading_further_down_is_not_the_title(self) -> None:
        found = article("Text.\n\n# Later\n")
        assert found.title == "Reset password"
        assert "# Later" in found.body

    def test_without_title_and_heading_the_file_name_is_the_title_and_that_is_a_warning(self) -> None:
        reading = read("Just text.\n")
        assert reading.article is not None
        assert reading.article.title == "Reset password"
        assert [(problem.severity, problem.code) for problem in reading.problems] == [("warning", "no_title")]

    def test_a_title_made_of_a_strange_file_name_has_no_control_characters(self) -> None:
        assert article("Text.", FilePlace("en", "a\x01b", "")).title == "Ab"

    def test_an_article_without_text_is_a_warning(self) -> None:
        assert [p.code for p in read("# Only a title\n").problems] == ["no_body"]
        category = FilePlace("en", "account", "account", is_category=True)
        assert read("---\ntitle: Account\n---\n", category).problems == ()


class TestDescription:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("One. Two.", "One."),
            ("No full stop", "No full stop"),
            ("> quoted\n\n- item\n\n| a |\n\n1. step\n\nReal text here. More.", "Real text here."),
            ("```sh\nls\n```\n\nAfter code.", "After code."),
            ("**Bold** and [a link](x.md) and `code`. Next", "Bold and a link and code."),
            ("![picture](x.png)\n\nText.", "Text."),
            ("Press ![the button](x.png) now. Wait.", "Press the button now."),
            ("چگونه رمز را عوض کنم؟ این‌طور.", "چگونه رمز را عوض کنم؟"),
            ("Version 2.5 is out. Yes.", "Version 2.5 is out."),
            ("# Heading\n## Other", ""),
            ("", ""),
        ],
    )
    def test_it_is_the_first_sentence_of_prose(self, body: str, expected: str) -> None:
        assert first_sentence(body) == expected

    def test_it_has_neither_lists_of_attributes_nor_signs_of_a_line_break(self) -> None:
        body = 'See the [shop](https://x.example){:target="_blank"}{:rel="noopener"} & more\\\nHigh Street'
        assert first_sentence(body) == "See the shop & more High Street"

    def test_a_long_sentence_is_cut_between_words(self) -> None:
        cut = first_sentence("word " * 100)
        assert len(cut) <= 161
        assert cut.endswith("word…")

    @pytest.mark.parametrize(
        "template",
        [
            "{% comment %}\nnot for readers\n{% endcomment %}\n",
            "{% include hero.html\n  text='x' %}\n",
            "import {\n  Tabs,\n} from '@theme/Tabs';\n",
            "{{< figure src='x' >}}\n",
        ],
    )
    def test_it_shows_nothing_of_a_template_language(self, template: str) -> None:
        assert article(f"# A\n\n{template}\nReal text. More.").description == "Real text."


class TestCategory:
    def test_a_written_category_overrides_the_folder_and_keeps_its_name(self) -> None:
        found = article("---\ncategory: Account & Security\n---\nText.")
        assert (found.category, found.category_name) == ("account-security", "Account & Security")

    def test_a_written_path_is_a_path(self) -> None:
        found = article("---\ncategory: account/security\n---\nText.")
        assert (found.category, found.category_name) == ("account/security", "")

    def test_letters_of_every_script_stay(self) -> None:
        assert article("---\ncategory: حساب کاربری\n---\nText.").category == "حساب-کاربری"

    def test_a_category_without_letters_is_none(self) -> None:
        assert article("---\ncategory: '!!'\n---\nText.").category == "account"


def test_an_old_path_that_is_the_key_itself_is_none() -> None:
    assert article("---\npermalink: /account/reset-password/\naliases: [old]\n---\nText.").old_paths == ("old",)


def test_a_dated_file_name_dates_an_article_that_has_no_date() -> None:
    place = FilePlace("en", "news", "", dated=date(2024, 5, 1))
    assert article("# A\n\nText.", place).published_on == date(2024, 5, 1)
    assert article("---\ndate: 2026-01-01\n---\nText.", place).published_on == date(2026, 1, 1)


PIECES = [
    "---\n",
    "+++\n",
    "audience: ",
    "title: ",
    "internal\n",
    "[",
    "# ",
    "\n",
    "{%",
    "%}",
    "```",
    "a",
    "\x00",
    "\r",
]


@given(
    st.one_of(st.binary(max_size=80), st.lists(st.sampled_from(PIECES), max_size=20).map(lambda p: "".join(p).encode()))
)
def test_any_bytes_give_an_article_or_a_problem(raw: bytes) -> None:
    reading = read(raw)
    assert reading.article is not None or reading.problems
