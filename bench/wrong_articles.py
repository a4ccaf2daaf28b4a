"""Articles as nobody should write them: front matter gone wrong, Markdown of all dialects without end."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from bench.made_texts import PIECES, Texts
from kb.library.metadata import KNOWN
from search.index.vocabulary import LanguageWords

_KEYS = tuple(sorted(KNOWN))


class Articles:
    """Makes them up."""

    def __init__(self, words: Sequence[LanguageWords], seed: int) -> None:
        self._words, self._seed = words, seed

    def article(self, number: int) -> tuple[str, bytes]:
        """The shape of its body, and the bytes of the file."""
        self._dice = random.Random(f"{self._seed}/{number}")
        self._texts = Texts(self._words, self._dice)
        shapes: dict[str, Callable[[], str]] = {
            "blocks": self._blocks, "deep": self._deep, "table": self._table, "guide": self._guide, "line": self._line,
            "text": self._texts.text, "glued": lambda: "".join(self._block() for _ in range(self._dice.randint(1, 60))),
        }  # fmt: skip
        shape = self._dice.choice(list(shapes))
        text = self._front_matter() + shapes[shape]()
        if self._dice.random() < 0.1:
            text = text.replace("\n", self._dice.choice(["\r\n", "\r", "\u2028", "\n\n\n"]))
        coding = (
            "utf-8" if self._dice.random() < 0.94 else self._dice.choice(["utf-16", "latin-1", "cp1251", "utf-8-sig"])
        )
        return shape, text.encode(coding, "surrogatepass" if coding.startswith("utf") else "replace")

    def _front_matter(self) -> str:
        chance = self._dice.random()
        if chance < 0.15:
            return ""
        lines = []
        for key in self._dice.sample(_KEYS, self._dice.randint(0, 9)):
            key = key if self._dice.random() < 0.95 else self._texts.name()
            lines.append(f"{key}{self._dice.choice([': '] * 9 + [':', ' : ', '= ', ':' * 9])}{self._value()}")
        end = self._dice.choice(["---\n"] * 9 + ["", "...\n", "--- \n", "----\n", "+++\n"])
        begin = self._dice.choice(["---\n"] * 12 + ["+++\n", "\n---\n", "---\t\n", "\ufeff---\n"])
        return begin + "\n".join(lines) + "\n" + end

    def _value(self) -> str:
        ways: tuple[Callable[[], str], ...] = (
            *(partial(self._dice.choice, PIECES[name]) for name in ("dates", "yaml", "numbers", "values")),
            self._texts.short,
            lambda: f"[{', '.join(self._texts.name() for _ in range(self._dice.choice([1, 3, 300])))}]",
            lambda: f'"{self._texts.short()}"',
        )
        return self._dice.choice(ways)()

    def _piece(self) -> str:
        some = self._dice.choice(
            [
                PIECES["codes"],
                PIECES["markup"],
                PIECES["marks"],
                PIECES["controls"],
                PIECES["halves"][:2],
                PIECES["numbers"],
            ]
        )
        return self._dice.choice(
            [self._texts.name(), self._dice.choice(some), self._block() if self._dice.random() < 0.3 else "x"]
        )

    def _block(self) -> str:
        form = self._dice.choice(PIECES["blocks"])
        return form.format(
            *(
                self._texts.name()
                if self._dice.random() < 0.5
                else self._dice.choice([*PIECES["codes"], *PIECES["markup"]])
                for _ in range(form.count("{}"))
            )
        )

    def _blocks(self) -> str:
        lines = []
        for _ in range(self._dice.choice([3, 20, 200])):
            indent = self._dice.choice(["", "", "", "  ", "    ", "> ", "- ", "\t", "   > "])
            lines += [f"{indent}{line}" for line in f"{self._block()}{self._piece()}".split("\n")]
            lines += [""] * self._dice.choice([0, 1, 1, 2])
        return "\n".join(lines)

    def _deep(self) -> str:
        openers = self._dice.choices(PIECES["deep"], k=self._dice.choice([1, 1, 2, 3]))
        depth = self._dice.choice([20, 300, 5_000, 60_000])
        lines = self._dice.random() < 0.5
        return ("".join(openers) + ("\n" * lines)) * depth + self._texts.name()

    def _table(self) -> str:
        columns, rows = self._dice.choice([(2, 3_000), (500, 5), (60, 60), (1, 20_000), (5_000, 1)])
        cell = self._dice.choice(["x", "", "`|`", "\\|", "**a", "[a](b)", self._texts.name()])
        row = f"| {' | '.join([cell] * columns)} |"
        return "\n".join([row, "|" + self._dice.choice(["---|", ":-:|", "-|"]) * columns, *[row] * rows])

    def _guide(self) -> str:
        steps = [f"## {self._texts.name()}\n\n{self._block()}" for _ in range(self._dice.choice([1, 5, 80]))]
        steps += [f"- [{self._texts.name()}](#{self._texts.name()})" for _ in range(self._dice.choice([0, 2, 50]))]
        self._dice.shuffle(steps)
        return "\n\n".join(steps)

    def _line(self) -> str:
        return self._dice.choice(
            [
                *PIECES["deep"],
                "a ",
                "ا",
                "a|",
                "[a](b) ",
                "<a ",
                "<!--",
                "&amp;",
                "a*b_",
                "http://a.b/",
                "\\(",
                "$a$ ",
                "^[",
                "[x]: ",
                "- \n",
            ]
        ) * self._dice.choice([50, 3_000, 60_000])
