"""Which language articles are written in, told from what people read of them: no code, tags, addresses, front matter.

For collections whose folders name no language, and for the articles of another language between them. The script
decides, letters that only one language of it writes, and in Latin the small words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kb.language.languages import base, by_letters, is_language_code, script_of, scripts, usual_languages

ENOUGH_LETTERS = 30
CLEARLY = 0.75
"""The share of letters that must be in another script before an article counts as of another language."""
_LOOKED_AT = 6_000
_LETTERS = 1_500
_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?\n)(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLES = re.compile(r"^(?:title|description|summary|excerpt)\s*[:=]\s*(.+)$", re.MULTILINE | re.IGNORECASE)
_NO_PROSE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)"  # fenced code
    r"|<(style|script|svg)\b.*?</\2\s*>|<!--.{0,2000}?-->|`[^`\n]+`|\{%.{0,500}?%\}|\{\{.{0,500}?\}\}|\{/\*.{0,500}?\*/\}"
    r"|^[ \t]*(?:import|export)[ \t][^\n]*$|^[ \t]*\[[^\]\n]+\]:[^\n]*$"
    r"|</?[A-Za-z][^<>]*>|\]\([^()\n]*\)|\{[:#.][^{}\n]*\}"
    r"|\b(?:https?://|www\.|mailto:)\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|[\w.-]{0,100}[/\\_][\w./\\-]{0,500}",
    re.DOTALL | re.MULTILINE,
)
_NOT_LATIN = re.compile("[^\x00-\u02ff\u2000-\u2bff]+")
_WEIGHT = {"latin": 1, "han": 3, "kana": 3, "hangul": 2}
"""Latin names stand in texts of every script, seldom the reverse; and one Chinese sign is as long as two letters."""
_LONG_SIGNS = frozenset({"han", "kana", "hangul"})
"""As many letters as two, where a text must be long enough to tell."""
_SMALL_WORDS = {
    "en": "the and you your to of is for with this that can from are",
    "de": "der die das und sie ist nicht mit ein eine auf für wird oder wenn",
    "fr": "le la les des vous est une dans pour votre sur avec que et pas",
    "es": "el la los las una para con que su por está puede cuando y del",
    "pt": "o os uma para com que não você seu sua em são do da pode",
    "it": "il lo gli una per con che è di del nel sono puoi tuo questo",
    "nl": "de het een en van je voor niet met op is kunt uw wordt als",
    "sv": "och att det som för med är på av inte du din kan eller ett",
    "da": "og at det som for med er på af ikke du din kan eller et",
    "nb": "og at det som for med er på av ikke du din kan eller et",
    "pl": "i w na do się nie jest z że aby oraz dla lub jak po",
    "cs": "a na se je že pro nebo pokud v do si jak ve po které",
    "tr": "ve bir bu için ile olarak da de veya çok daha gibi olan nasıl",
    "ro": "și în la de pe cu nu este pentru sau din care să o un",
    "fi": "ja on ei se että voit tai kun jos sekä tämä mutta myös oman",
    "hu": "a az és hogy nem egy is van vagy ha kell meg ki ezt",
    "id": "dan yang di untuk dengan ini anda dari pada atau tidak akan dapat ke",
    "vi": "và của bạn là có cho không được trong với một các để này",
}
_WORDS = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}


def guess_language(texts: Iterable[str], usual: str = "en") -> str:
    """The language most of the ``texts``, whole files, are written in; ``usual`` where nothing tells."""
    proses = [prose for text in texts if (prose := prose_of_file(text)).strip()]
    leading = Counter(script for prose in proses if (script := _main_script(prose)))
    if not leading:
        return usual
    script = leading.most_common(1)[0][0]
    return _language("\n".join(prose for prose in proses if _main_script(prose) == script), script, usual)


def foreign_language(title: str, body: str, language: str) -> str | None:
    """The language of an article that is clearly not written in any script of ``language``, else None."""
    text = f"{title}\n{body[:_LOOKED_AT]}"
    if "latin" in scripts(language) and 2 * sum(map(len, _NOT_LATIN.findall(text))) < ENOUGH_LETTERS:
        return None
    prose = _prose(text)
    counts = Counter({name: count * (2 if name in _LONG_SIGNS else 1) for name, count in _letters(prose).items()})
    most = max(counts, key=lambda name: counts[name], default="")
    if not most or most in scripts(language) or counts[most] < max(ENOUGH_LETTERS, CLEARLY * counts.total()):
        return None
    return _language(prose, most, language)


def written_language(value: str, default: str) -> str | None:
    """The language that a file names (``fa``, ``pt_BR``, ``EN-us``) as codes are written here; None for no language."""
    parts = value.strip().replace("_", "-").split("-")
    code = "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part.title() for part in parts[1:])])
    if not is_language_code(code):
        return None
    return default if base(code) == base(default) and code != default else code


def prose_of_file(text: str) -> str:
    """What people read of a whole file: its title, description and text."""
    text = text[: 4 * _LOOKED_AT].replace("\r\n", "\n")
    titles = ""
    if match := _FRONT_MATTER.match(text):
        titles = "\n".join(_TITLES.findall(match[2]))
        text = text[match.end() :]
    elif text.lstrip("\ufeff").startswith(("---\n", "+++\n")):
        return "\n".join(_TITLES.findall(text))
    return f"{titles}\n{_prose(text[:_LOOKED_AT])}"


def _prose(markdown: str) -> str:
    return _NO_PROSE.sub(" ", markdown)


def _letters(prose: str) -> Counter[str]:
    """How many letters of each script there are; all those of a Japanese text count as ``kana``."""
    found: Counter[str] = Counter()
    for character, count in Counter(prose[:_LETTERS]).items():
        if script := script_of(character):
            found[script] += count
    if found["kana"] * 10 > found["han"]:  # of Japanese, which writes both
        found["kana"] += found.pop("han", 0)
    return found


def _main_script(prose: str) -> str | None:
    weighed = {script: count * _WEIGHT.get(script, 2) for script, count in _letters(prose).items()}
    return max(weighed, key=lambda script: weighed[script], default=None)


def _language(prose: str, script: str, usual: str) -> str:
    """The likeliest language of a text in ``script``."""
    if script == "latin":
        return _by_small_words(prose, usual if "latin" in scripts(usual) else "en")
    candidates = usual_languages(script) or _LANGUAGES_OF.get(script, ())
    if not candidates:
        return usual
    # A Persian keyboard is often Arabic, so that letters of the two keyboards tell nothing.
    found = by_letters(prose, "fa" if script == "arabic" else candidates[0], candidates)
    return candidates[0] if len(found) == len(candidates) else found[0]


def _by_small_words(prose: str, usual: str) -> str:
    words = Counter(re.findall(r"[^\W\d_]+", prose[: 20 * _LOOKED_AT].lower()))
    counts = {code: sum(words[word] for word in small) for code, small in _WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    other = counts.get(base(usual), 0)
    return best if counts[best] >= 5 and counts[best] > 1.3 * other else usual


_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    "greek": ("el",),
    "armenian": ("hy",),
    "georgian": ("ka",),
    "devanagari": ("hi",),
    "bengali": ("bn",),
    "tamil": ("ta",),
    "thai": ("th",),
    "lao": ("lo",),
    "khmer": ("km",),
    "myanmar": ("my",),
}
