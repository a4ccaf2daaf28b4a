"""Rules by which the sentences of ``made_answers`` change their form, and those by which they change what they say."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from search.answers.grounded.quoting import sentences_of

DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}
AND = {"en": "and", "ar": "و", "fa": "و", "ru": "и"}
_IF = re.compile(r"^(If|When|Если|Когда|إذا|عند|اگر|وقتی)\b")
WORDS = {
    "en": ("zero one two three four five six seven eight nine ten", "[0-9]+"),
    "ru": ("ноль один два три четыре пять шесть семь восемь девять десять", "[0-9]+"),
    "fa": ("صفر یک دو سه چهار پنج شش هفت هشت نه ده", "[0-9۰-۹]+"),
}
OTHERS = {
    "en": {
        "select": "choose",
        "receive": "get",
        "appliance": "device",
        "send": "dispatch",
        "usually": "normally",
        "need": "require",
        "press": "push",
        "show": "display",
        "choose": "pick",
        "working days": "business days",
        "help": "assist",
        "fill": "top up",
        "wait": "hold on",
        "at once": "immediately",
    },
    "ru": {
        "нажмите": "надавите",
        "обычно": "как правило",
        "выберите": "укажите",
        "нужно": "необходимо",
        "получите": "вам придёт",
        "пришлём": "отправим",
        "курьер": "доставщик",
        "сразу": "немедленно",
        "откройте": "раскройте",
    },
    "ar": {
        "المندوب": "عامل التوصيل",
        "الهاتف": "الجوال",
        "عادةً": "غالبًا",
        "اضغط على": "انقر على",
        "يمكنك": "بإمكانك",
        "انتظر": "تمهل",
        "اختر": "حدد",
        "نرسل": "نبعث",
    },
    "fa": {
        "نشانی": "آدرس",
        "گوشی": "موبایل",
        "معمولاً": "اغلب",
        "انتخاب کنید": "برگزینید",
        "بزنید": "فشار دهید",
        "می‌فرستیم": "ارسال می‌کنیم",
        "دستگاه": "وسیله",
        "لازم است": "باید",
    },
}


_Ways = tuple[tuple[str, str], ...]
_TURNS: Mapping[str, tuple[_Ways, _Ways]] = {
    "en": (
        (
            (r"\b[Dd]o not (\w)", r"\1"),
            (r"\bcannot\b", "can"),
            (r"\b(is|are|does|do|has|may|must|will) not\b", r"\1"),
            (r"\bnever ", ""),
            (r"\bwithout\b", "with"),
        ),
        (
            (r"\b(can|may|must|will|is|are)\b(?! not)", r"\1 not"),
            (r"^(Press|Select|Open|Choose|Fill|Take|Keep|Use|Put|Switch|Wait|Wash|Turn|Add|Enter)\b", r"Do not \1"),
            (r"\b[Ww]e (\w+)\b", r"we never \1"),
        ),
    ),
    "ru": (
        (
            (r"\b[Нн]е (\w)", r"\1"),
            (r"\b[Нн]ельзя\b", "можно"),
            (r"\b[Бб]ез\b", "с"),
        ),
        (
            (r"\bможно\b", "нельзя"),
            (r"\b([Мм]ы) (\w)", r"\1 не \2"),
            (r"\b(можете|может|нужно|будет|есть)\b", r"не \1"),
            (r"\b([А-Я]\w+(?:ите|йте|ьте))\b", r"Не \1"),
        ),
    ),
    "ar": (
        (
            (r"\b[وف]?(?:لا|لم|لن) (\w)", r"\1"),
            (r"\bبدون\b|\bدون\b", "مع"),
        ),
        (
            (r"\b(يمكنك|يمكن|نرسل|تصل|يجب|نعيد|نرد|تحتاج|يظهر|نقبل|تجد)\b", r"لا \1"),
            (r"^(اضغط|اختر|افتح|اترك|ضع|أدخل|انتظر|املأ|شغّل|أطفئ|ارفع|اغسل)\b", r"لا \1"),
        ),
    ),
    "fa": (
        (
            (r"\bنمی", "می"),
            (r"\bن(کنید|زنید|شود|شده|دارد|گذارید|ریزید)\b", r"\1"),
            (r"\bبدون\b", "با"),
        ),
        (
            (r"\bمی(?=[‌\w])", "نمی"),
            (r"(?<!\w)(کنید|شود|شده|دارد|شد)\b", r"ن\1"),
            (r"(?<!\w)ب(زنید|گذارید|ریزید|شویید|گیرید|ردارید)\b", r"ن\1"),
            (r"\bاست\b", "نیست"),
        ),
    ),
}
"""By language the ways to take a denial out, and those to put one in."""


def turned_round(text: str, language: str, dice: random.Random) -> str | None:
    """``text`` with one denial taken out, else put in; None where no rule does so."""
    for ways in _TURNS[language]:
        if found := [(pattern, new) for pattern, new in ways if re.search(pattern, text)]:
            pattern, new = dice.choice(found)
            return re.sub(pattern, new, text, count=1)
    return None


def good_sentences(text: str) -> list[str]:
    """The sentences of a text that say something of their own."""
    return [
        s
        for s in sentences_of(text)
        if 5 <= len(s.split()) <= 30 and " | " not in s and not s.endswith((":", "?", "؟"))
    ]


def lowered(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def reordered(text: str, language: str, _source: object) -> tuple[str, str] | None:
    """*If A, B.* as *B, if A*; with the sentence that it was."""
    comma = "،" if language in DIGITS else ","
    head, found, rest = text.rstrip(".").partition(comma)
    if not found or not _IF.match(head) or comma in rest or len(rest.split()) < 3:
        return None
    rest = rest.strip()
    return f"{rest[:1].upper()}{rest[1:]}{comma} {lowered(head)}.", text


def shortened(text: str, language: str, _source: object) -> tuple[str, str] | None:
    """A sentence without its last clause."""
    comma = "،" if language in DIGITS else ","
    head, found, rest = text.rpartition(comma)
    if not found or _IF.match(head) or len(head.split()) < 5 or comma in head or len(rest.split()) < 3:
        return None
    return f"{head}.", text
