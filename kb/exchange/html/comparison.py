"""Whether what was imported says what the original said: word by word, and what came or went where it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import html

from kb.core.text import one_line
from kb.markdown.sections import text_of

MOST_COMPARED = 2_500
"""Words up to which the order counts as well; of longer texts the words that came or went are counted."""
_MOST_SHOWN, _LONGEST = 20, 160


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Runs of words that the original had and the import lacks, and the other way around."""

    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.added)


NO_DIFFERENCE = TextDifference()


def words_of_tree(tree: html.HtmlElement) -> list[str]:
    """The words of a page, without what cannot be seen of them: spaces of no width."""
    text = text_of(tree)
    for sign in ("\u200b", "\u2060", "\ufeff"):
        text = text.replace(sign, "")
    return text.split()


def without_titles(tree: html.HtmlElement) -> html.HtmlElement:
    """A rendered page without the titles that boxes get by themselves."""
    for title in tree.xpath('.//*[@class="admonition-title"]'):
        title.drop_tree()
    return tree


def compare(original: Sequence[str], imported: Sequence[str], expected: Iterable[str] = ()) -> TextDifference:
    """How two texts differ; ``expected`` are words that the import put in on purpose."""
    if "".join(original) == "".join(imported):
        return TextDifference()
    wanted = Counter(" ".join(words.split()) for words in expected)
    if max(len(original), len(imported)) > MOST_COMPARED:
        before, after = Counter(original), Counter(imported)
        after -= Counter(word for words in wanted.elements() for word in words.split())
        return TextDifference(_shown((before - after).elements()), _shown((after - before).elements()))
    missing, added = [], []
    for what, from_, to, new_from, new_to in SequenceMatcher(None, original, imported, autojunk=False).get_opcodes():
        gone, came = " ".join(original[from_:to]), " ".join(imported[new_from:new_to])
        if what == "equal" or gone.replace(" ", "") == came.replace(" ", ""):
            continue
        if gone:
            missing.append(gone)
        if came and not _is_expected(came, wanted):
            added.append(came)
    return TextDifference(_shown(missing), _shown(added))


def _is_expected(came: str, wanted: Counter[str]) -> bool:
    if wanted[came] > 0:
        wanted[came] -= 1
        return True
    return False


def _shown(runs: Iterable[str]) -> tuple[str, ...]:
    found = [one_line(run, _LONGEST) for run in runs]
    more = len(found) - _MOST_SHOWN
    return (*found[:_MOST_SHOWN], f"… and {more} more") if more > 0 else tuple(found)
