"""Counts how many forms of everyday words find the word itself, by words alone.

    python bench/forms.py [--lists tests/search/text/forms] [--missing]

A list a language, a line a word with its forms (``order: orders ordered``); they are lists of the tests, so all of
them meet. Lists of your own say what your readers' words lack.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose markdown.py is not the library

from search.text.analysis import terms  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--lists", type=Path, default=ROOT / "tests" / "search" / "text" / "forms")
    options.add_argument("--missing", action="store_true", help="name the forms that do not find their word")
    given = options.parse_args()
    for file in sorted(given.lists.glob("*.txt")):
        lines = [line.partition(":") for line in file.read_text("utf-8").splitlines() if ":" in line]
        forms = [(word.strip(), form) for word, _, rest in lines for form in rest.split()]
        missing = [(word, form) for word, form in forms if not meet(word, form, file.stem)]
        print(f"{file.stem}: {len(forms) - len(missing)} of {len(forms)} forms of {len(lines)} words")
        for word, form in missing if given.missing else ():
            print(f"  {form} does not find {word}")


def meet(one: str, other: str, language: str) -> bool:
    """Whether an article with one of them is found by the other."""
    return not set(terms(one, language)).isdisjoint(terms(other, language))


if __name__ == "__main__":
    main()
