"""Queries and messages made to be slow, of many shapes, from the words of a collection and from nothing."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence

from search.index.vocabulary import LanguageWords
from search.questions.messages import MAX_MESSAGE

_SIGNS = {
    "latin": string.ascii_lowercase,
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщыьэюя",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "persian": "ابپتجچحدرزسشفقکگلمنوهی",
    "han": "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生",
    "kana": "あいうえおかきくけこさしすせそアイウエオカキクケコ",
    "thai": "กขคงจฉชซดตถทนบปผพฟมยรลวสหอะาิีึุู",
    "hangul": "가나다라마바사아자차카타파하",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "devanagari": "कखगघचजटडतदनपबमयरलवसहािीुे",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
}
_WRITTEN = ("'", "’", ".", "-", "/", "_", "\u200c", "\u200d", "\u00ad", "\u2060", "\u0301", "\u0640", "\u064b")
_OPERATORS = (
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    '"',
    "-",
    "+",
    "*",
    ":",
    "title:",
    "category:",
    "tag:",
    "text:",
    "id:",
    "^2",
)
_EMOJI = ("😀", "👍🏽", "👨‍👩‍👧‍👦", "1️⃣", "🏳️‍🌈", "⚠️")
_COMPOUNDS = ("Garantie", "verlängerung", "s", "Kunden", "konto", "Versand", "kosten", "en", "voorraad", "beheer")


class Hostile:
    """Makes them up, the same ones for the same ``dice``."""

    def __init__(self, partitions: Sequence[LanguageWords], dice: random.Random) -> None:
        self._words = {part.language: list(part.words.terms) for part in partitions if len(part.words.terms) > 50}
        self._dice = dice
        self._shapes: dict[str, Callable[[], str]] = {
            "beginnings": lambda: self._many(lambda: self._word()[: self._dice.randint(1, 5)] + "*"),
            "excluded": lambda: self._many(lambda: "-" + self._word()),
            "NOT": lambda: self._many(lambda: "NOT " + self._word()),
            "OR": lambda: self._many(self._word, " OR "),
            "AND": lambda: self._many(self._word, " AND "),
            "required": lambda: self._many(lambda: "+" + self._word()),
            "fields": lambda: self._many(lambda: self._dice.choice(["title:", "tag:", "category:"]) + self._word()),
            "a phrase without end": lambda: '"' + self._many(self._word),
            "phrases": lambda: self._many(lambda: f'"{self._word()} {self._word()} {self._usual()}"'),
            "a phrase of the usual": lambda: '"' + self._many(self._usual) + '"',
            "one word again": lambda: self._again(
                self._dice.choice(["the ", "a* ", "-x ", '"', "NOT NOT ", "pas* OR "])
            ),
            "nested": self._nested,
            "mixed": lambda: "".join(self._mixed() for _ in range(self._dice.randint(5, 120))),
            "slips": lambda: self._many(lambda: self._slip(self._word())),
            "two slips": lambda: self._many(lambda: self._slip(self._slip(self._word()))),
            "joined": lambda: self._many(lambda: self._word() + self._word()),
            "unknown": lambda: self._many(lambda: self._noise(self._dice.randint(3, 14))),
            "one word": lambda: self._noise(500),
            "one letter": lambda: self._dice.choice(self._signs()) * 500,
            "syllables": lambda: self._again(self._noise(self._dice.randint(2, 5))),
            "lam alef": lambda: self._many(lambda: "لا" * self._dice.randint(1, 60)),
            "another keyboard": lambda: self._many(lambda: self._noise(8, "latin"), self._joint()),
            "russian in latin": lambda: self._many(lambda: "".join(self._dice.choices(_LATIN_RUSSIAN, k=5))),
            "compounds": lambda: self._many(
                lambda: "".join(self._dice.choices(_COMPOUNDS, k=self._dice.randint(2, 9)))
            ),
            "joints": lambda: self._many(lambda: self._joint().join(self._noise(2) for _ in range(9))),
            "only joints": lambda: self._again(self._joint()),
            "marks": lambda: self._noise(1) + self._again(self._joint()),
            "models": lambda: self._many(lambda: f"{self._noise(3, 'latin').upper()}{self._dice.randint(1, 10**6)}"),
            "digits": lambda: "".join(self._dice.choices("0123456789٠١٢٣۴۵６７", k=500)),
            "emoji": lambda: self._again(self._dice.choice(_EMOJI)),
            "addresses": lambda: self._many(lambda: f"https://{self._noise(9)}.{self._noise(3)}/{self._noise(9)}?a=b"),
            "anything": lambda: "".join(
                chr(self._dice.choice([*range(32, 0x2FF), *range(0x600, 0x6FF)])) for _ in "x" * 500
            ),
        }

    def query(self, number: int, longest: int) -> tuple[str, str]:
        """The name of a shape and a query of it."""
        name = list(self._shapes)[number % len(self._shapes)]
        text = self._shapes[name]()
        return name, text[: longest if self._dice.random() < 0.7 else self._dice.randint(1, longest)].strip() or "a"

    def message(self, number: int) -> tuple[str, str]:
        """The name of a shape and a message of it, up to the longest that is read."""
        name, text = self.query(number, 500)
        joint = self._dice.choice([" ", "\n", ". ", "\n\n", "<br>", "> ", "\nOn ", ""])
        piece = f"{text}{joint}"
        return f"{name} {joint!r}", (piece * (MAX_MESSAGE // len(piece) + 1))[:MAX_MESSAGE]

    def ordinary(self) -> str:
        """Four words of one language."""
        words = self._dice.choice(list(self._words.values()))
        return " ".join(self._dice.choices(words, k=4))

    def _word(self) -> str:
        return self._dice.choice(self._dice.choice(list(self._words.values())))

    def _usual(self) -> str:
        return self._dice.choice(["the", "to", "of", "a", "و", "في", "را", "и", "в", "not"])

    def _signs(self) -> str:
        return self._dice.choice(list(_SIGNS.values()))

    def _noise(self, length: int, script: str | None = None) -> str:
        return "".join(self._dice.choices(_SIGNS[script] if script else self._signs(), k=length))

    def _joint(self) -> str:
        return self._dice.choice(_WRITTEN)

    def _slip(self, word: str) -> str:
        at = self._dice.randrange(max(len(word), 1))
        return word[:at] + self._noise(1) * self._dice.randint(0, 2) + word[at + self._dice.randint(0, 1) :]

    def _many(self, make: Callable[[], str], between: str = " ") -> str:
        return between.join(make() for _ in range(self._dice.choice([3, 20, 120])))

    def _again(self, text: str) -> str:
        return text * (500 // max(len(text), 1) + 1)

    def _nested(self) -> str:
        depth = self._dice.randint(5, 160)
        opened = self._dice.choice(["(", "(a ", "(NOT ", "-(", '("', "(a OR ", "title:("])
        return opened * depth + self._word() + ")" * self._dice.randint(0, depth)

    def _mixed(self) -> str:
        pieces = (self._word(), self._dice.choice(_OPERATORS), self._dice.choice(_OPERATORS), self._joint())
        return self._dice.choice(pieces) + self._dice.choice(["", " "])


_AGAIN = ("the ", "a* ", "-x ", '"', "NOT NOT ", "pas* OR ")
_ANYTHING = (*range(32, 0x2FF), *range(0x600, 0x6FF))
_LATIN_RUSSIAN = ("shch", "zh", "kh", "yu", "ya", "sch", "e", "y", "ts", "priv", "vos", "st", "nov", "it", "par", "ol")
