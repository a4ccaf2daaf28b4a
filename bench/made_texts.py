"""Texts that programs stumble over, for every place where somebody can type or send one: the same for the same dice.

Beside the shapes of ``bench/hostile.py``, which are made to be slow, these are made to be wrong: halves of characters,
signs that turn the direction of writing, numbers beyond every type, markup, codes, paths, operators of databases.
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.hostile import Hostile
from search.index.vocabulary import LanguageWords

PIECES: Mapping[str, Sequence[str]] = json.loads(Path(__file__).with_name("pieces.json").read_text("utf-8"))
"""Short texts, by what they are meant to upset."""


class Texts:
    """Makes them up; ``partitions`` are words of the collection, so that some are found."""

    def __init__(self, partitions: Sequence[LanguageWords], dice: random.Random) -> None:
        self.dice = dice
        self._hostile = Hostile(partitions, dice)
        self._shapes: dict[str, Callable[[], str]] = {
            "ordinary": self._hostile.ordinary,
            "slow": lambda: self._hostile.query(dice.randrange(1000), 2000)[1],
            "message": lambda: self._hostile.message(dice.randrange(1000))[1][: dice.choice([300, 5_000, 60_000])],
            "halves": lambda: self._among(PIECES["halves"]),
            "marks": lambda: self._among(PIECES["marks"]),
            "controls": lambda: self._among(PIECES["controls"]),
            "number": lambda: dice.choice(PIECES["numbers"]),
            "markup": lambda: self._among(PIECES["markup"]),
            "code": lambda: self._among(PIECES["codes"]),
            "query": lambda: " ".join(dice.choices(PIECES["queries"], k=dice.randint(1, 9))),
            "any": lambda: "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randint(1, 300))),
            "empty": lambda: dice.choice(["", " ", "\t\n", "\u00a0", "\u200b", "\u3000"]),
            "long": lambda: dice.choice(["a", "ا", "的", "😀", " a", "\u0301"]) * dice.choice([501, 5_000, 70_000]),
            "lines": lambda: "".join(dice.choices(["\r\n", "\n", "\r", self._hostile.ordinary()], k=30)),
        }

    def text(self) -> str:
        """One of any shape."""
        return self._shapes[self.dice.choice(list(self._shapes))]()

    def short(self) -> str:
        """One that fits into an address."""
        return self.text()[: self.dice.choice([20, 200, 2000])]

    def number(self) -> str:
        """What stands where a number is expected."""
        return self.dice.choice(PIECES["numbers"])

    def name(self) -> str:
        """A name of letters that nobody has given."""
        return "".join(self.dice.choices(string.ascii_letters + string.digits, k=self.dice.randint(1, 40)))

    def _among(self, pieces: Sequence[str]) -> str:
        """Some of ``pieces`` among words and within them."""
        text = self._hostile.ordinary()
        for _ in range(self.dice.randint(1, 6)):
            at = self.dice.randint(0, len(text))
            text = text[:at] + self.dice.choice(pieces) + text[at:]
        return text
