"""The facts in a text that must not change on the way into an answer: numbers with what they measure, dates, codes,
addresses.

Read alike in every language and every system of digits, so that ``within ۵ روز کاری`` and *five working days* are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from search.answers.grounded.number_words import NAMED_DAYS, NUMBERS, OF_A_UNIT, PAIRS, SIGNS, UNITS, WORKING, plain
from search.text.folding import clean, fold

Known = TypeVar("Known", int, str)
Value = frozenset[str]
"""The ways to read what is written: ``1,500`` is a thousand and a half, or one and a half."""

_TOKEN = re.compile(
    r"\d+(?::\d\d)+|\d+(?:[.,٫٬\u00a0\u202f]\d+)*|[^\W\d_]+(?:['’\u200c\-][^\W\d_]+)*|[%٪°℃£$€₽﷼]|[–—−-]|[.!?؟…;:,،؛|\n]"
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9_.@-])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w@])"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_HOST = re.compile(r"(?<![\w@.])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w])")
_PHONE = re.compile(r"(?<![\w-])\+?\(?\d(?:[\s().\-\u2010-\u2013]{0,2}\d){6,}(?![\w])")
_BOTH = re.compile(r"هر دوی?|هردو|\bоба\b|\bобе\b|كلا(?:هما)?")
_REACH = 2
"""Words between a number and what it measures: *5 full working days*."""
_TO = frozenset(
    map(plain, ["to", "till", "until", "or", "and", "до", "или", "и", "إلى", "او", "أو", "حتى", "و", "تا", "یا"])
)
_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and what it measures; empty where nothing says so."""

    value: Value
    unit: str = ""

    def is_as(self, other: Amount) -> bool:
        """Whether both are the same; a unit that one of them leaves out is no other one."""
        return not self.value.isdisjoint(other.value) and (self.unit == other.unit or not (self.unit and other.unit))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states. ``addresses`` are of mail, hosts and telephones, folded."""

    amounts: tuple[Amount, ...]
    days: frozenset[str]
    codes: tuple[str, ...]
    addresses: frozenset[str]


def facts_of(text: str) -> Facts:
    """Everything in ``text`` that must not change."""
    text = in_plain_digits(clean(text))
    addresses = frozenset(_addresses(text))
    rest = _HOST.sub(" ", _PHONE.sub(" ", _MAIL.sub(" ", text)))
    codes = tuple(code for match in _CODE.finditer(rest) if not _is_amount(code := _as_code(match[0])))
    rest = _CODE.sub(lambda match: match[0] if _is_amount(_as_code(match[0])) else " ", rest)
    rest = _BOTH.sub(" ", re.sub(r"(\d)([A-Za-z])", r"\1 \2", rest))
    tokens = [match[0] for match in _TOKEN.finditer(rest)]
    words = [plain(token) if token[0].isalpha() else token for token in tokens]
    days = frozenset(found for word in words if (found := _known(word, NAMED_DAYS)))
    return Facts(tuple(_amounts(words)), days, codes, addresses)


def are_among(mine: Sequence[Amount], theirs: Sequence[Amount]) -> bool:
    """Whether each of ``mine`` is one of ``theirs``, each of which stands for one: *1–1 days* is not in *1–3 days*."""
    left = list(theirs)
    for amount in sorted(mine, key=lambda one: not one.unit):  # those that fit fewer first
        fitting = [other for other in left if amount.is_as(other)]
        if not fitting:
            return False
        left.remove(next((other for other in fitting if other.unit == amount.unit), fitting[0]))
    return True


def in_plain_digits(text: str) -> str:
    """``text`` with the digits of every script as 0 to 9."""
    return "".join(fold(sign) if sign.isdigit() and not sign.isascii() else sign for sign in text)


def _addresses(text: str) -> Iterator[str]:
    yield from (match[0].casefold().rstrip(".") for match in _MAIL.finditer(text))
    yield from (match[0].casefold() for match in _HOST.finditer(_MAIL.sub(" ", text)))
    yield from ("".join(filter(str.isdigit, match[0])) for match in _PHONE.finditer(text))


def _as_code(written: str) -> str:
    return written.replace("-", "").casefold()


def _is_amount(code: str) -> bool:
    """Whether what looks like a code is a number and its unit: ``5kg``, ``200ml``."""
    parts = re.fullmatch(r"(\d+)([a-z]+)", code)
    return parts is not None and (parts[2] in UNITS or parts[2] in ("c", "f", "st", "nd", "rd", "th"))


def _amounts(words: Sequence[str]) -> Iterator[Amount]:
    """The numbers of a text; in *1 to 3 days* both are days."""
    found: list[tuple[int, Amount]] = []
    for place, word in enumerate(words):
        if unit := _known(word, PAIRS):
            found.append((place, Amount(frozenset("2"), _working(unit, words[place + 1 : place + 4]))))
        elif _known(word, NAMED_DAYS) is None and (value := _value(word)):
            unit = _unit(words, place)
            if unit or word[0].isdigit() or _bare(word) not in OF_A_UNIT:
                found.append((place, Amount(value, unit)))
    for (place, amount), (after, following) in pairwise([*found, (len(words) + 9, Amount(frozenset()))]):
        between = words[place + 1 : after]
        joined = len(between) <= 2 and all(word in _TO or word in "–—−-" or word in SIGNS for word in between)
        yield Amount(amount.value, following.unit) if joined and between and not amount.unit else amount


def _value(word: str) -> Value | None:
    if ":" in word and word[0].isdigit():
        return frozenset({word.lstrip("0") or word})
    if word[0].isdigit():
        return _readings(word)
    number = _known(word, NUMBERS)
    return frozenset({str(number)}) if number else None


def _readings(written: str) -> Value:
    """``1,500`` as 1500 and as 1.5; ``2.50`` as 2.5."""
    plain_one = re.sub(r"[,٬\u00a0\u202f٫]", ".", written)
    parts = plain_one.split(".")
    found = (
        {_number(f"{parts[0]}.{parts[1]}")} if len(parts) == 2 else {plain_one if len(parts) > 2 else _number(parts[0])}
    )
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        found.add(_number("".join(parts)))
    return frozenset(found)


def _number(written: str) -> str:
    whole, _, rest = written.partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def _unit(words: Sequence[str], place: int) -> str:
    """What the number at ``place`` measures, by the sign before it or by a word soon after."""
    if place and words[place - 1] in "£$€₽﷼":
        return SIGNS[words[place - 1]]
    for reach, word in enumerate(words[place + 1 : place + 2 + _REACH]):
        if word in SIGNS:
            return SIGNS[word]
        if not word[0].isalpha() or (word in _TO and reach == 0) or word in NUMBERS:
            return ""
        if unit := _known(word, UNITS):
            near = words[place + 1 : place + 4 + reach]
            return _working(unit, near)
    return ""


def _working(unit: str, near: Sequence[str]) -> str:
    stop = next((place for place, word in enumerate(near) if not word[0].isalpha()), len(near))
    return f"working {unit}" if unit == "day" and not WORKING.isdisjoint(near[:stop]) else unit


def _bare(word: str) -> str:
    return next((word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix) and len(word) > 4), word)


def _known(word: str, listed: Mapping[str, Known]) -> Known | None:
    found = listed.get(word)
    return found if found is not None else listed.get(_bare(word))
