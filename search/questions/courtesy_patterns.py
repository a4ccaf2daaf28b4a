"""What mail programs, forms and lawyers put around a message: marks of quoted history, signatures, labels of numbers.

Greetings and thanks are in the lists that the search has as well (``search/text/phrases.py``).

Patterns for English, German, French, Spanish, Russian, Arabic and Persian. Every repetition is bounded, so that no
message can make them slow; they are for single lines or sentences, never for a whole message.

Libraries that part replies from quotes were looked at: ``mail-parser-reply`` (the maintained one) knows no Arabic,
Persian or Russian, takes a list with hyphens for a signature and all below "Thanks," as well, and its expressions
take cubic time on a long line that begins with "On"; ``email-reply-parser`` (2020) knows English alone.
"""

from __future__ import annotations

import re


def _any(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{way})" for way in ways), re.IGNORECASE)


HISTORY = _any(
    r"^on .{5,200} wrote ?:$",
    r"^am .{5,200} schrieb.{0,100}:$",
    r"^le .{5,200} a écrit ?:$",
    r"^el .{5,200} escribió ?:$",
    r"^.{5,200}(?:написал|написала|написал\(а\)|пишет) ?:$",
    r"^(?:пн|вт|ср|чт|пт|сб|вс)[,.] .{5,200}:$",
    r"^(?:في|بتاريخ|يوم) .{5,200}(?:كتب|كتبت|كتابة).{0,120}:$",
    r"^(?:در|روز|به تاریخ) .{5,200}نوشت.{0,60}:$",
    r"^.{0,150}\d{1,2}[:.]\d{2}.{0,100}<[^<>@\s]{1,80}@[^<>\s]{1,80}>.{0,20}:$",
    r"^-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine|исходное сообщение|الرسالة الأصلية"
    r"|پیام اصلی) ?-{2,}$",
)
"""The line above what was written before."""

FORWARDED = _any(
    r"^-{2,} ?(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|пересылаемое сообщение"
    r"|пересланное сообщение|رسالة معاد توجيهها|رسالة محولة|پیام ارسال شده|پیام فوروارد شده) ?-{2,}$",
    r"^begin forwarded message ?:$",
)
"""The line above what somebody else wrote and is passed on: it is what is asked."""

SENDER = _any(r"^\*?(?:from|von|de|от|от кого|من|از|فرستنده)\*? ?: ")
"""The first line of such a block as Outlook writes it."""

OTHER_HEADER = _any(
    r"^\*?(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado|para|asunto|отправлено|дата"
    r"|кому|тема|تم الإرسال|أرسلت|التاريخ|إلى|الموضوع|تاریخ|ارسال شده|به|گیرنده|موضوع)\*? ?: ",
)
"""One of the lines below it."""

SIGNATURE = _any(
    r"^(?:--|—|__)\s?$",
    r"^[_=*-]{5,}$",
    r"^(?:sent from my|sent via|get outlook for|sent with|envoyé de mon|enviado desde mi|gesendet mit|gesendet von"
    r"|отправлено с|отправлено из|أ?ُ?رسلت? من|تم الإرسال من|ارسال شده از|فرستاده شده از)\b",
    r"^von meinem .{1,30} gesendet",
)
"""Where a signature begins, whatever stands below."""

LABELLED = _any(
    r"^(?:my )?(?:(?:order|customer|account|ticket|case|invoice|tracking|parcel|reference|serial)"
    r"(?: ?(?:no\.?|number|id|code|ref\.?))?|(?:delivery )?address|phone|tel\.?|mobile|e-?mail"
    r"|website|web|fax|name|vat)(?: is)? ?[:#№]",
    r"^(?:bestellnummer|auftragsnummer|kundennummer|adresse|telefon|tel\.?|mobil|sendungsnummer)(?: ist)? ?[:#]",
    r"^(?:номер (?:заказа|телефона|отправления)|заказ|адрес|телефон|тел\.?|моб\.?|трек(?:-номер)?|имя|почта)\s?[:№#]",
    r"^(?:رقم (?:الطلب|الهاتف|الجوال|التتبع|الشحنة|العميل)|العنوان|الهاتف|الجوال|جوال|هاتف|البريد|الاسم) ?:",
    r"^(?:شماره (?:سفارش|تماس|تلفن|همراه|پیگیری|مرسوله)|کد (?:رهگیری|پیگیری|پستی)|آدرس|نشانی|تلفن|موبایل|نام|ایمیل) ?:",
)
"""A line that only fills in a form."""

DISCLAIMER = _any(
    r"intended (?:only|solely|recipient|for the)|received this (?:e-?mail|message) in error|consider the environment",
    r"(?:e-?mail|nachricht) (?:kann|enthält|ist) .{0,60}vertraulich|irrtümlich erhalten",
    r"(?:сообщение|письмо) .{0,80}конфиденциальн|предназначен\w* (?:только|исключительно)|подумайте об экологии",
    r"(?:الرسالة|البريد) .{0,80}(?:سرية|سري)|إذا (?:استلمت|تلقيت) هذه الرسالة",
    r"(?:ایمیل|پیام|نامه) .{0,80}محرمانه|اشتباه(?:اً|ا)? (?:دریافت|این ایمیل)",
)
"""A paragraph that lawyers or virus scanners wrote."""

SUBJECT_PREFIX = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|ответ|отв|пересл|رد|پاسخ|ارسال)\s*(?:\[\d+\])?\s*:|\s*\[[^\]]{1,40}\])\s*",
    re.IGNORECASE,
)
"""What mail programs and helpdesks put before a subject."""

_CODE = r"[A-Z0-9](?:[-/]?[A-Z0-9]){5,40}"
NOISE = re.compile(
    r"(?:https?://|www\.)\S{1,2000}"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"
    rf"|[#№]\s?[A-Za-z]{{0,5}}-?\d[\w-]{{2,40}}|(?<!\w)(?=(?:[A-Z/-]{{0,20}}\d){{4}}){_CODE}(?!\w)"
    r"|\+?(?<!\w)\d[\d ()./-]{6,20}\d(?!\w)|(?<!\w)\d{5,40}(?!\w)"
)
"""Addresses, telephone and order numbers, tracking codes; never a short model or error code such as CB-200 or E4."""
