"""Setting front matter keys while every other byte of the file stays."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import ndiff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.core.text import UNWANTED
from kb.front_matter.edit import FrontMatterEditError, set_values
from kb.front_matter.parse import split
from kb.library.metadata import read_metadata

SAMPLES = sorted((Path(__file__).parents[3] / "articles").rglob("*.md"))
DATES = ("last_reviewed_on", "updated_on", "published_on")
TODAY = "2026-11-22"


def edit(text: str, **changes: str | None) -> str:
    """``text`` after ``changes``, new keys behind the dates."""
    return set_values(text.encode(), changes, after=DATES).decode()


def yaml_edit(block: str, **changes: str | None) -> str:
    """The lines of a YAML block after ``changes``."""
    return edit(f"---\n{block}\n---\nBody\n", **changes).removeprefix("---\n").removesuffix("\n---\nBody\n")


def toml_edit(block: str, **changes: str | None) -> str:
    """The lines of a TOML block after ``changes``."""
    return edit(f"+++\n{block}\n+++\nBody\n", **changes).removeprefix("+++\n").removesuffix("\n+++\nBody\n")


def refused(text: str, changes: Mapping[str, str | None]) -> FrontMatterEditError:
    with pytest.raises(FrontMatterEditError) as caught:
        set_values(text.encode(), changes)
    return caught.value


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("owner: Bob", "owner: Ann"),
        ("owner:   Bob  # who answers", "owner:   Ann  # who answers"),
        ("owner: 'Bob' # c", "owner: 'Ann' # c"),
        ('owner : "Bob"   ', 'owner : "Ann"   '),
        ('"owner": Bob', '"owner": Ann'),
        ("Owner: Bob", "Owner: Ann"),
        ("owner: !!str Bob", "owner: Ann"),
        ("owner: &o Bob", "owner: Ann"),
        ("o: &o Bob\nowner: *o # c", "o: &o Bob\nowner: Ann # c"),
        ("# a\n\nowner: Bob\n\n# z", "# a\n\nowner: Ann\n\n# z"),
        ("  owner: Bob\n  tags: [a]", "  owner: Ann\n  tags: [a]"),
    ],
)
def test_only_the_value_changes_and_its_quotes_and_comment_stay(before: str, after: str) -> None:
    assert yaml_edit(before, owner="Ann") == after


@pytest.mark.parametrize(
    "blank", ["owner:", "owner:   ", "owner: # nobody yet", "owner: ~", "owner: null # x", "owner: ''"]
)
def test_a_key_without_a_value_gets_one(blank: str) -> None:
    after = yaml_edit(f"{blank}\ntags: [a]", owner="Ann")
    assert split(f"---\n{after}\n---\n").values["owner"].data == "Ann"
    assert after.endswith("\ntags: [a]")
    assert ("#" in after) == ("#" in blank)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("owner: |\n  Bob\n  Eve\n\ntags: [a]", "owner: Ann\n\ntags: [a]"),
        ("owner: >- # folded\n  Bob\ntags: [a]", "owner: Ann # folded\ntags: [a]"),
        ("owner: [Bob,\n  Eve] # two\ntags: [a]", "owner: Ann # two\ntags: [a]"),
        ("owner: {name: Bob}\ntags: [a]", "owner: Ann\ntags: [a]"),
        ("owner: # people\n  - Bob\n  - Eve\n\n# next\ntags: [a]", "owner: Ann # people\n\n# next\ntags: [a]"),
        ("owner:\n- Bob\n-\ntags: [a]", "owner: Ann\ntags: [a]"),
        ("owner:\n  # first\n  - Bob\n  - Eve # last\ntags: [a]", "owner: Ann\n  # first\n # last\ntags: [a]"),
        ("owner:\n  name: Bob\n  mail: [a, b]\ntags: [a]", "owner: Ann\ntags: [a]"),
        ("owner: Bob\n  and Eve\ntags: [a]", "owner: Ann\ntags: [a]"),
        ("owner:\n  Bob\ntags: [a]", "owner: Ann\ntags: [a]"),
    ],
)
def test_a_value_of_several_lines_is_replaced_whole(before: str, after: str) -> None:
    assert yaml_edit(before, owner="Ann") == after


def test_a_new_key_follows_the_first_of_the_hints_that_is_there() -> None:
    block = "title: A\npublished_on: 2024-01-01\nupdated_on: 2025-01-01 # typo\ntags: [a]"
    assert yaml_edit(block, last_reviewed_on=TODAY, reviewed_by="Ann") == (
        "title: A\npublished_on: 2024-01-01\nupdated_on: 2025-01-01 # typo\n"
        f"last_reviewed_on: {TODAY}\nreviewed_by: Ann\ntags: [a]"
    )


def test_a_hint_is_also_found_under_its_other_names() -> None:
    assert yaml_edit("reviewed_on: 2024-01-01\ntags: [a]", reviewed_by="Ann") == (
        "reviewed_on: 2024-01-01\nreviewed_by: Ann\ntags: [a]"
    )


@pytest.mark.parametrize("value", ["|\n  x\n\n  y", "\n  - a\n  - b", "[a,\n  b]", "some\n  words", "\n- a"])
def test_a_new_key_stands_behind_all_lines_of_the_value_before_it(value: str) -> None:
    assert yaml_edit(f"updated_on: {value}\n# next\nz: 1", owner="Ann") == (
        f"updated_on: {value}\nowner: Ann\n# next\nz: 1"
    )


@pytest.mark.parametrize(
    "block", ["title: A", "tags:\n- a", "text: |\n  x", "text: |+\n  x\n\n", "# only", "  title: A"]
)
def test_a_new_key_without_hints_is_the_last_line(block: str) -> None:
    indent = "  " if block.startswith(" ") else ""
    assert yaml_edit(block, owner="Ann") == f"{block}\n{indent}owner: Ann"


def test_an_empty_block_gets_its_first_key() -> None:
    assert edit("---\n---\nBody", owner="Ann") == "---\nowner: Ann\n---\nBody"


def test_a_block_may_end_with_dots_and_the_file_without_a_line_end() -> None:
    assert edit("--- \ntitle: A\n...", owner="Ann") == "--- \ntitle: A\nowner: Ann\n..."


@pytest.mark.parametrize("body", ["", "Body", "\n# Title\n", " ---\n", "Body\n---\nkey: no\n---\n"])
def test_a_file_without_front_matter_gets_a_block_above_its_text(body: str) -> None:
    assert edit(body, last_reviewed_on=TODAY, reviewed_by="Ann") == (
        f"---\nlast_reviewed_on: {TODAY}\nreviewed_by: Ann\n---\n{body}"
    )


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_what_is_new_has_the_line_ends_of_the_file_and_the_byte_order_mark_stays_first(end: str, bom: str) -> None:
    for head, block in (("", "---\n---\n"), ("---\ntitle: A\n---\n",) * 2):
        before, after = (bom + f"{start}One\nTwo".replace("\n", end) for start in (head, block))
        place = after.rindex(f"---{end}")
        assert edit(before, owner="Ann") == f"{after[:place]}owner: Ann{end}{after[place:]}"


def test_mixed_line_ends_stay_mixed() -> None:
    before = "---\r\ntitle: A\nowner: Bob\r\n---\nOne\r\nTwo\rThree\n"
    assert edit(before, owner="Ann") == before.replace("Bob", "Ann")


def test_characters_that_the_reader_drops_stay_in_the_file() -> None:
    before = "\ufeff\ufeff---\nti\x00tle: A\x07\no\x00wner: B\x01ob \x02# c\n---\nBo\x00dy"
    assert set_values(before.encode(), {"owner": "Ann"}).decode() == before.replace("B\x01ob", "Ann")


@pytest.mark.parametrize(
    ("block", "left"),
    [
        ("title: A\nowner: Bob # c\ntags: [a]", "title: A\ntags: [a]"),
        ("title: A\nowner: |\n  Bob\n  Eve\n\ntags: [a]", "title: A\n\ntags: [a]"),
        ("title: A\nowner:\n- Bob\n- Eve # c\n# d\ntags: [a]", "title: A\n# d\ntags: [a]"),
        ("title: A\nowner:\ntags: [a]", "title: A\ntags: [a]"),
        ("title: A\ntags: [a]", "title: A\ntags: [a]"),
    ],
)
def test_a_key_set_to_none_is_taken_away_with_its_lines(block: str, left: str) -> None:
    assert yaml_edit(block, owner=None) == left


def test_taking_a_key_away_takes_its_other_names_too_so_that_none_is_read_instead() -> None:
    block = "Reviewed_On: 2024-01-01\ntitle: A\nlast_reviewed_on: 2025-01-01\nlast_reviewed:"
    assert yaml_edit(block, last_reviewed_on=None) == "title: A"


def test_none_for_a_key_that_no_file_has_changes_nothing() -> None:
    assert edit("Body", owner=None) == "Body"


@pytest.mark.parametrize(
    ("block", "changed"),
    [
        ("reviewed_on: 2024-01-01", "reviewed_on"),
        ("reviewed_on: 2024-01-01\nlast_reviewed: 2024-01-01", "last_reviewed"),
        ("reviewed_on: 2024-01-01\nlast_reviewed_on:", "reviewed_on"),
        ("reviewed_on: 2024-01-01\nlast_reviewed_on: ''", "reviewed_on"),
        ("reviewed_on:\nlast_reviewed:", "last_reviewed"),
        ("LAST_REVIEWED: 2024-01-01\nreviewed_on: 2024-01-01", "LAST_REVIEWED"),
        ("last_reviewed_on: soon\nreviewed_on: 2024-01-01", "last_reviewed_on"),
        ("last_reviewed_on: [a]\nreviewed_on: 2024-01-01", "last_reviewed_on"),
    ],
)
def test_of_several_names_for_a_key_the_one_that_is_read_is_changed(block: str, changed: str) -> None:
    after = split(f"---\n{yaml_edit(block, last_reviewed_on=TODAY)}\n---\n").values
    before = split(f"---\n{block}\n---\n").values
    assert {key for key in before if after[key].plain() != before[key].plain()} == {changed}
    assert read_metadata(after, "a.md").last_reviewed_on.isoformat() == TODAY  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (TODAY, TODAY),
        ("2026-02-31", '"2026-02-31"'),
        ("Ann O'Brien-Lee", "Ann O'Brien-Lee"),
        ("ann@example.com", "ann@example.com"),
        ("6 months", "6 months"),
        ("مُحَمَّد می‌خواهد", "مُحَمَّد می‌خواهد"),
        ("Иван Петров", "Иван Петров"),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ("@ann", '"@ann"'),
        ("*ann", '"*ann"'),
        ("'ann'", "\"'ann'\""),
        ('say "hi" \\ bye', '"say \\"hi\\" \\\\ bye"'),
        ("Yes", '"Yes"'),
        ("n", '"n"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("007", '"007"'),
        ("1e3", '"1e3"'),
        ("", '""'),
        (" a", '" a"'),
        ("a ", '"a "'),
    ],
)
def test_a_new_value_is_plain_only_where_no_reader_of_yaml_takes_it_for_something_else(
    value: str, written: str
) -> None:
    assert yaml_edit("title: A", owner=value) == f"title: A\nowner: {written}"


@pytest.mark.parametrize(
    ("quoted", "value", "written"),
    [("'Bob'", "O'Brien", "'O''Brien'"), ('"Bob"', 'a "b"', '"a \\"b\\""'), ("Bob", "yes", '"yes"')],
)
def test_what_the_quotes_of_a_value_ask_for_is_escaped(quoted: str, value: str, written: str) -> None:
    assert yaml_edit(f"owner: {quoted} # c", owner=value) == f"owner: {written} # c"


@pytest.mark.parametrize("block", ["owner: Ann", 'owner: "Ann"', "owner: >-\n  Ann", "owner: !!str Ann"])
def test_a_value_that_is_there_already_is_not_written_anew(block: str) -> None:
    assert yaml_edit(block, owner="Ann") == block


@pytest.mark.parametrize("value", ["a\nb", "a\n", "a\rb", "a\u2028b", "a\x00b", "a\x7f"])
def test_a_value_that_is_not_one_line_of_text_is_refused(value: str) -> None:
    for text in ("Body", "---\nowner: x\n---\n", "+++\nowner = 'x'\n+++\n"):
        assert "owner" in str(refused(text, {"owner": value}))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("---\n# a\n{owner: Bob}\n---\n", 3, "{…}"),
        ("---\nowner: Bob\n", 1, "never closed"),
        ("---\ntitle: [\nowner: Bob\n---\n", 4, "not valid YAML"),
        ("---\n- owner\n---\n", 2, "key: value"),
        ("---\nowner: Bob\ntitle: A\nowner: Eve\n---\n", 4, "first on line 2"),
        ("---\nowner: Bob\nOwner: Eve\n---\n", 3, "first on line 2"),
        ("---\ntitle: A\n? owner\n: Bob\n---\n", 3, "not '? owner'"),
        ("---\ntitle: A\nowner: &o Bob\nteam: *o\n---\n", 3, "alias"),
        ("---\nowner: [&o Bob]\nteam: *o\n---\n", 2, "alias"),
        ("+++\nowner = \n+++\n", 2, "not valid TOML"),
        ("+++\nowner.name = 'Bob'\n+++\n", 2, "one line of its own"),
        ("+++\ntitle = 'A'\n[owner]\nname = 'Bob'\n+++\n", 3, "one line of its own"),
    ],
)
@pytest.mark.parametrize("value", ["Ann", None])
def test_front_matter_that_cannot_be_edited_by_line_is_refused_with_its_line(
    text: str, line: int, said: str, value: str | None
) -> None:
    error = refused(text, {"owner": value})
    assert said in str(error)
    assert error.line == line


def test_a_file_that_is_not_utf_8_is_refused_with_the_line() -> None:
    with pytest.raises(FrontMatterEditError, match="not UTF-8") as caught:
        set_values("---\nowner: B\n---\né".encode("latin-1"), {"owner": "Ann"})
    assert caught.value.line == 4


def test_a_change_that_would_break_another_key_is_refused() -> None:
    text = "---\nowner: Bob\x85title: A\n---\n"  # YAML ends a line where nobody sees one
    assert "spill" in str(refused(text, {"owner": None}))


def test_a_problem_with_another_key_is_no_reason_to_refuse() -> None:
    block = "title: A\ntitle: B\nowner: Bob\n? team\n: &x x\n'y': *x"
    assert yaml_edit(block, owner="Ann") == block.replace("Bob", "Ann")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("owner = 'Bob' # c", 'owner = "Ann" # c'),
        ('owner="B # ob"', 'owner="Ann"'),
        ("'owner' = 1", "'owner' = \"Ann\""),
        ("  owner = [ 'a', # ]\n'''\n]''' ]  # c\nz = 1", '  owner = "Ann"  # c\nz = 1'),
        ('owner = """\n[x]\nowner = 2 \\""" """"" # c\nz = 1', 'owner = "Ann" # c\nz = 1'),
        ("owner = {a = 1, b = '}'}", 'owner = "Ann"'),
        ("a = '''\nowner = 1\n'''\nowner = 2", "a = '''\nowner = 1\n'''\nowner = \"Ann\""),
        ("title = 'A'", "title = 'A'\nowner = \"Ann\""),
        ("title = 'A'\n# c\n", "title = 'A'\n# c\n\nowner = \"Ann\""),
        ("title = 'A' # c\n\n[x]\nowner = 1", "title = 'A' # c\nowner = \"Ann\"\n\n[x]\nowner = 1"),
        ("[x] # y = 1\nowner = 1", 'owner = "Ann"\n[x] # y = 1\nowner = 1'),
        ("# c\n[[x]]\nowner = 1", 'owner = "Ann"\n# c\n[[x]]\nowner = 1'),
        ("updated_on = [\n1]\nz = 1", 'updated_on = [\n1]\nowner = "Ann"\nz = 1'),
    ],
)
def test_toml_is_edited_above_its_first_table(before: str, after: str) -> None:
    assert toml_edit(before, owner="Ann") == after


def test_toml_has_its_dates_bare_and_its_strings_in_double_quotes() -> None:
    block = "title = 'A'\nlast_reviewed_on = 2024-01-01 10:00:00 # c"
    assert toml_edit(block, last_reviewed_on=TODAY, owner=r'a "b" \c') == (
        f"title = 'A'\nlast_reviewed_on = {TODAY} # c\n" + r'owner = "a \"b\" \\c"'
    )
    assert toml_edit("last_reviewed_on = '2024-01-01'", last_reviewed_on=TODAY) == f'last_reviewed_on = "{TODAY}"'


def test_a_toml_key_is_taken_away_with_its_lines() -> None:
    assert toml_edit("a = 1\nowner = [\n'x', # c\n] # d\nb = 1\n[t]", owner=None) == "a = 1\nb = 1\n[t]"


def test_a_review_of_a_sample_article_touches_one_line_for_each_key() -> None:
    for sample in SAMPLES:
        before = sample.read_bytes()
        after = set_values(before, {"last_reviewed_on": "2031-01-31", "reviewed_by": "Ann"}, after=DATES)
        changed = [line for line in ndiff(before.decode().split("\n"), after.decode().split("\n")) if line[0] in "+-"]
        added = [line[2:] for line in changed if line[0] == "+"]
        assert added == ["last_reviewed_on: 2031-01-31", "reviewed_by: Ann"], sample
        assert all(line[2:].startswith("last_reviewed_on: ") for line in changed if line[0] == "-"), sample
        assert len(changed) <= 3, sample


VALUES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=12).filter(
    lambda text: not UNWANTED.search(text)
) | st.sampled_from([TODAY, "yes", "Ann", "1.5", "O'Brien", "- x", "# x", "x: y", "\\", '"', "'", "{", "]"])
YAML_LINES = st.sampled_from(
    [
        "# a comment",
        "",
        " ",
        "{}: plain words # with a comment",
        "{}: 'it''s quoted' ",
        '{}: "a \\" b\\n"  # c',
        "{}:",
        "{}: ~",
        "{}: [a, 'b',\n  {{c: d}}] # e",
        "{}:\n- a\n- \n# between\n- c: d\n  e: f",
        "{}:\n    a: 1\n\n    b: |\n      text\n  # less",
        "{}: |\n  text # none\n\n   more\n",
        "{}: >+\n  text\n\n\n# the end of the text",
        "{}: |2-\n    text\n",
        "{}: words\n  that go on\n\n  and on",
        "{}: نشانی # ملاحظه",
        "{}: 🎉\u200c é",
        "{}: &{} text",
        "? {}\n: text",
    ]
)
TOML_LINES = st.sampled_from(
    [
        "# a comment",
        "",
        "  ",
        "{} = 'it is # quoted' ",
        '{} = "a \\" ] b"  # c',
        "{} = [1, # ]\n  '''\nowner = 1\n''' ] # e",
        '{} = """\nowner = "x" # y\n\\"""\n"""',
        "{} = {{ a = '}}', b = [1] }}",
        "{} = 2024-01-01 10:00:00",
        "{}.x = 1",
        '"{} = " = true',
    ]
)
OWN_YAML = [
    "owner: Bob",
    "owner: 'Bob' # c",
    'Owner : "Bob"  ',
    "owner:",
    "owner: # c",
    "owner: ~",
    "'owner': [a, b] # c",
]
OWN_TOML = ["owner = 'Bob'", 'owner="Bob" # c', "owner = [1, 2]  ", '"owner" = 2024-01-01']


@st.composite
def files(
    draw: st.DrawFn, fence: str, lines: st.SearchStrategy[str], own: list[str], tail: str
) -> tuple[str, str, str]:
    """What stands before the line of the key, that line (perhaps none), and what stands behind it."""
    numbers = iter(range(100))
    block = [
        line.replace("&{}", "&a{}").format(*[f"k{next(numbers)}"] * 2) for line in draw(st.lists(lines, max_size=8))
    ]
    cut = draw(st.integers(0, len(block)))
    line = draw(st.sampled_from(["", *own]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    before = "".join(f"{text}\n" for text in (fence, *block[:cut]))
    after = "".join(f"{text}\n" for text in block[cut:]) + draw(st.sampled_from(["", tail]))
    after += fence + draw(st.sampled_from(["", " ", "\n", "\nBody\n\n---\n", "\nنشانی \n+++"]))
    bom = draw(st.sampled_from(["", "\ufeff"]))
    parts = (bom + before, f"{line}\n" if line else "", after)
    return parts[0].replace("\n", end), parts[1].replace("\n", end), parts[2].replace("\n", end)


def check_that_all_else_stays(parts: tuple[str, str, str], value: str | None) -> None:
    before, line, after = parts
    text = before + line + after
    edited = set_values(text.encode(), {"owner": value}).decode()
    values = split(edited.removeprefix("\ufeff").replace("\r\n", "\n")).values
    owner = next((values[key].data for key in values if key.lower() == "owner"), None)
    assert owner == value
    if value is None:
        assert edited == before + after
    elif line:
        assert edited.startswith(before)
        assert edited.endswith(after)
        comment = "# c" if "# c" in line else ""
        assert edited.removeprefix(before).removesuffix(after).rstrip().endswith(comment)
    else:
        added = next(row for row in edited.splitlines(keepends=True) if row.startswith("owner") and row not in text)
        assert edited.replace(added, "", 1) == text


@given(files("---", YAML_LINES, OWN_YAML, ""), st.none() | VALUES)
def test_in_any_yaml_block_all_other_bytes_stay_and_the_value_is_read_back(
    parts: tuple[str, str, str], value: str | None
) -> None:
    check_that_all_else_stays(parts, value)


@given(files("+++", TOML_LINES, OWN_TOML, "[table]\nowner = 'x'\n"), st.none() | VALUES)
def test_in_any_toml_block_all_other_bytes_stay_and_the_value_is_read_back(
    parts: tuple[str, str, str], value: str | None
) -> None:
    check_that_all_else_stays(parts, value)


@given(st.text(st.sampled_from("-+\r\n :#aé\ufeff\x00'\"[]{}&*|>?=.")), VALUES)
def test_any_file_is_edited_so_that_it_can_be_read_back_or_refused(text: str, value: str) -> None:
    for start in ("", "---\n", "+++\n"):
        content = (start + text).encode()
        try:
            edited = set_values(content, {"owner": value})
        except FrontMatterEditError:
            continue
        assert set_values(edited, {"owner": value}) == edited
        if b"owner" not in content:
            assert len(set_values(edited, {"owner": None})) <= len(content) + len(b"---\n---\r\n\r\n")
