"""Where a message ends and its signature begins: marks, goodbyes, names below thanks, companies and clubs."""

from __future__ import annotations

from collections.abc import Sequence

from kb.language.languages import main_script
from search.questions.courtesy_patterns import LABELLED, NOISE, SIGNATURE
from search.text.chatter import beginning, greeting, names, says_nothing

LONGEST_LINE = 600
# Lines below a goodbye, and below thanks; letters of such a line, words of a name after a goodbye in the same line.
BELOW_GOODBYE = 12
BELOW_THANKS = 4
NAME_LETTERS = 80
NAME_WORDS = 3
COMPANY_WORDS = 8
_CASED = ("latin", "cyrillic", "greek", "armenian")
_MARKS = "_=*- "


def end_of_words(lines: Sequence[str]) -> int:
    """The number of the first line of the signature; that of all ``lines`` where there is none."""
    last = max((row for row, line in enumerate(lines) if line), default=-1)
    said = False
    for row, line in enumerate(lines):
        short = line[:LONGEST_LINE]
        is_mark = SIGNATURE.match(short) and (said or not short.strip(_MARKS))
        if is_mark or (last - row <= BELOW_GOODBYE and is_goodbye(short)):
            return row
        if last - row <= BELOW_THANKS and says_nothing(short) and _are_names(lines[row + 1 : last + 1]):
            return row + 1
        said = said or says_something(short)
    return _above_companies(lines, last)


def is_goodbye(line: str) -> bool:
    """Whether a line says goodbye, at most with a name after it: "Best, Tom", but not "Best kettle for tea"."""
    return beginning(line, "farewell") > 0 and says_nothing(line)


def says_something(line: str) -> bool:
    """Whether a line has letters beside a greeting, thanks and the marks of a signature."""
    rest = line[greeting(line) :]
    return any(map(str.isalpha, rest)) and not (says_nothing(rest) or is_goodbye(line) or SIGNATURE.match(line))


def _are_names(lines: Sequence[str]) -> bool:
    """Whether lines below thanks are who says it, and what they are."""
    written = [line for line in lines if line]
    return bool(written) and all(map(_is_label, written))


def _is_label(line: str) -> bool:
    if len(line) > NAME_LETTERS or _ends_a_sentence(line) or len(line.split()) > COMPANY_WORDS:
        return False
    return names(line, "company") or "|" in line or bool(NOISE.search(line)) or _is_capitalised(line)


def _above_companies(lines: Sequence[str], last: int) -> int:
    """The first of the last lines that name a company, a club, a telephone, with the name above them."""
    end = last + 1
    while end > 1 and last - end < BELOW_THANKS and (not lines[end - 1] or _is_company(lines[end - 1])):
        end -= 1
    if end == last + 1:
        return len(lines)
    above = lines[end - 1] if end > 1 else ""
    is_named = bool(above) and len(above.split()) <= NAME_WORDS and _is_label(above) and main_script(above) is not None
    return end - 1 if is_named else end


def _is_company(line: str) -> bool:
    if len(line) > NAME_LETTERS or _ends_a_sentence(line) or len(line.split()) > COMPANY_WORDS:
        return False
    is_cased = main_script(line) in _CASED
    rest = NOISE.sub("", line).strip(" |,،-–—")
    return (
        not rest
        or bool(LABELLED.match(line))
        or (("|" in line or names(line, "company")) and (not is_cased or _is_capitalised(line)))
    )


def _ends_a_sentence(line: str) -> bool:
    """Whether a line ends as sentences do; the stop after an initial or a short form ("A. B.", "Ltd.") is none."""
    if line.endswith(("?", "؟", "!", "…", ":", "？")):
        return True
    return line.endswith(".") and len(line.split()[-1]) > len("Ltd.")


def _is_capitalised(line: str) -> bool:
    """Whether at least half of the words have a capital; in letters without capitals, whether there are few words."""
    words = [word.strip("«»\"'(),.") for word in line.split()]
    words = [word for word in words if word[:1].isalpha()]
    if main_script(line) not in _CASED:
        return len(words) <= NAME_WORDS
    return 2 * sum(map(_is_name, words)) >= len(words) > 0


def _is_name(word: str) -> bool:
    return word[:1].isupper()
