"""What whoever writes is told of the text beside its preview: what is wrong in it, and what could be better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from kb.catalog.article import Article
from kb.catalog.catalog import Catalog
from kb.core.errors import Problem
from kb.core.text import shorten
from kb.editing.check import problems_of
from kb.editor.advice import Advice
from kb.language.marking import N_
from kb.markdown.render import Rendered
from kb.markdown.sections import Section
from kb.markdown.source.code import without_code
from kb.style.steps import StepFault, odd_steps

MOST_FAULTS = 12
MOST_HINTS = 6
LONG_SENTENCE = 30
"""Words; plain-language guides of English, Russian and Arabic ask for fewer than 25."""
_END = re.compile(r"(?<=[.!?؟…])\s+")
_NO_WORDS = re.compile(r"!\[\s*\]\(\s*<?([^)>\s]+)")
_WORDING: Mapping[str, str] = {
    "broken_link": N_("The link %(value)s leads nowhere."),
    "broken_anchor": N_("The link %(value)s names a section that there is not."),
    "missing_image": N_("The picture %(value)s cannot be shown."),
    "link_not_allowed": N_("The link %(value)s is of a kind that is not allowed."),
    "unknown_page": N_("The link %(value)s leads to no page of this site."),
    "internal_link": N_("The link %(value)s leads to an internal article, which readers do not see."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing said of the text; ``line`` is that of the text field, from 1. ``text`` is marked for translation."""

    text: str
    values: Mapping[str, object]
    line: int | None = None


@dataclass(frozen=True)
class TextRemarks:
    """``faults`` are wrong, ``hints`` may be as they are; ``advice`` is what the search knows."""

    faults: Sequence[Remark] = ()
    hints: Sequence[Remark] = ()
    advice: Advice = field(default_factory=Advice)

    @property
    def count(self) -> int:
        """How many things are said."""
        return len(self.faults) + len(self.hints) + len(self.advice.alike) + len(self.advice.asked)


def faults_in(article: Article, page: Rendered, catalog: Catalog) -> list[Remark]:
    """Links, anchors and pictures that lead nowhere, and pictures without words, in the order of the text."""
    known = {*catalog.problems, *page.problems}  # of the file as it is saved, and what the preview says above it
    found = [_remark(one, article) for one in problems_of(article, page, catalog) if one not in known]
    without = [Remark(_WITHOUT_WORDS, {"value": shorten(value)}, line) for value, line in _without_words(article.body)]
    return sorted([*found, *without], key=lambda one: one.line or 0)[:MOST_FAULTS]


def hints_in(page: Rendered) -> list[Remark]:
    """Headings that leave out a level, and sentences that are hard to read."""
    return [*islice(_levels(page.sections), MOST_HINTS // 2), *islice(_long_sentences(page.sections), MOST_HINTS // 2)]


def steps_in(article: Article) -> list[Remark]:
    """Numbered steps that do not say what to do, where the language has rules for that."""
    found = islice(odd_steps(without_code(article.body), article.language), MOST_HINTS // 2)
    return [Remark(_STEP_WORDING[one.fault], {"words": shorten(one.text)}, one.line) for one in found]


_STEP_WORDING: Mapping[StepFault, str] = {
    StepFault.PASSIVE: N_("A step that is passive; say what to do: %(words)s"),
    StepFault.TELLING: N_("A step that tells that something should be done; say what to do: %(words)s"),
}
_WITHOUT_WORDS = N_("The picture %(value)s has no words for readers who do not see it.")


def _remark(problem: Problem, article: Article) -> Remark:
    line = problem.line - article.body_line + 1 if problem.line else None
    if wording := _WORDING.get(problem.code):
        return Remark(wording, {"value": shorten(problem.value or "")}, line)
    return Remark("%(message)s", {"message": problem.message}, line)


def _without_words(body: str) -> Iterator[tuple[str, int]]:
    prose = without_code(body)
    yield from ((match[1], prose.count("\n", 0, match.start()) + 1) for match in _NO_WORDS.finditer(prose))


def _levels(sections: Sequence[Section]) -> Iterator[Remark]:
    for above, below in pairwise(sections):
        if below.level > above.level + 1:
            values = {"heading": shorten(below.heading), "above": above.level, "level": below.level}
            yield Remark(N_("The heading %(heading)s is of level %(level)s, the one above it of %(above)s."), values)


def _long_sentences(sections: Sequence[Section]) -> Iterator[Remark]:
    for sentence in (one for section in sections for block in section.blocks for one in _END.split(block)):
        count = len(sentence.split())
        if count > LONG_SENTENCE:
            yield Remark(N_("A sentence of %(count)s words: %(words)s"), {"count": count, "words": shorten(sentence)})
