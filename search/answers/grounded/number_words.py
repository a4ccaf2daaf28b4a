"""Numbers, units, months and weekdays as four languages write them in words. All are folded as for search."""

from __future__ import annotations

from collections.abc import Mapping

from search.text.folding import JOINTS, fold

_NUMBERS = {
    1: "one один одна одно одного одной одному одну одним одном واحد واحدة یک",
    2: "two два две двух двум двумя اثنان اثنين اثنتان اثنتين دو",
    3: "three три трех трём тремя ثلاثة ثلاث سه",
    4: "four четыре четырех четырем أربعة أربع چهار",
    5: "five пять пяти пятью خمسة خمس پنج",
    6: "six шесть шести шестью ستة ست شش",
    7: "seven семь семи семью سبعة سبع هفت",
    8: "eight восемь восьми восемью ثمانية ثماني ثمان هشت",
    9: "nine девять девяти девятью تسعة تسع نه",
    10: "ten десять десяти десятью عشرة عشر ده",
    11: "eleven одиннадцать یازده",
    12: "twelve двенадцать двенадцати دوازده",
    14: "fourteen четырнадцать четырнадцати چهارده",
    15: "fifteen пятнадцать пятнадцати پانزده",
    20: "twenty двадцать двадцати عشرون عشرين بیست",
    30: "thirty тридцать тридцати ثلاثون ثلاثين سی",
    40: "forty сорок сорока أربعون أربعين چهل",
    50: "fifty пятьдесят пятидесяти خمسون خمسين پنجاه",
    60: "sixty шестьдесят шестидесяти ستون ستين شصت",
    90: "ninety девяносто تسعون تسعين نود",
    100: "hundred сто ста مئة مائة صد",
}
_UNITS = {
    "second": "second seconds sec s секунда секунды секунд секунду сек с ثانية ثوان ثواني ثانیه",
    "minute": "minute minutes min mins минута минуты минут минуту мин دقيقة دقائق دقیقه",
    "hour": "hour hours h hr hrs час часа часов ч ساعة ساعات ساعت",
    "day": "day days день дня дней дн сутки суток يوم يوما أيام روز روزه",
    "week": "week weeks неделя недели недель неделю أسبوع أسابيع أسبوعا هفته",
    "month": "month months месяц месяца месяцев мес شهر شهرا أشهر شهور ماه",
    "year": "year years год года лет سنة سنوات عام أعوام عاما سال ساله",
    "percent": "percent процент процента процентов بالمئة بالمائة درصد",
    "degree": "degree degrees градус градуса градусов درجة درجات درجه",
    "litre": "litre litres liter liters l литр литра литров л لتر لترات لیتر",
    "millilitre": "ml millilitre millilitres мл миллилитр миллилитров مل ملليلتر مليلتر میلی‌لیتر",
    "gram": "g gram grams г гр грамм грамма граммов غرام غ جرام گرم",
    "kilogram": "kg kilogram kilograms кг килограмм килограмма килограммов كغ كجم كيلوغرام کیلوگرم کیلو",
    "centimetre": "cm centimetre centimetres см сантиметр сантиметра сантиметров سم سنتيمتر سانتی‌متر سانت",
    "millimetre": "mm мм миллиметр миллиметра миллиметров مم ملليمتر میلی‌متر",
    "metre": "m metre metres meter meters м метр метра метров متر أمتار",
    "watt": "w watt watts вт ватт واط وات",
    "volt": "v volt volts вольт فولت ولت",
    "megabyte": "mb мб ميغابايت مگابایت",
    "cup": "cup cups чашка чашки чашек كوب أكواب فنجان فناجين لیوان پیمانه",
    "photo": "photo photos фото фотография фотографии صورة صور عکس",
    "payment": "payment payments instalment instalments платеж платежа платежей قسط أقساط دفعة دفعات",
    "time": "time times раз раза مرة مرات بار مرتبه",
    "pound": "gbp pound pounds фунт фунта фунтов جنيه جنيها پوند",
    "dollar": "usd dollar dollars доллар доллара долларов دولار دولارا دلار",
    "euro": "eur euro euros евро يورو یورو",
    "rouble": "rub рубль рубля рублей руб rouble roubles روبل",
    "rial": "rial rials ريال ریال",
    "dirham": "aed dirham dirhams درهم دراهم",
    "toman": "toman tomans تومان",
}
_PAIRS = {
    "second": "ثانيتان ثانيتين",
    "minute": "دقيقتان دقيقتين",
    "hour": "ساعتان ساعتين",
    "day": "يومان يومين",
    "week": "أسبوعان أسبوعين",
    "month": "شهران شهرين",
    "year": "سنتان سنتين عامان عامين",
    "time": "twice дважды مرتان مرتين",
    "cup": "كوبان كوبين",
    "photo": "صورتان صورتين",
}
_MONTHS = (
    "january января январь январе يناير ژانویه",
    "february февраля февраль феврале فبراير فوریه",
    "марта март марте مارس",
    "april апреля апрель апреле أبريل آوریل",
    "мая مايو",
    "june июня июнь июне يونيو ژوئن",
    "july июля июль июле يوليو ژوئیه",
    "august августа август августе أغسطس اوت",
    "september сентября сентябрь сентябре سبتمبر سپتامبر",
    "october октября октябрь октябре أكتوبر اکتبر",
    "november ноября ноябрь ноябре نوفمبر نوامبر",
    "december декабря декабрь декабре ديسمبر دسامبر",
)  # "march" and "may" are verbs as well
_WEEKDAYS = (
    "monday mondays понедельник понедельника понедельникам الاثنين الإثنين دوشنبه",
    "tuesday tuesdays вторник вторника вторникам الثلاثاء سه‌شنبه",
    "wednesday wednesdays среду среды средам الأربعاء چهارشنبه",
    "thursday thursdays четверг четверга четвергам الخميس پنجشنبه پنج‌شنبه",
    "friday fridays пятница пятницу пятницы пятницам الجمعة جمعه",
    "saturday saturdays суббота субботу субботы субботам السبت شنبه",
    "sunday sundays воскресенье воскресенья воскресеньям الأحد یکشنبه یک‌شنبه",
)


def plain(word: str) -> str:
    """A word as it is listed here: folded, without what joins its parts."""
    return JOINTS.sub("", fold(word))


NUMBERS: Mapping[str, int] = {plain(word): value for value, words in _NUMBERS.items() for word in words.split()}
"""What a word counts."""
OF_A_UNIT = frozenset(map(plain, f"{_NUMBERS[1]} نه ده سی صد".split()))
"""Words that count only before a unit: else *one* is somebody, نه is no."""
UNITS: Mapping[str, str] = {plain(word): unit for unit, words in _UNITS.items() for word in words.split()}
"""What a word measures in."""
SIGNS: Mapping[str, str] = {
    "%": "percent",
    "٪": "percent",
    "°": "degree",
    "℃": "degree",
    "£": "pound",
    "$": "dollar",
    "€": "euro",
    "₽": "rouble",
    "﷼": "rial",
}
"""What a sign measures in."""
WORKING = frozenset(
    map(plain, ["working", "business", "рабочий", "рабочих", "рабочего", "рабочие", "рабочая", "عمل", "کاری"])
)
"""Words that make a day one of work."""
PAIRS: Mapping[str, str] = {plain(word): unit for unit, words in _PAIRS.items() for word in words.split()}
"""Words for two of a unit."""
NAMED_DAYS: Mapping[str, str] = {
    plain(word): f"{kind} {number}"
    for kind, listed in (("month", _MONTHS), ("weekday", _WEEKDAYS))
    for number, words in enumerate(listed, start=1)
    for word in words.split()
}
"""Months and weekdays by name."""
