"""Whether somebody asks for a person, not for an article: "talk to a human", «номер телефона», «ساعت کاری».

A question counts where it is made of nothing but such words: "phone number" does, "change my phone number" does not.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

MOST_WORDS = 12
_LIKE = str.maketrans("أإآٱىیکةۀ", "ااااييكهه")
_WORD = re.compile(r"[^\W_]+")

_ASKED = """
human humans person people someone somebody agent agents representative operator adviser advisor phone telephone call
hotline helpline contact chat support email mail staff hours opening service contacts
you+open are+open still+open open+today
человек человека человеком человеку люди оператор оператора оператором оператору сотрудник сотрудника сотрудником
консультант консультанта консультантом менеджер менеджера менеджером специалист специалистом телефон телефона телефону
телефоны позвонить звонок перезвоните контакты контакт связаться поддержка поддержки поддержку поддержкой чат почта
email часы+работы режим+работы график+работы время+работы вы+работаете когда+работаете горячая+линия
انسان آدم شخص اپراتور کارشناس کارشناسان پشتیبان پشتیبانی تلفن تماس زنگ چت ایمیل ساعت+کاری ساعت+کار ساعات+کاری ساعات+کار
باز+هستید
موظف موظفين ممثل بشري الهاتف هاتف هاتفكم تلفون اتصال الاتصال اتصل التواصل تواصل دعم الدعم دردشة الدردشة رقمكم
ساعات+العمل أوقات+العمل أوقات+الدوام مواعيد+العمل ساعات+الدوام خدمة+العملاء متى+تفتحون
"""
_AROUND = """
i want to need would like can could may you your me us we the a an with speak speaking talk talking get reach how do
does is are what when where there please in real live actual number address customer client customers help desk helpdesk
centre center line of for at on from by today now have any hello hi it some let touch through connect transfer give
write open still e s
как мне с со к по на хочу нужен нужна нужно можно могу я вас вам вами ваш ваши ваша ваше какой какие какая есть ли
поговорить связь живой живым живого живому номер службы служба службу службой клиентов линия линию линии горячая горячую
работы работаете когда вы до скольки в пожалуйста написать соединить соедините позовите дайте где сегодня реальным
техподдержка часы режим график время настоящим из
با یک به از را می خواهم میخواهم صحبت حرف کنم کردن بزنم زدن چطور چگونه لطفا شما شماره ساعت ساعات کار کاری واقعی زنده
مشتری مشتریان خدمات بخش مرکز چند چه کی است باز هستید تا گرفتن بگیرم بگیریم ارتباط ها های من برای آنلاین چیست هست
میشود شود نفر
أريد التحدث أتحدث أتكلم أكلم التكلم الكلام مع إلى كيف ما هو هي رقم من في على بكم معكم بك حقيقي خدمة العملاء ساعات
أوقات مواعيد العمل الدوام متى تفتحون لو سمحت فضلك يمكنني هل الفني الفريق فريق أحد خط الساخن الخط مركز أن لديكم
"""


def asks_for_person(question: str) -> bool:
    """Whether ``question`` is one for a person."""
    words = _words(question)
    if not 0 < len(words) <= MOST_WORDS or not _KNOWN.issuperset(words):
        return False
    pairs = {f"{one}+{next_}" for one, next_ in pairwise(words)}
    return not _TOLD.isdisjoint({*words, *pairs})


def _words(text: str) -> list[str]:
    """The words of ``text`` without capitals, marks and the forms of letters that people type for each other."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").translate(_LIKE)
    bare = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn" and sign != "ـ")
    return _WORD.findall(bare)


def _told(text: str) -> frozenset[str]:
    return frozenset("+".join(_words(part)) for part in text.split())


_TOLD = _told(_ASKED)
_KNOWN = _told(_AROUND) | frozenset(word for part in _TOLD for word in part.split("+"))
