"""Values of exports may be anything."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb.exchange.bundle.values import count_of, day_of, id_of, number_of, rows_of, text_of, texts_of, whole_of


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2020-01-31T23:30:00-02:00", date(2020, 2, 1)),
        ("2020-01-31", date(2020, 1, 31)),
        (1663597223, date(2022, 9, 19)),
        *((value, None) for value in ("soon", None, True, 1e300, -1, "0001-01-01", [], float("nan"))),
    ],
)
def test_days(value: Any, day: date | None) -> None:
    assert day_of(value) == day


def test_everything_else_is_read_as_what_it_is_or_as_nothing() -> None:
    assert [text_of(one) for one in ("a\r\nb", 5, None, True, [])] == ["a\nb", "5", "", "", ""]
    assert [id_of(one) for one in (360, " a ", "a\nb", None, "x" * 300)] == ["360", "a", "", "", ""]
    assert [number_of(one) for one in (2, 2.5, "2", True, 1e12)] == [2.0, 2.5, None, None, None]
    assert [count_of(one) for one in (2, -1, "2", True, 2.5)] == [2, 0, 0, 0, 0]
    assert [whole_of(one) for one in (2, " 3 ", "x", "", "²", "9" * 400, -1, True, None, 2.5)] == [2, 3, *[None] * 8]
    assert texts_of(["a", None, 3, ""]) == ("a", "3")
    assert (list(rows_of([{"a": 1}, 2])), list(rows_of({"b": 1})), list(rows_of(None))) == ([{"a": 1}], [{"b": 1}], [])
