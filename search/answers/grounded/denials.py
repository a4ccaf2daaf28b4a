"""Whether two texts deny the same, and whether one puts *before* where the other has *after*.

Finer than ``search.query.negation``, which tells of a question whether it denies anything at all: here a word too many
or too few turns an instruction round, so Persian verbs that begin with ن count, *without* counts, and clauses are held
against each other one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb.language.languages import base
from search.answers.grounded.number_words import plain
from search.answers.grounded.quoting import clauses_of
from search.text.analysis import tokens
from search.text.folding import JOINTS, find_words

_DENYING = {
    "en": "not never no none nothing nobody neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent "
    "hasnt havent hadnt wont wouldnt couldnt shouldnt mustnt",
    "ru": "не ни нет без нельзя никогда ничего никто никак никакой никакие никаких невозможно запрещено",
    "ar": "لا لم لن ليس ليست ليسوا غير دون بدون عدم بلا لست ولا ولم ولن فلا فلم فلن وليس إلا",
    "fa": "نه بدون هیچ هرگز نیست نیستند نیستید غیر عدم",
}
_FA_STEMS = (
    "کن کرد شو شد زن زد ده داد دار داشت گیر گرفت گذار گذاشت بر برد ریز ریخت باش بود خواه خواست توان رس رسید یاب یافت "
    "شوی شست پز پخت خور خورد انداز انداخت نویس نوشت بین دید پذیر آور ای آی آمد فرست فرستاد رو رفت مان ماند چسب سوز ساز "
    "ساخت پوش کش خر خرید پرس گوی گفت افت چرخ بند بست باید توانید"
)
_FA_VERB = re.compile(rf"نمی.{{2,}}|ن(?:ی|)(?:{'|'.join(_FA_STEMS.split())})(?:م|ی|د|ید|یم|ند|ه|هاست|هاند|هاید)?")
_IDIOMS = (
    r"(?:at|for|with) no (?:extra |additional )?(?:cost|charge|fee)s?",
    r"no (?:cost|charge|fee)s?",
    r"(?:not|no) (?:only|more than|less than|later than)",
    r"without (?:charge|cost)",
    r"(?:do not |don't |never )?pay (?:nothing|anything)",
    r"без доплат\w*",
    r"не (?:только|меньше|менее|больше|более|позднее|позже|ранее)",
    r"ничего не (?:плат|заплат)\w+",
    r"بدون هزینه|هزینه‌ای (?:\w+ ){0,3}نمی‌?\w+|در غیر این صورت|نه (?:تنها|فقط)",
    r"[وف]?(?:بدون|دون) (?:أي )?(?:رسوم|تكلفة|مقابل)",
    r"[وف]?لا (?:يقل|تقل|يزيد|تزيد|يتجاوز|تتجاوز) عن",
    r"[وف]?لا (?:ت|ي)دفع (?:أي )?شيئ\w*",
    r"غيّر\w*",
)
"""What denies by its words and not by its meaning."""
_NO_DENIAL = re.compile("|".join(rf"\b(?:{idiom})\b" for idiom in _IDIOMS), re.IGNORECASE)
_EXCEPT = re.compile(r"\b[وف]?(?:لا|لم|لن)\b(.*?)\bإلا\b")
"""Arabic says *only* by *not … except*."""
_SIDES = {
    "en": (
        ("before", "after"),
        ("always", "never"),
        ("more", "less"),
        ("above", "below"),
        ("least", "most"),
        ("minimum", "maximum"),
        ("first", "last"),
        ("on", "off"),
        ("open", "close"),
        ("must", "may"),
        ("free", "paid"),
    ),
    "ru": (
        ("до", "после"),
        ("всегда", "никогда"),
        ("больше", "меньше"),
        ("более", "менее"),
        ("выше", "ниже"),
        ("включите", "выключите"),
        ("откройте", "закройте"),
        ("бесплатно", "платно"),
    ),
    "ar": (
        ("قبل", "بعد"),
        ("دائما", "أبدا"),
        ("أكثر", "أقل"),
        ("فوق", "تحت"),
        ("شغل", "أطفئ"),
        ("افتح", "أغلق"),
    ),
    "fa": (
        ("قبل", "بعد"),
        ("پیش", "پس"),
        ("همیشه", "هرگز"),
        ("بیشتر", "کمتر"),
        ("بالا", "پایین"),
        ("روشن", "خاموش"),
        ("باز", "بسته"),
    ),
}
ENOUGH, ALMOST_ALL = 0.5, 0.85
"""How alike the words of two clauses are (Dice 1945) that are held against each other, and that must deny as often."""


def denies_alike(sentence: str, support: str, language: str) -> bool:
    """Whether ``sentence`` denies nothing that ``support`` says and says nothing that it denies; both in ``language``,
    clause by clause where the clauses are of the same words.
    """
    theirs = [(_terms(clause, language), denials(clause, language)) for clause in clauses_of(_without_idioms(support))]
    for clause in clauses_of(_without_idioms(sentence)):
        words, mine = _terms(clause, language), denials(clause, language)
        likeness, other = max(((_likeness(words, terms), count) for terms, count in theirs), default=(0.0, 0))
        if likeness >= ALMOST_ALL and mine != other:
            return False
        if likeness >= ENOUGH and bool(mine) != bool(other):
            return False
        if likeness < ENOUGH and mine and not any(count for _, count in theirs):
            return False
        if likeness < ENOUGH and not mine and theirs and all(count for _, count in theirs):
            return False
    return True


def denies_as_often(sentence: str, language: str, support: str, support_language: str) -> bool:
    """The same between languages: whether both deny something or neither does."""
    return bool(denials(_without_idioms(sentence), language)) == bool(
        denials(_without_idioms(support), support_language)
    )


def turns_round(sentence: str, support: str, language: str) -> bool:
    """Whether ``sentence`` has one of two opposites where ``support`` has only the other."""
    mine, theirs = _plain_words(sentence), _plain_words(support)
    for pair in _sides(base(language)):
        for one, other in (pair, pair[::-1]):
            if one in mine and other not in mine and other in theirs and one not in theirs:
                return True
    return False


def denials(text: str, language: str) -> int:
    """How many words of ``text`` deny something; none in languages whose ways to do so are not known."""
    code = base(language)
    denying = _denying(code)
    if code != "fa":
        return sum(word in denying for word in _plain_words(text))
    return sum(_denies_in_persian(match[0], denying) for match in find_words(text))


def _denies_in_persian(word: str, denying: frozenset[str]) -> bool:
    """By a word of its own or by how a verb begins, also where it is one of several parts: ارسال‌نشده."""
    parts = [plain(part) for part in JOINTS.split(word)]
    return plain(word) in denying or any(_FA_VERB.fullmatch(part) for part in (plain(word), *parts))


def _without_idioms(text: str) -> str:
    return _EXCEPT.sub(r"\1", _NO_DENIAL.sub(" ", text))


def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(token.terms[0] for token in tokens(text, language) if token.terms)


def _likeness(some: frozenset[str], others: frozenset[str]) -> float:
    return 2 * len(some & others) / (len(some) + len(others)) if some and others else 0.0


def _plain_words(text: str) -> Sequence[str]:
    return [plain(match[0]) for match in find_words(text)]


@lru_cache
def _denying(code: str) -> frozenset[str]:
    return frozenset(map(plain, _DENYING.get(code, "").split()))


@lru_cache
def _sides(code: str) -> tuple[tuple[str, str], ...]:
    return tuple((plain(one), plain(other)) for one, other in _SIDES.get(code, ()))
