"""Whatever a form of the review can lack has its words, and each of the queue's choices too."""

from __future__ import annotations

import re
from inspect import getsource

from kb.sign_in.access import introduce
from review.decisions.decision import DecisionStatus
from review.pages import bulk_form
from review.pages.decision_form import CHOICES
from review.pages.form_errors import FAULTS, NOT_INTRODUCED
from review.queue.filters import SORTS
from review.wording import CHOICES as WORDS_OF_CHOICES
from review.wording import ORDERS, STATUSES

NAMES = re.compile(r"""(?:_need\(|ValueError\()"(\w+)\"""")


def test_every_fault_that_a_form_can_name_has_its_words_and_no_other() -> None:
    missing = {*NAMES.findall(getsource(introduce))}
    assert missing == set(NOT_INTRODUCED)
    assert {*NAMES.findall(getsource(bulk_form)), *missing} == set(FAULTS)


def test_every_order_of_the_queue_and_every_decision_has_its_words() -> None:
    assert list(ORDERS) == list(SORTS)
    assert set(WORDS_OF_CHOICES) == set(CHOICES)
    assert set(STATUSES) == set(DecisionStatus) - {DecisionStatus.DONE}
