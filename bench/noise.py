"""Measures what typing mistakes cost: query sets are corrupted by rule and a seed; writes docs/benchmarks.md.

    python bench/noise.py [--sets ../shared/eval] [--data DIR] [--models e5,minilm] [--kinds typo,layout]
                          [--sample N] [--seed 7] [--no-write]

A kind of mistake is measured on the questions it changes, clean and corrupted in the same run.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from bench.sets import Set, public_sets  # noqa: E402
from kb.core.settings import Settings  # noqa: E402
from kb.library.library import Library  # noqa: E402
from search.engine.engine import Engine  # noqa: E402
from search.evaluation.asking import ask  # noqa: E402
from search.evaluation.questions import JudgedQuestion, read_questions  # noqa: E402
from search.service.opening import open_search  # noqa: E402
from search.text.folding import ARABIC_MARKS, ZWNJ, fold  # noqa: E402
from search.text.keyboards import neighbours, retyped  # noqa: E402

TABLE_START = "<!-- noise -->"
TABLE_END = "<!-- /noise -->"
LETTERS = 5
LONG_WORD = re.compile(rf"[^\W\d_]{{{LETTERS},}}")
DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹"}
MIXED = str.maketrans("يىكیک", "ییکيك")
Corrupt = Callable[[str, str, random.Random], str]


@dataclass(frozen=True)
class Row:
    """What one kind of mistake costs on one set: how many questions it changes, hit@1 clean and corrupted."""

    entry: Set
    kind: str
    questions: int
    clean: float
    noisy: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--sets", type=Path, default=ROOT.parent / "shared" / "eval")
    options.add_argument("--only", default="", help="names of sets, with commas")
    options.add_argument("--data", type=Path)
    options.add_argument("--models", default="e5,minilm")
    options.add_argument("--kinds", default=",".join(KINDS))
    options.add_argument("--sample", type=int, default=0, help="questions of each set, 0 for all")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--no-write", action="store_true")
    given = options.parse_args()
    data = given.data or Path(tempfile.mkdtemp(prefix="kb-bench-"))
    chosen = [entry for entry in public_sets(given.sets) if not given.only or entry.name in given.only.split(",")]
    rows = [row for entry in chosen for row in run(entry, given, data)]
    table = render(rows)
    print(table)
    if not given.no_write:
        write(table)


def run(entry: Set, given: argparse.Namespace, data: Path) -> list[Row]:
    folder = data / "-".join(entry.articles.parts[-2:])
    settings = Settings(articles_dir=entry.articles, data_dir=folder, embedding_models=tuple(given.models.split(",")))
    service = open_search(settings, Library(entry.articles))
    service.bring_up_to_date()
    questions = read_questions(entry.queries)
    if given.sample:
        questions = random.Random(given.seed).sample(questions, min(given.sample, len(questions)))
    try:
        return measure(entry, service.engine, questions, given.kinds.split(","), given.seed)
    finally:
        service.close()


def measure(
    entry: Set, engine: Engine, questions: Sequence[JudgedQuestion], kinds: Sequence[str], seed: int
) -> list[Row]:
    clean = {question: hits_first(engine, question) for question in questions}
    rows = []
    for kind in kinds:
        pairs = [(question, noisy) for question in questions if (noisy := corrupted(question, kind, seed)) != question]
        if pairs:
            right = sum(hits_first(engine, noisy) for _, noisy in pairs)
            rows.append(
                Row(
                    entry,
                    kind,
                    len(pairs),
                    sum(clean[question] for question, _ in pairs) / len(pairs),
                    right / len(pairs),
                )
            )
    return rows


def hits_first(engine: Engine, question: JudgedQuestion) -> float:
    return float(ask(engine, [question])[0].is_right_first)


def corrupted(question: JudgedQuestion, kind: str, seed: int) -> JudgedQuestion:
    """The question with a mistake of this kind; the same for the same seed, whatever else is measured."""
    chance = random.Random(f"{seed} {kind} {question.text}")
    return replace(question, text=KINDS[kind](question.text, question.language, chance))


def one_typo(text: str, language: str, chance: random.Random) -> str:
    """One slip in one word of five letters or more."""
    words = list(LONG_WORD.finditer(text))
    return slipped(text, [chance.choice(words)], language, chance) if words else text


def many_typos(text: str, language: str, chance: random.Random) -> str:
    """One slip in every second word of five letters or more."""
    return slipped(text, list(LONG_WORD.finditer(text))[chance.randrange(2) :: 2], language, chance)


def slipped(text: str, words: Sequence[re.Match[str]], language: str, chance: random.Random) -> str:
    for word in reversed(words):
        text = text[: word.start()] + slip(word[0], language, chance) + text[word.end() :]
    return text


def slip(word: str, language: str, chance: random.Random) -> str:
    """A key beside the right one, a letter left out, doubled, swapped with the next, or a key hit along with it."""
    at = chance.randrange(len(word))
    beside = neighbours(language).get(fold(word[at]), "") or word[at]
    kind = chance.choice(("beside", "left out", "doubled", "swapped", "along"))
    if kind == "beside":
        return word[:at] + chance.choice(beside) + word[at + 1 :]
    if kind == "left out":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[: at + 1] + word[at:]
    if kind == "swapped":
        at = min(at, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[: at + 1] + chance.choice(beside) + word[at + 1 :]


def other_letters(text: str, language: str, _chance: random.Random) -> str:
    """Marks left out, Arabic and Persian forms of a letter mixed, digits of another script."""
    digits = str.maketrans("0123456789", DIGITS["ar" if language == "fa" else "fa"])
    western = str.maketrans("".join(DIGITS.values()), "0123456789" * 2)
    if any(character in "".join(DIGITS.values()) for character in text):
        text = text.translate(western)
    else:
        text = text.translate(digits)
    plain = ARABIC_MARKS.sub("", text).replace("ё", "е").translate(MIXED)
    return "".join(c if fold(c) == c else unicodedata.normalize("NFD", c)[0] for c in plain)


def lost_space(text: str, _language: str, chance: random.Random) -> str:
    """A space or half-space between two words left out."""
    gaps = [match.start(1) for match in re.finditer(rf"(?<=[^\W\d_]{{2}})([ {ZWNJ}])(?=[^\W\d_]{{2}})", text)]
    if not gaps:
        return text
    at = chance.choice(gaps)
    return text[:at] + text[at + 1 :]


def wrong_layout(text: str, language: str, chance: random.Random) -> str:
    """The whole question on another layout: English on the Russian or Arabic one, other languages on the Latin one."""
    if language == "en":
        return retyped(text, "en", chance.choice(("ru", "ar")))
    return retyped(text, language, "en")


def half_word(text: str, _language: str, _chance: random.Random) -> str:
    """The last word cut in half, as it stands while it is typed."""
    *_, last = [None, *LONG_WORD.finditer(text)]
    return text[: last.start() + (len(last[0]) + 1) // 2] if last else text


KINDS: dict[str, Corrupt] = {
    "typo": one_typo,
    "typos": many_typos,
    "letters": other_letters,
    "space": lost_space,
    "layout": wrong_layout,
    "half": half_word,
}


def render(rows: Sequence[Row]) -> str:
    lines = ["| set | mistake | questions | hit@1 clean | hit@1 | lost |", "| --- | --- |" + " ---: |" * 4]
    for row in rows:
        lost = 100 * (row.clean - row.noisy)
        lines.append(
            f"| {row.entry.name} | {row.kind} | {row.questions} | {row.clean:.3f} | {row.noisy:.3f} | {lost:.1f} |"
        )
    return "\n".join(lines)


def write(table: str) -> None:
    """Put the table between its marks, at the end where there are none yet."""
    file = ROOT / "docs" / "benchmarks.md"
    before, _, rest = file.read_text("utf-8").partition(TABLE_START)
    after = rest.partition(TABLE_END)[2] or "\n"
    file.write_text(f"{before}{TABLE_START}\n{table}\n{TABLE_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
