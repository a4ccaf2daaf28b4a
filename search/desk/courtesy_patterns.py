"""What people write around a question: greetings, thanks, signatures, labels of numbers, marks of quoted history.

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
    r"^-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine"
    r"|исходное сообщение|пересылаемое сообщение|الرسالة الأصلية|رسالة معاد توجيهها|پیام اصلی|پیام ارسال شده) ?-{2,}$",
)
"""The line above what was written before."""

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

SIGN_OFF = _any(
    r"^(?:(?:best|kind|kindest|warm|warmest|many|with best|with kind)? ?regards|best wishes|all the best|sincerely"
    r"|yours (?:sincerely|faithfully|truly)|cheers|best)[\s,.!]*(?:\S{1,20}\s?){0,3}$",
    r"^(?:mit )?(?:freundliche[nm]?|beste[nr]?|viele|liebe|herzliche) gr(?:ü|ue)(?:ß|ss)en?\b.{0,30}$",
    r"^(?:cordialement|bien à vous|salutations|un saludo|saludos|atentamente)\b.{0,30}$",
    r"^(?:с уважением|с наилучшими|всего доброго|всего хорошего|с пожеланиями)(?!\w).{0,40}$",
    r"^(?:مع (?:خالص |فائق |أطيب )?(?:التحية|تحياتي|التحيات|الشكر|الاحترام|التقدير)|تحياتي|تقبلوا)(?!\w).{0,40}$",
    r"^(?:با (?:احترام|تشکر|سپاس|درود)|ارادتمند|با تقدیم احترام)(?!\w).{0,40}$",
)
"""A line that says goodbye: the name and all that belongs to it follows."""

_GREETINGS = (
    r"hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern",
    r"hallo|guten (?:tag|morgen|abend)|sehr geehrte[rn]?|liebes?|moin",
    r"bonjour|bonsoir|madame|hola|buenos días|buenas(?: tardes)?",
    r"здравствуйте|добрый (?:день|вечер)|доброе утро|доброго (?:дня|времени суток)|привет|уважаем\w{2,3}",
    r"(?:و?ال)?سلام عليكم(?: ورحمة الله(?: تعالى)?)?(?: وبركاته)?|مرحب[اً]{1,2}(?: بكم)?",
    r"أهل[اً]{1,2}(?: وسهل[اً]{1,2})?(?: بكم)?|صباح الخير|مساء الخير|تحية طيبة(?: وبعد)?|السادة",
    r"با سلام(?: و (?:احترام|خسته نباشید|عرض ادب))?|سلام(?: و (?:احترام|وقت بخیر|خسته نباشید))?|درود(?: بر شما)?",
    r"(?:صبح|ظهر|عصر|شب|روز|وقت)(?:تون|تان|‌تان)? ?(?:بخیر|به خیر)|خسته نباشید",
)
_ADDRESSED = (
    r"there|all|team|everyone|everybody|support|service|customer|sofra|sir|madam|or|and|sirs|ladies|gentlemen|folks"
    r"|zusammen|damen|und|herren|tout le monde|équipe|equipo|команда|поддержка|коллеги|служба|поддержки"
    r"|فريق|الدعم|الفاضل|الكرام|خدمة|العملاء|همگی|دوستان|تیم|پشتیبانی|عزیز"
)
GREETING = re.compile(
    rf"^(?:{'|'.join(_GREETINGS)})(?!\w)(?: (?:{_ADDRESSED})(?!\w)){{0,4}}[\s,،!.:;–—-]{{0,5}}", re.IGNORECASE
)
"""The greeting that a sentence begins with."""

THANKS = _any(
    r"^(?:many |so |lots of )?(?:thanks|thank you|thx|cheers|please help|help please|please advise|any help)\b",
    r"^(?:looking forward|i (?:look|am looking) forward|hope to hear|please (?:reply|respond|get back))\b",
    r"^(?:i hope (?:you|this)|regards)\b",
    r"^(?:vielen |herzlichen |besten )?dank|^danke\b|^im voraus|^ich freue mich|^bitte um|^ich hoffe",
    r"^merci\b|^(?:muchas )?gracias\b",
    r"^(?:большое |огромное )?(?:заранее )?(?:спасибо|благодар\w+)|^заранее|^помогите|^жду (?:ответа|вашего)|^надеюсь",
    r"^و?(?:ال)?شكر|^جزاكم|^أرجو (?:الرد|المساعدة|الإفادة)|^في انتظار|^بانتظار|^أتمنى|^ولكم",
    r"^(?:با )?(?:خیلی )?(?:ممنون|سپاس|تشکر|متشکر|مرسی)|^لطفا?ً? (?:کمک|راهنمایی|پاسخ)|^منتظر|^امیدوارم|^پیشاپیش",
)
"""How a sentence begins that thanks, hopes or waits, and asks nothing that an article answers."""

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

ASKS = _any(
    r"^(?:how|what|when|where|why|which|who|can|could|do|does|did|is|are|will|would|should|may)\b",
    r"^(?:wie|was|wann|wo|warum|welche[rs]?|kann|können|ist|muss)\b",
    r"^(?:как|что|когда|где|почему|зачем|какой|какая|сколько|можно|могу|можете|куда)\b",
    r"^(?:كيف|ما|ماذا|متى|أين|لماذا|هل|كم|أريد|أرغب)(?!\w)",
    r"^(?:چگونه|چطور|چطوری|چه|چی|کی|کجا|چرا|آیا|می‌?خواهم|میخوام|چند)(?!\w)",
)
"""How a question begins where its mark was forgotten."""

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
