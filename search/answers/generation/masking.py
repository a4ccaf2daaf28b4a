"""Takes what is personal out of a question before it leaves: addresses of mail, telephone, card and order numbers.

What is taken out is not put back: no article says a customer's own numbers, so no sentence that has them would hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from search.answers.grounded.facts import in_plain_digits
from search.text.folding import fold

_MAIL = re.compile(r"[^\s@<>(),;:\"]{1,80}@[^\s@<>(),;:\"]{1,120}")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w])[+(]{0,2}\d(?:[\s().\-/\u2010-\u2013\u00a0]{0,2}\d){4,}(?![\w])")
_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d[\w-]*\d[\w-]*\d[\w-]*\d)(?=[\w-]*[^\W\d_])[\w]+(?:-[\w]+)*")
CARD_DIGITS, PHONE_DIGITS = range(13, 20), range(7, 16)
_YEAR = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def masked(text: str, known: Iterable[str] = ()) -> str:
    """``text`` with words in the place of what is personal; numbers and codes that stand in one of the ``known`` texts
    are nobody's.
    """
    articles = _plain(" ".join(known))

    def hides(kind: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
        return lambda match: match[0] if _plain(match[0]) in articles else kind(match[0])

    text = in_plain_digits(text)
    for pattern, kind in (
        (_MAIL, lambda _: "(e-mail address)"),
        (_LINK, lambda _: "(address)"),
        (_ACCOUNT, lambda _: "(account number)"),
        (_CODE, lambda _: "(order number)"),
        (_NUMBER, _kind_of),
    ):
        text = pattern.sub(hides(kind), text)
    return text


def _kind_of(written: str) -> str:
    if _YEAR.fullmatch(written):
        return written
    count = sum(map(str.isdigit, written))
    if count in CARD_DIGITS and not written.startswith("+"):
        return "(card number)"
    if count in PHONE_DIGITS and (written[0] in "+(0" or re.search(r"[\s().-]", written)):
        return "(telephone number)"
    return "(order number)"


def _plain(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum() or sign in "@.")
