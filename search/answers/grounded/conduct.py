"""What no sentence of an answer may do, whoever wrote it: carry links or markup, hide letters, send readers elsewhere,
claim that something was done, speak of itself or of its orders.

What a source itself says is no fault of the sentence, so each of these is looked for in the source as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.language.languages import base
from search.text.folding import words

_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:javascript|data|vbscript|mailto|tel|file):\S", re.IGNORECASE
)
_MARKUP = re.compile(
    r"<[a-z/!?]|&(?:#\w+|[a-z]{2,8});|!?\[[^\]]*\]\s*[(\[:]|`|\*\*|__\w|~~|^\s*#{1,6}\s|\{[{%#]|\}\}|%\}|^\s*>\s|^\s*\|"
    r"|</|\[/?INST|<\||\|>|^\s*(?:system|assistant|user)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_LABEL = re.compile(r"\s*(?:\[\d{1,3}\]|【[^】]{0,40}】)")
_BULLET = re.compile(r"^\s*(?:[-*•·–]|\(?[0-9٠-٩۰-۹]{1,2}[.)])\s+")
_MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C))
"""Marks of direction alone, which are neither seen nor missed."""
_ELSEWHERE = {
    "en": (
        r"visit|websites?|web\s?sites?|click|tap here|links?|urls?|google|bing|browser|download|install|forum|scan",
        r"paste|telegram|whatsapp|discord|facebook|instagram|reddit|qr|subscribe|coupon|promo",
    ),
    "ru": (
        r"перейдите|посетите|сайт\w*|ссылк\w*|кликните|щ[её]лкните|скачайте|установите|телеграм\w*|в[оа]тсап\w*",
        r"гугл\w*|форум\w*|промокод\w*",
    ),
    "ar": (
        r"زوروا|زيارة|زر موقع|موقع\w*|الموقع|رابط|الرابط|(?:انقر|اضغط) هنا|حمّل|حمل التطبيق|تنزيل|تيليجرام|تلغرام",
        r"واتساب|جوجل|غوغل|منتدى",
    ),
    "fa": (r"وب‌?سایت|به سایت|لینک|پیوند زیر|کلیک|دانلود|نصب کنید|تلگرام|واتس‌?اپ|گوگل|انجمن",),
}
_EN_DONE = r"cancell?ed|refunded|deleted|changed|updated|sent|closed|reset|created|issued"
_RU_DID = "отменили|вернули|удалили|изменили|отправили|оформили|передали|создали|закрыли"
_RU_DONE = "отмен[её]н|возвращ[её]н|удал[её]н|измен[её]н|отправлен|оформлен|создан|закрыт|передан|принят"
_DONE = {
    "en": (
        r"i|i'm|i've|i'll|i'd|im|ive|me|myself|let me",
        rf"we(?:'ve| have| had)?(?: just| already| now| successfully)? (?:{_EN_DONE}|booked|forwarded|transferred)",
        r"(?:your|the|this)(?: \w+){1,3} (?:has|have|had) (?:now |just |already |successfully )?been \w+",
        rf"(?:your|the)(?: \w+){{1,2}} (?:is|are|was|were) (?:now |already |successfully )?(?:{_EN_DONE})",
        r"done(?=[.!])|all set",
    ),
    "ru": (
        r"я|мне",
        rf"мы (?:уже |только что |сейчас )?(?:{_RU_DID})",
        rf"ваш\w*(?: \w+){{1,2}} (?:уже |успешно )?(?:был\w? )?(?:{_RU_DONE})\w*",
    ),
    "ar": (
        r"أنا|لقد|سأقوم|سوف أقوم|قمت|قمنا|ألغيت|ألغينا|حذفت|حذفنا|أعدنا|حولت|حولنا|غيرنا|أرسلت",
        r"(?:تم|تمت|جرى) (?:إلغاء|استرداد|حذف|إرسال|تحويل|تأكيد|تغيير|تحديث|إعادة|إغلاق|إنشاء|رد)",
    ),
    "fa": (
        r"من|(?:لغو|حذف|ارسال|ثبت|منتقل|پیگیری|واریز) (?:کردم|کردیم|کرده‌?ام|کرده‌?ایم)|بازگرداند(?:م|یم)|فرستاد(?:م|یم)",
        r"(?:شما|تان)\b(?: \w+){0,4} (?:لغو|حذف|ارسال|ثبت|منتقل|بسته|واریز|تغییر داده) (?:شد|شده است)",
    ),
}
_OF_ITSELF = {
    "en": (
        r"as an? (?:ai|language model|assistant|chatbot)|language models?|chatbot|system prompt|passages?",
        r"my instructions|the (?:provided|given) (?:text|context|sources?)",
        r"(?:ignore|disregard|forget) (?:all|any|the|your|previous|prior|these)",
        r"hacked|pwned|jailbr\w+|developer mode|openai|gpt|llama|api key",
    ),
    "ru": (r"языков\w+ модел\w+|системн\w+ (?:промпт|инструкц)\w*|игнорируй\w*|взломан\w*",),
    "ar": (r"نموذج لغوي|تجاهل|تعليماتي|اختراق",),
    "fa": (r"مدل زبانی|دستورالعمل‌های قبلی|نادیده بگیر\w*|هک",),
}


def as_plain(text: str) -> str:
    """A sentence as a model wrote it without what only dresses it: bullets, its own labels of sources, marks of
    direction, line ends.
    """
    text = _LABEL.sub("", _BULLET.sub("", text.translate(_MARKS)))
    return " ".join(text.split())


def has_link(text: str) -> bool:
    """Whether a text has an address that could be followed."""
    return bool(_LINK.search(unicodedata.normalize("NFKC", text)))


def has_markup(text: str) -> bool:
    """Whether a text has HTML, Markdown or the marks of a template or of a model's own frame."""
    return bool(_MARKUP.search(unicodedata.normalize("NFKC", text)))


def hides(text: str) -> bool:
    """Whether a text has signs that nobody sees, which turn its order or carry what is not shown. The half-space of
    Persian is none of them.
    """
    return any(
        sign != "\u200c" and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign not in "\n\t\u00ad"
        for sign in text
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence in its ``language``, and the ``source`` that it leans on in that of its own."""

    text: str
    language: str
    source: str
    source_language: str

    @property
    def leads_elsewhere(self) -> bool:
        """Whether it sends its reader to a place that its source does not speak of."""
        return self._says_more(_ELSEWHERE)

    @property
    def claims_done(self) -> bool:
        """Whether it says that something was done for the reader, or speaks as somebody: nobody did, and nobody is."""
        return self._says_more(_DONE)

    @property
    def speaks_of_itself(self) -> bool:
        """Whether it speaks of models, orders and passages."""
        return self._says_more(_OF_ITSELF)

    def _says_more(self, listed: Mapping[str, Sequence[str]]) -> bool:
        """Whether the text has what is ``listed`` for its language or for English and its source does not: not in the
        same words, nor, between languages, in words that are listed for the source's.
        """
        mine, theirs = base(self.language), base(self.source_language)
        if mine != theirs and theirs in listed and _pattern(tuple(listed[theirs])).search(self.source):
            return False
        known = _folded(self.source)
        codes = dict.fromkeys(code for code in (mine, "en") if code in listed)
        found = (match[0] for code in codes for match in _pattern(tuple(listed[code])).finditer(self.text))
        return any(_folded(one) not in known for one in found)


@lru_cache(maxsize=32)
def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


def _folded(text: str) -> str:
    """The words of a text between spaces, so that whole words are found in it."""
    return f" {' '.join(words(text))} "
