"""What leaves the machine: nothing personal, no more than fits, each passage whole."""

from __future__ import annotations

import pytest

from search.answers.generation.masking import masked
from search.answers.generation.token_count import tokens_of


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("I am anna.k+x@mail.example, where is it?", "I am (e-mail address), where is it?"),
        ("call me: +44 7700 900123", "call me: (telephone number)"),
        ("call 020 7946 0958 please", "call (telephone number) please"),
        ("card 4111 1111 1111 1111 declined", "card (card number) declined"),
        ("карта ٤١١١١١١١١١١١١١١١ не прошла", "карта (card number) не прошла"),
        ("order SF-1234567 is late", "order (order number) is late"),
        ("order 98765432 is late", "order (order number) is late"),
        ("سفارش ۱۲۳۴۵۶۷۸ کجاست", "سفارش (order number) کجاست"),
        ("GB29 NWBK 6016 1331 9268 19", "(account number)"),
        ("see https://me.example/private", "see (address)"),
        ("the CB-200 shows E5 after 30 minutes, 1,500 ml", "the CB-200 shows E5 after 30 minutes, 1,500 ml"),
        ("write to help@sofra.example", "write to help@sofra.example"),
        ("bought on 2026-11-20", "bought on 2026-11-20"),
    ],
)
def test_what_is_personal_does_not_leave_and_what_articles_say_does(typed: str, sent: str) -> None:
    assert masked(typed, ["Write to help@sofra.example."]) == sent


def test_tokens_are_counted_on_the_safe_side() -> None:
    assert tokens_of("We refund within five working days.") >= 8
    assert tokens_of("نعيد المبلغ خلال خمسة أيام عمل") >= 20
    assert tokens_of("返金は五営業日以内です") >= 11
    assert tokens_of("") == 0
