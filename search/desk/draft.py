"""A reply to a customer as a draft: pure functions of what was found, what was written and the team's template.

Of articles for staff nothing is in its text, whoever wrote it: what they say stands apart, marked, and is not sent to a
model either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.commonmark.plain_text import plain
from search.answers.composing.composing import NEARLY, parts_of
from search.answers.grounded.answer import AnswerSentence, AnswerSource, Citation, ComposedBy
from search.answers.grounded.sources import source_of
from search.desk.ready_replies import ANSWERS, Reply
from search.results.results import Hit

MOST_TOLD = 2
"""Articles that one question is answered from, where nobody writes."""
_PICTURE = re.compile(r"!\[([^\]\n]{1,300})\](?:\((?:[^()\n]|\([^()\n]*\)){0,1000}\)|\[[^\]\n]{0,300}\])")
_MARKER = re.compile(r"^\s*(?:(?:>|[-*+]|\d{1,9}[.)])\s+)*")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_OF_ONE_ANSWER = ("title", "link", "quote")


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One question of the message and what is answered: ``pieces`` are sentences that lead to the same article, or all
    that a model wrote.
    """

    question: str
    pieces: Sequence[Sequence[AnswerSentence]]
    composed_by: ComposedBy = ComposedBy.ARTICLES

    @property
    def sources(self) -> list[AnswerSource]:
        """What it leans on, each section once, in the order of the sentences."""
        cited = (one.source for piece in self.pieces for sentence in piece for one in sentence.citations)
        return once(cited)


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """What may be sent after somebody has read it: ``text`` in the customer's ``language``, empty where no article for
    customers answers.

    ``inside`` are articles for staff that may answer, of which nothing is in the text; ``unanswered`` the questions
    that it leaves out; ``declined`` says why no model wrote it, where one is set. ``templates`` can be chosen from.
    """

    language: str
    text: str
    parts: Sequence[DraftPart]
    inside: Sequence[AnswerSource] = ()
    unanswered: Sequence[str] = ()
    template: Reply | None = None
    templates: Sequence[Reply] = ()
    declined: str = ""

    @property
    def composed_by(self) -> ComposedBy:
        """A model, where it wrote any of it."""
        written = any(part.composed_by is ComposedBy.MODEL for part in self.parts)
        return ComposedBy.MODEL if written else ComposedBy.ARTICLES

    @property
    def foreign(self) -> list[str]:
        """The languages of what is quoted in another one than the customer's."""
        said = (one.language for part in self.parts for piece in part.pieces for one in piece)
        return list(dict.fromkeys(code for code in said if code != self.language))


def once(sources: Iterable[AnswerSource]) -> list[AnswerSource]:
    """Each section once, in the order in which they are first named."""
    return list({source.url: source for source in sources}.values())


def told(hits: Sequence[Hit], language: str) -> list[list[AnswerSentence]]:
    """What the best of ``hits`` say to a customer, article by article: of those that customers may read and that are
    nearly as good as the best, those in the customer's language where there are some.
    """
    near = [hit for hit in _near(hits) if _is_for_customers(hit) and not hit.passage.is_links]
    own = [hit for hit in near if hit.article.language == language]
    return [_sentences(hit, language) for hit in (own or near)[:MOST_TOLD]]


def inside(hits: Sequence[Hit]) -> list[AnswerSource]:
    """What articles for staff say that may answer."""
    return [AnswerSource(hit.article, hit.passage, hit.text) for hit in _near(hits) if not _is_for_customers(hit)]


def usable(replies: Sequence[Reply]) -> list[Reply]:
    """The templates that a draft can be made with, the fittest first: for a whole message, else with room for words."""
    found = [reply for reply in replies if reply.has(ANSWERS, *_OF_ONE_ANSWER)]
    return sorted(found, key=lambda reply: (not reply.has(ANSWERS), not reply.has("quote")))


def text_of(parts: Sequence[DraftPart], template: Reply | None, root: str, site_name: str) -> str:
    """The text of a draft. Of a template the paragraphs before and after those with an answer stand once: the greeting
    and the end; those between are filled in for each answer.
    """
    answers = [values for part in parts for values in _answers(part, root, named=len(parts) > 1)]
    if not answers:
        return ""
    in_all = "\n\n".join(map(_plain, answers))
    if template is None:
        return in_all
    first = {**answers[0], "site": site_name, ANSWERS: in_all}
    paragraphs = _PARAGRAPHS.split(template.body)
    places = [place for place, one in enumerate(paragraphs) if template.part(one).has(*_OF_ONE_ANSWER)]
    if template.has(ANSWERS) or not places:
        return template.filled(first)
    start, end = places[0], places[-1] + 1
    middle = template.part("\n\n".join(paragraphs[start:end]))
    repeated = (_under_question(values, middle.filled({**first, **values})) for values in answers)
    around = (template.part("\n\n".join(some)).filled(first) for some in (paragraphs[:start], paragraphs[end:]))
    opening, closing = around
    return "\n\n".join(filter(None, (opening, *repeated, closing)))


def _answers(part: DraftPart, root: str, *, named: bool) -> Iterator[Mapping[str, str]]:
    """The values of the placeholders for each piece; ``question`` is before the first where questions are named."""
    for number, piece in enumerate(part.pieces):
        between = " " if part.composed_by is ComposedBy.MODEL else "\n"
        sources = once(one.source for sentence in piece for one in sentence.citations)
        first, *others = ((source.article.title, root + source.url) for source in sources)
        yield {
            "question": part.question if named and not number else "",
            "quote": between.join(sentence.text for sentence in piece),
            "title": first[0],
            "link": "\n".join((first[1], *(f"{title}: {link}" for title, link in others))),
        }


def _plain(values: Mapping[str, str]) -> str:
    return _under_question(values, f"{values['quote']}\n{values['title']}: {values['link']}")


def _under_question(values: Mapping[str, str], text: str) -> str:
    return f"{values['question']}\n{text}" if values["question"] else text


def _sentences(hit: Hit, language: str) -> list[AnswerSentence]:
    """What a hit says, without what only describes its pictures: a letter has none."""
    [part] = parts_of([hit], language)
    source = source_of(hit)
    lines, code = filter(None, source.text.split("\n")), hit.article.language
    told = part.sentences or [AnswerSentence(one, code, (Citation(source, one),)) for one in lines]
    lines_shown = _lines_with_pictures(hit.article.body)
    shown = (replace(one, text=_without(lines_shown, one.text)) for one in told)
    return [one for one in shown if one.text]


def _lines_with_pictures(body: str) -> list[tuple[str, str]]:
    """How each line with pictures reads, and how without them."""
    lines = (_MARKER.sub("", line) for line in body.split("\n") if "![" in line)
    return [(plain(_PICTURE.sub(r" \1 ", line)), plain(_PICTURE.sub(" ", line))) for line in lines]


def _without(lines: Sequence[tuple[str, str]], text: str) -> str:
    """``text`` without its pictures: by the lines they stand in, for their words may stand elsewhere as well."""
    text = " ".join(text.split())
    for shown, said in lines:
        if said:
            text = text.replace(shown, said)
        elif text == shown:
            return ""
    return text


def _is_for_customers(hit: Hit) -> bool:
    return hit.article.audience.is_public


def _near(hits: Sequence[Hit]) -> list[Hit]:
    """Those that are nearly as good as the best."""
    least = NEARLY * max((hit.score for hit in hits), default=0.0)
    return [hit for hit in hits if hit.score >= least]
