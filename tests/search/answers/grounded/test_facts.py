"""The facts that must not change: read alike in every language, in digits and in words."""

from __future__ import annotations

import pytest

from search.answers.grounded.facts import Amount, are_among, facts_of


def amounts(text: str) -> list[str]:
    return [f"{'/'.join(sorted(one.value))} {one.unit}".strip() for one in facts_of(text).amounts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("within 5 working days, then 1–3 days", ["5 working day", "1 day", "3 day"]),
        ("within one business day", ["1 working day"]),
        ("one of them near, one further away", []),
        ("تا ۵ روز کاری، هر دو", ["5 working day"]),
        ("خلال يومين من 8:00 إلى 20:00", ["2 day", "8:00", "20:00"]),
        ("خلال 10 أيام عمل", ["10 working day"]),
        ("в течение пяти рабочих дней, 1,5 л воды", ["5 working day", "1.5 litre"]),
        ("от 1 до 3 рабочих дней", ["1 working day", "3 working day"]),
        ("from £120 to £1,500", ["120 pound", "1.5/1500 pound"]),
        ("۱٫۵ لیتر و سه عکس", ["1.5 litre", "3 photo"]),
        ("5kg at 90°C, 200 ml", ["5 kilogram", "90 degree", "200 millilitre"]),
        ("2.50 €", ["2.5 euro"]),
    ],
)
def test_numbers_are_read_with_what_they_measure(text: str, expected: list[str]) -> None:
    assert amounts(text) == expected


def test_codes_days_and_addresses_are_facts_of_their_own() -> None:
    facts = facts_of("E1 وE2 on the CB-200, order SF-1234567: help@Sofra.example, sofra.example, +44 20 7946 0112")
    assert facts.codes == ("e1", "e2", "cb200", "sf1234567")
    assert facts.addresses == {"help@sofra.example", "sofra.example", "442079460112"}
    assert facts.amounts == ()
    assert facts_of("Monday, 12 марта, شنبه, الاثنين").days == {"weekday 1", "month 3", "weekday 6"}


def test_each_number_stands_for_one() -> None:
    three, one = Amount(frozenset("3"), "day"), Amount(frozenset("1"), "day")
    assert are_among([one, three], [three, one])
    assert not are_among([one, one], [three, one])
    assert are_among([Amount(frozenset("3"))], [three])
    assert not are_among([Amount(frozenset("3"), "hour")], [three])
