"""Where the words of a message end and who sent it begins."""

from __future__ import annotations

import pytest

from search.questions.signatures import end_of_words, is_goodbye

WORDS = ["My lamp flickers.", ""]


@pytest.mark.parametrize(
    "signature",
    [
        ["Kind regards", "Ann Lee"],
        ["Best, Ann"],
        ["-- ", "Ann Lee"],
        ["С уважением,", "Анна", "Школа № 5, бухгалтерия"],
        ["مع التحية", "سارة"],
        ["با احترام، مریم"],
        ["Ann Lee | Head Coach", "Riverside Tennis Club", "+44 113 496 0021"],
        ["Riverside Tennis Club"],
        ["ООО «Заря», г. Тверь"],
        ["شركة النور للتجارة", "هاتف: 0112345678"],
    ],
)
def test_what_the_sender_is_belongs_to_no_question(signature: list[str]) -> None:
    lines = [*WORDS, *signature]
    assert [line for line in lines[: end_of_words(lines)] if line] == [WORDS[0]]


@pytest.mark.parametrize(
    ("thanks", "name"),
    [
        ("Thanks in advance,", "Ann, Parents' Association"),
        ("Спасибо!", "Анна Ли, председатель клуба"),
        ("شكرا", "سارة – نادي البحر"),
        ("ممنون", "مریم، انجمن اولیا"),
    ],
)
def test_names_below_thanks_are_a_signature(thanks: str, name: str) -> None:
    assert end_of_words([*WORDS, thanks, name]) == len(WORDS) + 1


@pytest.mark.parametrize(
    "last",
    [
        "I ordered it for our club",
        "Does the club get a discount?",
        "Thanks, but it still flickers and nobody answers.",
        "The shade is torn, too.",
    ],
)
def test_what_still_says_something_is_no_signature(last: str) -> None:
    assert end_of_words([*WORDS, last]) == len(WORDS) + 1


def test_a_goodbye_is_told_from_words_that_begin_like_one() -> None:
    assert is_goodbye("Best, Tom")
    assert is_goodbye("All the best")
    assert not is_goodbye("Best lamp for reading")
    assert not is_goodbye("best lamp?")
