"""What of a model's answer is shown: what holds, letter by letter and fact by fact, against the passage it names."""

from __future__ import annotations

import numpy as np
import pytest

from search.answers.grounded.nearness import Nearness, Sample
from search.answers.grounded.verify import Claimed, DropReason, Verified, Verifier
from tests.conftest import BagOfWords
from tests.search.answers.grounded.leaning import PRODUCTS, source, why_not

REFUND = source(
    "We refund within 5 working days after the parcel has reached us. Then the bank needs 1–3 days.\n"
    "Write to help@sofra.example or call +44 20 7946 0112, Monday to Saturday.",
    "en",
    "Refund times",
)
DAMAGE = source(
    "Do not plug in a damaged appliance. The courier takes photos of the box.", "en", "Parcel arrived damaged"
)
KETTLE = source(
    "Fill the kettle before you switch it on. Code E5 means scale.",
    "en",
    "Descale the kettle",
)
FA = source(
    "وجه را حداکثر ۵ روز کاری پس از رسیدن مرسوله برمی‌گردانیم. دستگاه آسیب‌دیده را به برق نزنید.", "fa", "بازگشت وجه"
)
AR = source(
    "نعيد المبلغ خلال 5 أيام عمل من وصول الطرد إلينا. لا تشغّل جهازًا متضررًا.",
    "ar",
    "مواعيد رد المبالغ",
)
RU = source(
    "Мы вернём деньги в течение 5 рабочих дней. Не включайте повреждённый прибор.", "ru", "Когда вернутся деньги"
)


@pytest.mark.parametrize(
    ("text", "quote", "of", "language"),
    [
        ("We refund within five business days after the parcel has reached us.", "within 5 working days", REFUND, "en"),
        ("After the parcel has reached us, we refund within 5 working days.", "WE REFUND WITHIN 5", REFUND, "en"),
        ("Then the bank needs 1 to 3 days.", "then the bank needs 1-3 days", REFUND, "en"),
        ("Write to help@sofra.example, Monday to Saturday.", "Write to help@sofra.example or call", REFUND, "en"),
        ("- Do not plug in a damaged appliance. [1]", "Do not plug in a damaged", DAMAGE, "en"),
        ("The delivery driver takes photos of the box.", "The courier takes photos", DAMAGE, "en"),
        ("Code E5 means scale in the kettle.", "Code E5 means scale.", KETTLE, "en"),
        ("وجه را حداکثر 5 روز کاری پس از رسیدن مرسوله برمی‌گردانیم.", "وجه را حداكثر 5 روز كاري", FA, "fa"),
        ("دستگاه آسیب‌دیده را به برق نزنید.", "دستگاه آسیب دیده را به برق", FA, "fa"),
        ("نعيد المبلغ خلال ٥ أيام عمل من وصول الطرد إلينا.", "نعيد المبلغ خلال ٥ أيام", AR, "ar"),
        ("Деньги мы вернём в течение пяти рабочих дней.", "вернем деньги в течение 5", RU, "ru"),
    ],
)
def test_what_its_source_says_is_shown_whatever_the_form(text: str, quote: str, of: object, language: str) -> None:
    assert why_not(text, quote, of, language) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "quote", "of", "language", "reason"),
    [
        # numbers and what they measure, also those that the source has elsewhere
        ("We refund within 6 working days.", "We refund within 5 working days", REFUND, "en", "number"),
        ("We refund within 3 working days.", "We refund within 5 working days", REFUND, "en", "number"),
        ("We refund within 5 days after the parcel has reached us.", "We refund within 5", REFUND, "en", "number"),
        ("We refund within 5 working weeks.", "We refund within 5 working", REFUND, "en", "number"),
        ("Then the bank needs 3–3 days.", "Then the bank needs 1–3", REFUND, "en", "number"),
        ("وجه را حداکثر ۷ روز کاری پس از رسیدن مرسوله برمی‌گردانیم.", "وجه را حداکثر ۵ روز کاری", FA, "fa", "number"),
        ("نعيد المبلغ خلال يومين من وصول الطرد إلينا.", "نعيد المبلغ خلال 5 أيام", AR, "ar", "number"),
        ("Мы вернём деньги в течение шести рабочих дней.", "Мы вернём деньги в течение", RU, "ru", "number"),
        # days, codes, addresses, products
        ("Call us, Monday to Sunday.", "call +44 20 7946 0112, Monday to Saturday", REFUND, "en", "date"),
        ("Code E6 means scale.", "Code E5 means scale", KETTLE, "en", "code"),
        ("Write to help@sofra-refunds.example.", "Write to help@sofra.example", REFUND, "en", "address"),
        ("Call +44 20 7946 0113.", "call +44 20 7946 0112", REFUND, "en", "address"),
        ("Fill the blender before you switch it on.", "Fill the kettle before you", KETTLE, "en", "product"),
        # denials, put in and taken out
        ("Plug in a damaged appliance.", "plug in a damaged appliance", DAMAGE, "en", "negation"),
        ("The courier never takes photos of the box.", "The courier takes photos", DAMAGE, "en", "negation"),
        ("دستگاه آسیب‌دیده را به برق بزنید.", "دستگاه آسیب‌دیده را به برق", FA, "fa", "negation"),
        ("شغّل جهازًا متضررًا.", "تشغّل جهازًا متضررًا", AR, "ar", "negation"),
        ("Включайте повреждённый прибор.", "включайте повреждённый прибор", RU, "ru", "negation"),
        ("Fill the kettle after you switch it on.", "Fill the kettle before you", KETTLE, "en", "opposite"),
        # what the source does not say at all
        ("Standard delivery to islands costs extra money.", "We refund within 5 working", REFUND, "en", "words"),
        ("We refund within 5 working days.", "We refund at once in cash", REFUND, "en", "quote"),
        ("We refund within 5 working days.", "We", REFUND, "en", "quote"),
        # the wrong language: the asker wrote Persian, and so on
        ("We refund within 5 working days.", "وجه را حداکثر ۵ روز کاری", FA, "fa", "language"),
        ("نعيد المبلغ خلال 5 أيام عمل من وصول الطرد إلينا.", "وجه را حداکثر ۵ روز کاری", FA, "fa", "language"),
        # conduct
        ("We refund at https://pay.example within 5 days.", "We refund within 5", REFUND, "en", "link"),
        ("We refund within [5 working days](//x.y).", "We refund within 5", REFUND, "en", "markup"),
        ("We refund within <b>5 working days</b>.", "We refund within 5", REFUND, "en", "markup"),
        ("We refund within 5 \u202eworking days.", "We refund within 5", REFUND, "en", "hidden"),
        ("Visit our website and we refund within 5 working days.", "We refund within 5", REFUND, "en", "elsewhere"),
        ("Your parcel has been refunded.", "We refund within 5 working", REFUND, "en", "claim"),
        ("I refund within 5 working days.", "We refund within 5 working", REFUND, "en", "claim"),
        ("As an AI, we refund within 5 working days.", "We refund within 5", REFUND, "en", "itself"),
        ("Refunded.", "We refund within 5 working", REFUND, "en", "length"),
        (f"We refund {'within ' * 120}5 working days.", "We refund within 5", REFUND, "en", "length"),
    ],
)
def test_what_does_not_hold_is_dropped_and_says_why(
    text: str, quote: str, of: object, language: str, reason: str
) -> None:
    assert why_not(text, quote, of, language) == reason  # type: ignore[arg-type]


def test_a_quote_counts_in_the_source_that_is_named_and_in_no_other() -> None:
    both = [DAMAGE, REFUND]
    assert why_not("We refund within 5 working days.", "We refund within 5 working days", both, number=2) is None
    assert why_not("We refund within 5 working days.", "We refund within 5 working days", both) == "quote"
    assert [why_not("We refund.", "We refund within", both, number=n) for n in (0, -1, 3)] == ["source"] * 3


def test_the_quote_is_shown_letter_by_letter_as_the_source_has_it() -> None:
    shown = Verifier("fa", [FA], PRODUCTS).check(
        Claimed("وجه را حداکثر 5 روز کاری برمی‌گردانیم.", 1, "وجه را حداكثر 5 روز كاري")
    )
    assert shown is not None
    assert shown.citations[0].quote == "وجه را حداکثر ۵ روز کاری"
    assert shown.citations[0].quote in FA.text


def test_what_is_said_twice_is_shown_once() -> None:
    verifier = Verifier("en", [REFUND], PRODUCTS)
    claimed = Claimed("We refund within 5 working days.", 1, "We refund within 5 working days")
    assert verifier.check(claimed) is not None
    assert verifier.check(claimed) is None
    assert verifier.dropped == {DropReason.REPEATED: 1}


def test_between_languages_only_meaning_tells_so_without_a_model_nothing_is_shown() -> None:
    assert why_not("وجه را حداکثر ۵ روز کاری برمی‌گردانیم.", "We refund within 5 working", REFUND, "fa") == "meaning"


def test_little_that_is_left_is_no_answer() -> None:
    shown = Verifier("en", [REFUND], PRODUCTS).check(Claimed("Then the bank needs 1–3 days.", 1, "the bank needs 1–3"))
    assert shown is not None
    assert Verified((shown,), {DropReason.NUMBER: 1, DropReason.REPEATED: 5}).is_enough
    assert not Verified((shown,), {DropReason.NUMBER: 2}).is_enough
    assert not Verified((), {}).is_enough


def test_nearness_is_learned_from_neighbours_and_strangers() -> None:
    topics = ["kettle scale vinegar", "parcel courier street", "refund bank card", "password link mail"] * 2
    passages = [[f"{topic} {n} one more", f"{topic} {n} and other"] for n, topic in enumerate(topics)]
    near = Nearness(BagOfWords().embed_passages, Sample({"en": passages}, {}))
    same = near.excess("the kettle has scale, vinegar helps", "en", ["vinegar takes the scale out of the kettle"], "en")
    other = near.excess(
        "the kettle has scale, vinegar helps", "en", ["the courier leaves the parcel in the street"], "en"
    )
    assert same is not None
    assert other is not None
    assert same > 0 > other
    assert near.excess("kettle", "en", ["чайник"], "ru") is None
    assert Nearness(lambda texts: np.zeros((len(texts), 3), np.float32), Sample({"en": [["one"]]}, {})).excess(
        "one", "en", ["one"], "en"
    ) is None  # fmt: skip
