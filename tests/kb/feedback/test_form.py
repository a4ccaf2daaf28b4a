"""What is sent with a vote: which reasons, comments and names of votes are taken."""

from __future__ import annotations

import pytest

from kb.feedback.form import clean, read_opinion, token
from kb.feedback.votes import (
    Opinion,
    VoteReason,
)


class TestWhatIsSent:
    def test_reasons_are_kept_once_and_in_order(self) -> None:
        plain = {"helpful": False, "reasons": ["other", "wrong", "other"], "comment": " x "}
        assert read_opinion(plain) == Opinion(False, (VoteReason.WRONG, VoteReason.OTHER), "x")

    @pytest.mark.parametrize(
        ("plain", "expected"),
        [
            ({}, "helpful='None' is not true or false"),
            ({"helpful": "yes"}, "helpful='yes'"),
            ({"helpful": 1}, "helpful='1'"),
            ({"helpful": False, "reasons": ["wrong", "ugly"]}, "is not a list of wrong, unclear, missing"),
            ({"helpful": False, "reasons": "wrong"}, "reasons='wrong' is not a list"),
            ({"helpful": False, "reasons": [["wrong"]]}, "is not a list of"),
            ({"helpful": True, "step": 5}, "step='5' is not text"),
            ({"helpful": False, "comment": 5}, "comment='5' is not text"),
            ({"helpful": True, "reasons": ["wrong"]}, "go with helpful=false"),
            ({"helpful": True, "comment": "x"}, "go with helpful=false"),
        ],
    )
    def test_what_is_no_vote_is_refused_by_name_and_expectation(self, plain: dict[str, object], expected: str) -> None:
        with pytest.raises(ValueError, match=r".") as caught:
            read_opinion(plain)
        assert expected in str(caught.value)

    @pytest.mark.parametrize(
        ("comment", "kept"),
        [
            ("two\r\nlines\rand\tmore", "two\nlines\nand more"),
            ("a\0b\x1bc\x85d\ud800e", "abcde"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("👩\u200d🚀", "👩\u200d🚀"),
            ("x" * 5_000, "x" * 1_000),
            ("🚀" * 5_000, "🚀" * 1_000),
            (" \n ", ""),
        ],
    )
    def test_comments_are_cleaned_and_cut(self, comment: str, kept: str) -> None:
        assert clean(comment) == kept

    @pytest.mark.parametrize("value", [None, 5, "", "0" * 31, "0" * 33, "G" * 32, "0" * 32 + "\n", ["0" * 32]])
    def test_what_is_no_name_of_a_vote_is_none(self, value: object) -> None:
        assert token(value) == ""


@pytest.mark.parametrize("step", ["\udc80", "a\x00b", "a" * 1_000])
def test_what_can_be_the_name_of_no_step_is_none(step: str) -> None:
    assert read_opinion({"helpful": False, "step": step}).step == ""
    assert read_opinion({"helpful": False, "step": "check-the-plug"}).step == "check-the-plug"
