"""Changes since the last review, as an editor reads it."""

from __future__ import annotations

import pytest

from kb.editing.changes import MAX_CHARACTERS, MAX_LINES, Changes, DiffLine, Hunk, compare, same_text, summary


def shown(hunks: list[Hunk]) -> list[str]:
    """Lines with a sign in front, as ``diff`` has it, and the changed words in brackets."""
    signs = {"same": " ", "added": "+", "removed": "-"}
    return [signs[line.kind] + marked(line) for hunk in hunks for line in hunk.lines]


def marked(line: DiffLine) -> str:
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in line.pieces)


def numbered(count: int) -> list[str]:
    return [f"line {number}" for number in range(count)]


class TestWords:
    @pytest.mark.parametrize(
        ("before", "after", "removed", "added"),
        [
            (
                "Press the red button.",
                "Press the green button.",
                "Press the [red] button.",
                "Press the [green] button.",
            ),
            ("Press, then wait", "Press; then wait", "Press[,] then wait", "Press[;] then wait"),
            ("one two three four", "one three four", "one [two] three four", "one three four"),
            ("a b c d e f", "a x y d e f", "a [b c] d e f", "a [x y] d e f"),
            ("Нажмите красную кнопку", "Нажмите синюю кнопку", "Нажмите [красную] кнопку", "Нажмите [синюю] кнопку"),
        ],
    )
    def test_only_the_changed_words_are_marked(self, before: str, after: str, removed: str, added: str) -> None:
        assert shown(compare(before, after)) == [f"-{removed}", f"+{added}"]

    def test_a_persian_word_with_a_half_space_is_one_word(self) -> None:
        before, after = "من می‌خواهم رمز را عوض کنم", "من می‌خواهیم رمز را عوض کنم"
        assert shown(compare(before, after))[1] == "+من [می‌خواهیم] رمز را عوض کنم"

    def test_vowel_signs_stay_with_their_arabic_letter(self) -> None:
        assert shown(compare("غيّر رمزَ الدخول الآن", "غيّر رمزُ الدخول الآن"))[1] == "+غيّر [رمزُ] الدخول الآن"

    def test_a_language_without_spaces_is_compared_sign_by_sign(self) -> None:
        assert shown(compare("我想更改密码。", "我想重置密码。")) == ["-我想[更改]密码。", "+我想[重置]密码。"]

    def test_a_paragraph_that_was_only_wrapped_anew_has_no_changed_word(self) -> None:
        assert shown(compare("one two\nthree four", "one\ntwo three four")) == [
            "-one two",
            "-three four",
            "+one",
            "+two three four",
        ]

    def test_lines_with_little_in_common_are_marked_whole(self) -> None:
        before, after = "The battery lasts ten hours", "Call the shop or write to us"
        assert shown(compare(before, after)) == [f"-[{before}]", f"+[{after}]"]

    def test_the_pieces_of_a_line_are_the_line(self) -> None:
        after = "\tOne,  two…  три\u00a0四五 👩\u200d💻 "
        (hunk,) = compare("One, two", after)
        assert hunk.lines[-1].text == after


class TestLines:
    def test_what_is_equal_has_no_hunks(self) -> None:
        assert compare("a\nb\n", "a\nb\n") == []

    def test_line_ends_and_a_byte_order_mark_do_not_count(self) -> None:
        assert compare("a\nb\n", "\ufeffa\r\nb") == []

    def test_a_hunk_has_the_lines_around_it(self) -> None:
        before = numbered(20)
        after = ["first", *before[:10], *before[11:]]
        hunks = compare("\n".join(before), "\n".join(after), context=2)
        assert [len(hunk.lines) for hunk in hunks] == [3, 5]
        assert shown(hunks) == [
            *("+[first]", " line 0", " line 1"),
            *(" line 8", " line 9", "-[line 10]", " line 11", " line 12"),
        ]

    def test_changes_close_to_each_other_share_a_hunk(self) -> None:
        before = numbered(9)
        after = ["x" if line in ("line 3", "line 5") else line for line in before]
        assert len(compare("\n".join(before), "\n".join(after))) == 1

    def test_a_new_file_is_all_added(self) -> None:
        assert shown(compare("", "# A\n\nText.\n")) == ["+[# A]", "+", "+[Text.]"]

    def test_without_context_there_are_only_changed_lines(self) -> None:
        assert shown(compare("a\nb\nc", "a\nx\nc", context=0)) == ["-[b]", "+[x]"]


class TestBounds:
    @pytest.mark.parametrize(("count", "hunks"), [(MAX_LINES, 2), (MAX_LINES + 1, 1)])
    def test_beyond_the_bound_all_between_the_first_and_last_change_counts_as_changed(
        self, count: int, hunks: int
    ) -> None:
        middle = numbered(count - 2)
        before, after = ["a", *middle, "b"], ["c", *middle, "d"]
        found = compare("\n".join(["top", *before]), "\n".join(["top", *after]), context=0)
        assert len(found) == hunks
        lines = [line.text for hunk in found for line in hunk.lines if line.kind == "added"]
        assert lines == (["c", "d"] if hunks == 2 else after)

    def test_beyond_the_bound_the_lines_around_are_still_shown(self) -> None:
        around, middle = numbered(10), numbered(MAX_LINES)
        before = "\n".join([*around, *middle, *around])
        after = "\n".join([*around, "x", *middle, "y", *around])
        (hunk,) = compare(before, after)
        assert [line.text for line in hunk.lines if line.kind == "same"] == [*around[-3:], *around[:3]]

    @pytest.mark.parametrize(("length", "marks"), [(MAX_CHARACTERS, False), (MAX_CHARACTERS + 1, True)])
    def test_a_block_too_long_to_compare_by_words_is_marked_whole(self, length: int, marks: bool) -> None:
        text = ("many words " * length)[: length - 2]
        (hunk,) = compare(f"{text} a", f"{text} b")
        assert hunk.lines[0].pieces[0].changed is marks


class TestSummary:
    def test_it_counts_lines_on_both_sides(self) -> None:
        assert summary("a\nb\nc\nd", "a\nx\ny\nz\nd") == Changes(added=3, removed=2)

    def test_it_is_nothing_for_equal_texts(self) -> None:
        assert summary("a", "a\n") == Changes(0, 0)

    def test_it_agrees_with_what_is_shown(self) -> None:
        before, after = "\n".join(numbered(30)), "\n".join(["new", *numbered(40)[5:]])
        kinds = [line.kind for hunk in compare(before, after) for line in hunk.lines]
        assert summary(before, after) == Changes(kinds.count("added"), kinds.count("removed"))


ARTICLE = "---\ntitle: Reset\nlast_reviewed_on: 2026-01-02\n---\n# Reset\n\nPress it.\n"


class TestSameText:
    @pytest.mark.parametrize(
        "after",
        [
            ARTICLE.replace("2026-01-02", "2026-07-02"),
            ARTICLE.replace("last_reviewed_on: 2026-01-02\n", ""),
            ARTICLE.replace("title", "reviewed_by: alice\nupdated_on: 2026-02-02\ntitle"),
            ARTICLE.replace("title: Reset", "title:   'Reset' # the heading"),
            ARTICLE.replace("\n", "\r\n") + "\r\n",
        ],
    )
    def test_dates_the_reviewer_and_ways_of_writing_change_nothing(self, after: str) -> None:
        assert same_text(ARTICLE, after)

    @pytest.mark.parametrize(
        "after",
        [
            ARTICLE.replace("Press it", "Hold it"),
            ARTICLE.replace("title: Reset", "title: Start anew"),
            ARTICLE.replace("title", "audience: internal\ntitle"),
            ARTICLE.replace("Press", "  Press").replace("\n\n", "\n\nNew\n"),
        ],
    )
    def test_words_and_who_may_read_them_do(self, after: str) -> None:
        assert not same_text(ARTICLE, after)

    def test_front_matter_that_cannot_be_read_is_compared_as_it_is_written(self) -> None:
        broken = "---\ntitle: [\n---\nText.\n"
        assert same_text(broken, broken)
        assert not same_text(broken, broken.replace("[", "{"))
