"""What is said around a question is taken away, and nothing of the question."""

from __future__ import annotations

import pytest

from search.text.chatter import core_of, is_light


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Hello, could you please tell me how to clean the grill, please?", "how to clean the grill?"),
        ("I'd like to know when the museum opens", "when the museum opens"),
        ("we want to move the piano please", "move the piano"),
        ("Is it possible to pay by cheque?", "pay by cheque?"),
        ("My lamp flickers. Please help. It is new. Many thanks in advance!", "My lamp flickers. It is new"),
        ("My lamp flickers, what should I do?", "My lamp flickers?"),
        ("أريد تغيير الموعد من فضلك", "تغيير الموعد"),
        ("ولو سمحت ممكن أعرف كيف أستطيع حجز مقعد", "كيف حجز مقعد"),
        ("وأريد حجز مقعد", "حجز مقعد"),
        ("لطفاً بگویید چطور می‌توانم بلیت را عوض کنم", "چطور بلیت را عوض کنم"),
        ("بلیت را می‌خواهم عوض کنم", "بلیت را عوض کنم"),
        ("здравствуйте, хотел бы узнать, где мой билет", "где мой билет"),
        ("подскажите, пожалуйста, как мне обменять билет?", "как обменять билет?"),
        ("Guten Tag, ich möchte bitte mein Ticket umtauschen", "mein Ticket umtauschen"),
        ("Bonjour, je voudrais échanger mon billet svp", "échanger mon billet"),
        ("Hola, quisiera saber cómo cambiar mi billete, gracias", "cómo cambiar mi billete"),
        ("Merhaba, biletimi değiştirmek istiyorum", "biletimi değiştirmek"),
    ],
)
def test_the_core_is_what_is_asked_as_it_was_typed(text: str, core: str) -> None:
    assert core_of(text) == core


@pytest.mark.parametrize("want", ["می‌خواهم", "میخواهم", "می خواهم", "میخوام", "می‌خوام"])
def test_a_half_space_may_be_missing_or_a_whole_one(want: str) -> None:
    assert core_of(f"{want} بلیت را عوض کنم") == "بلیت را عوض کنم"


@pytest.mark.parametrize(
    "text",
    [
        "I do not want letters",
        "нет, не хочу писем",
        "نمی‌خواهم نامه بگیرم",
        "لا أريد رسائل",
        "where is my umbrella",
        "why does the lamp flicker",
        "wi-fi",
        "E4",
        "pleased customers",
    ],
)
def test_negation_question_words_and_content_stay(text: str) -> None:
    assert core_of(text) == text


@pytest.mark.parametrize("text", ["", "please", "Hi", "thank you so much!", "I want to", "سلام", "?!", "спасибо"])
def test_where_nothing_would_be_left_the_text_stays(text: str) -> None:
    assert core_of(text) == text


def test_who_is_greeted_is_no_question_but_what_is_said_to_them_is() -> None:
    assert core_of("Hello Grand Museum team, the lamp flickers") == "the lamp flickers"
    assert core_of("hello lamp flickers") == "lamp flickers"


def test_light_words_are_told_in_every_spelling() -> None:
    assert all(map(is_light, ("Want", "أُريدُ", "اريد", "می‌خواهم", "میخواهم", "خواهم", "ХОЧУ", "möchte")))
    assert not any(map(is_light, ("lamp", "wishlist", "بلیت", "")))
