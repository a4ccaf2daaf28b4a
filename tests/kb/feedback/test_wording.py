"""Every reason and every answer below an article has its words."""

from __future__ import annotations

from kb.feedback.pages import ANSWERED, TOO_MANY, UNSAVED
from kb.feedback.votes import VoteReason
from kb.feedback.wording import REASONS, SAID


def test_every_code_has_its_words() -> None:
    assert list(REASONS) == list(VoteReason)
    assert set(SAID) == {*ANSWERED, TOO_MANY.said, UNSAVED.said}
