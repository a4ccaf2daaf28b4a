"""``review.yml``: whose articles have other intervals, and what an editor is told of an entry that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog.article import Article
from kb.core.intervals import ReviewInterval, parse_interval
from review.queue.policy import SITE, Intervals
from review.queue.rules import RULES_FILE, RuleFile, Rules, read_rules

QUARTER = Intervals(ReviewInterval(months=3), ReviewInterval(months=6))


def article(**more: object) -> Article:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Article("en", "orders/refund", "en/orders/refund.md", "Refund", "Text", at, **more)  # type: ignore[arg-type]


def read(text: str) -> Rules:
    """The rules of a text without mistakes."""
    rules = read_rules(text)
    assert rules.problems == ()
    return rules


def intervals(text: str, owner: str | None = None, **more: object) -> Intervals:
    """What an article's intervals are by a text."""
    return read(text).intervals(article(**more), owner)


def rule(line: str, when: str = "review_in: 3 months") -> str:
    return f"rules:\n  - {line}\n    {when}\n"


# Which rule


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "rules:\n", "rules: []\nowners: {}\n", "---\n"])
def test_without_rules_the_intervals_are_those_of_the_site(text: str) -> None:
    assert intervals(text) == SITE
    assert read_rules(text, QUARTER).intervals(article(), None) == QUARTER


@pytest.mark.parametrize("category", ["orders", "orders/returns"])
def test_a_rule_for_a_category_is_for_those_below_it_too(category: str) -> None:
    assert intervals(rule("category: orders"), category=category) == QUARTER


@pytest.mark.parametrize("category", ["", "order", "orders-abroad", "account/orders"])
def test_a_rule_for_a_category_is_not_for_another(category: str) -> None:
    assert intervals(rule("category: orders"), category=category) == SITE


def test_a_rule_may_be_for_a_tag_a_language_or_an_owner() -> None:
    assert intervals(rule("tag: legal"), tags=("a", "legal")) == QUARTER
    assert intervals(rule("tag: legal"), tags=("illegal",)) == SITE
    assert intervals(rule("language: en")) == QUARTER
    assert intervals(rule("language: fa")) == SITE
    assert intervals(rule("owner: Orders team"), owner="Orders team") == QUARTER
    assert intervals(rule("owner: Orders team"), owner=None) == SITE


def test_every_condition_of_a_rule_must_hold() -> None:
    text = rule("tag: legal\n    category: orders")
    assert intervals(text, tags=("legal",), category="orders") == QUARTER
    assert intervals(text, tags=("legal",), category="account") == SITE
    assert intervals(text, tags=(), category="orders") == SITE


def test_the_first_rule_that_fits_counts() -> None:
    text = "rules:\n  - {tag: legal, review_in: 1 month}\n  - {category: orders, review_in: 3 months}\n"
    assert intervals(text, category="orders") == QUARTER
    assert intervals(text, category="orders", tags=("legal",)).due == ReviewInterval(months=1)


def test_the_interval_of_the_article_itself_wins_and_is_overdue_at_twice_that() -> None:
    own = intervals(rule("category: orders"), category="orders", review_in=ReviewInterval(days=14))
    assert own == Intervals(ReviewInterval(days=14), ReviewInterval(days=28))


# When


def test_due_and_overdue_may_be_said_apart() -> None:
    found = intervals(rule("language: en", "due: 1 month\n    overdue: 6 weeks"))
    assert found == Intervals(ReviewInterval(months=1), ReviewInterval(days=42))


def test_due_alone_is_overdue_at_twice_that() -> None:
    assert intervals(rule("language: en", "due: 3 months")) == QUARTER


def test_overdue_alone_leaves_due_as_the_site_has_it() -> None:
    assert intervals(rule("language: en", "overdue: 8 months")) == Intervals(SITE.due, ReviewInterval(months=8))


def test_a_rule_may_say_never() -> None:
    assert intervals(rule("language: en", "review_in: never")).due.never


# What is wrong


@pytest.mark.parametrize(
    ("text", "line", "key", "value", "message"),
    [
        (rule("category: orders", "review_in: soon"), 3, "review_in", "soon", "'soon' is not an interval like"),
        (rule("category: orders", "due: 0 days"), 3, "due", "0 days", "'0 days' is not an interval like"),
        (rule("category: [a, b]"), 2, "category", "['a', 'b']", "is not a name"),
        (rule("category:"), 2, "category", None, "is not a name"),
        (rule("categroy: orders"), 2, "categroy", None, "'categroy' is not known in a rule; use category, tag"),
        ("rules:\n  - review_in: 3 months\n", 2, None, None, "a rule says whom it is for: category, tag"),
        ("rules:\n  - category: orders\n", 2, None, None, "a rule says when: review_in, or due and overdue"),
        (rule("tag: a", "review_in: 1 month\n    due: 1 month"), 2, "review_in", None, "review_in says both"),
        (rule("tag: a", "due: 2 months\n    overdue: 2 months"), 2, "overdue", None, "overdue comes after due"),
        (rule("tag: a", "overdue: 6 months"), 2, "overdue", None, "overdue comes after due"),
        ("rules:\n  - just words\n", 2, "rules", "just words", "a rule is made of 'key: value' lines"),
        ("rules: often\n", 1, "rules", None, "rules is a list of '- ' entries"),
        ("\nrule: []\n", 2, "rule", None, "'rule' is not known here; use rules or owners"),
        ("owners:\n  Orders team: nowhere\n", 2, "Orders team", "nowhere", "'nowhere' is not an e-mail address"),
        ("owners: a@example.com\n", 1, "owners", None, "owners is made of 'name: address' lines"),
        ("rules: []\nrules: []\n", 2, "rules", None, "the key 'rules' stands twice"),
        ("rules: [\n", None, None, None, "the file is not valid YAML"),
        ("- a list\n", 1, None, None, "the file must be a list of 'key: value' lines"),
        ("owners: {}\n---\nrules: []\n", 2, None, None, "nothing after a line --- or ... is read"),
    ],
)
def test_an_error_names_file_line_key_value_and_what_was_expected(
    text: str, line: int | None, key: str | None, value: str | None, message: str
) -> None:
    (problem,) = read_rules(text).problems
    assert (problem.path, problem.severity, problem.key, problem.value) == (RULES_FILE, "error", key, value)
    assert message in problem.message
    assert line is None or problem.line == line


@pytest.mark.parametrize("start", ["---\n", "--- \n"])
def test_a_file_may_begin_as_yaml_documents_do_and_lines_are_still_counted_right(start: str) -> None:
    assert intervals(start + rule("language: en")) == QUARTER
    (problem,) = read_rules(f"{start}rules: often\n").problems
    assert problem.line == 2


def test_an_entry_that_cannot_be_read_is_left_out_and_the_others_count() -> None:
    rules = read_rules(
        "rules:\n  - nonsense\n  - {language: en, review_in: 3 months}\nowners: {A: x, B: b@example.com}\n"
    )
    assert len(rules.problems) == 2
    assert rules.intervals(article(), None) == QUARTER
    assert rules.addresses == {"B": "b@example.com"}


@given(st.text())
def test_no_text_raises(text: str) -> None:
    read_rules(text)


pieces = st.sampled_from(
    ["rules", "owners", "category", "due", "overdue", "review_in", "3 months", "never", "a@b.example"]
    + [":", " ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "!!x ", "'", '"', "---", "...", "|", "\t", "#"]
)


@given(st.lists(pieces).map("".join))
def test_nothing_that_looks_like_rules_raises(text: str) -> None:
    for problem in read_rules(text).problems:
        assert problem.line is not None
        assert problem.line >= 1


# Owners


def test_an_owner_gets_mail_where_the_file_says() -> None:
    rules = read("owners:\n  Orders team: orders@example.com\n  Legal: Legal desk <legal@example.com>\n")
    assert rules.address("Orders team") == "orders@example.com"
    assert rules.address("Legal") == "Legal desk <legal@example.com>"


def test_an_owner_that_is_an_address_gets_mail_there_unless_the_file_says_otherwise() -> None:
    assert read("").address("Alice <alice@example.com>") == "alice@example.com"
    assert read("owners: {alice@example.com: bob@example.com}").address("alice@example.com") == "bob@example.com"


@pytest.mark.parametrize(
    "written",
    [
        "'a@example.com, b@example.com'",
        "a@example.com;b@example.com",
        "[a@example.com, b@example.com]",
        "'a@example.com, b@example.com; a@example.com'",
    ],
)
def test_an_owner_may_have_several_addresses(written: str) -> None:
    rules = read_rules(f"owners:\n  Team: {written}\n")
    assert (rules.addresses_of("Team"), rules.problems) == (("a@example.com", "b@example.com"), ())


@pytest.mark.parametrize(
    "written", ["a@example.com, nonsense", "[a@example.com, nonsense]", "'nonsense; a@example.com'"]
)
def test_one_address_that_is_none_is_named_and_the_others_count(written: str) -> None:
    rules = read_rules(f"rules: []\nowners:\n  Team: {written}\n")
    (problem,) = rules.problems
    assert (rules.addresses_of("Team"), problem.line, problem.value) == (("a@example.com",), 3, "nonsense")
    assert "is not an e-mail address" in problem.message


def test_a_comma_in_a_name_parts_nothing_and_an_owner_may_be_two_addresses_itself() -> None:
    rules = read_rules("""owners: {Legal: '"Desk, Legal" <legal@example.com>; b@example.com'}\n""")
    assert rules.addresses_of("Legal") == ('"Desk, Legal" <legal@example.com>', "b@example.com")
    assert read("").addresses_of("a@example.com, b@example.com") == ("a@example.com", "b@example.com")


@pytest.mark.parametrize("owner", [None, "", "Orders team"])
def test_an_owner_without_an_address_gets_no_mail(owner: str | None) -> None:
    assert read("").address(owner) is None


# The file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / RULES_FILE


def test_a_collection_needs_no_such_file(file: Path) -> None:
    assert RuleFile(file.parent, QUARTER).read() == Rules(QUARTER)


def test_the_file_is_read_again_when_it_has_changed_and_forgotten_when_it_is_gone(file: Path) -> None:
    rules = RuleFile(file.parent)
    file.write_text(rule("language: en"), "utf-8")
    first = rules.read()
    assert first.intervals(article(), None) == QUARTER
    assert rules.read() is first
    file.write_text(rule("language: en", "review_in: 2 weeks"), "utf-8")
    assert rules.read().intervals(article(), None).due == parse_interval("2 weeks")
    file.unlink()
    assert rules.read() == Rules()


def test_a_file_that_cannot_be_read_leaves_the_rules_of_before_and_says_so(file: Path) -> None:
    rules = RuleFile(file.parent)
    file.write_text(rule("language: en"), "utf-8")
    rules.read()
    file.write_bytes(b"rules: \xff\n")
    after = rules.read()
    assert after.intervals(article(), None) == QUARTER
    assert "the file cannot be read" in after.problems[0].message


def test_a_file_from_windows_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfrules:\r\n  - language: en\r\n    review_in: 3 months\r\n")
    assert RuleFile(file.parent).read().intervals(article(), None) == QUARTER
