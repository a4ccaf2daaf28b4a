"""A digest in words: one language, plain text and HTML, with a link to each review. Needs no request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kb.core.settings import Settings
from kb.core.site_address import site_address
from kb.core.text import one_line
from kb.language.formats import Writing
from kb.language.interface import interface_language, translations
from kb.language.languages import direction
from kb.mail.letters import write_in
from review.notices.digest import OUTDATED, PROPOSED, Digest
from review.queue.filters import NOBODY, Filters, review_url
from review.queue.policy import ReviewState
from review.queue.rows import Row
from review.wording import Wording

TEMPLATES = Path(__file__).parent / "templates" / "notices"
_MOST_IN_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One article: its title and language, the address of its review, and why it waits."""

    title: str
    language: str
    url: str
    why: str


@dataclass(frozen=True)
class Letter:
    """A digest ready to be sent. No text in it holds a line break or another control character."""

    language: str
    site_name: str
    subject: str
    groups: tuple[tuple[str, tuple[LetterLine, ...]], ...]
    soon: tuple[LetterLine, ...]
    others: int
    queue_url: str
    writing: Writing = field(default_factory=Writing)

    @property
    def soon_heading(self) -> str:
        """What stands over the articles that are due soon."""
        return translations(self.language).gettext("Due in the next 30 days")

    @property
    def others_line(self) -> str:
        """How many other articles wait; empty where there are none."""
        if not self.others:
            return ""
        ngettext, count = translations(self.language).ngettext, self.others
        return ngettext("%(num)s other article waits", "%(num)s other articles wait", count) % {
            "num": self.writing.number(count, self.language)
        }

    @property
    def queue_label(self) -> str:
        """What the link to the queue says."""
        return translations(self.language).gettext("All that waits")

    def text(self) -> str:
        """The letter as plain text."""
        return write_in(TEMPLATES / "digest.txt", self)

    def html(self) -> str:
        """The letter as an HTML document."""
        return write_in(TEMPLATES / "digest.html", self)


def write_letter(digest: Digest, settings: Settings, default_language: str, region: str = "") -> Letter:
    """Put a digest into the words of the site's default language, or into English where the interface lacks it.

    Days are written as in ``region``, a code of CLDR.
    """
    language = interface_language(default_language)
    root = site_address(settings)
    words = translations(language)
    writing = Writing(dict(settings.calendars), dict(settings.digits), region)
    wording = Wording(words, partial(writing.number, interface=language))
    names = {OUTDATED: words.gettext("Outdated translations")}
    return Letter(
        language,
        one_line(settings.site_name),
        _subject(digest, language, writing),
        (
            *_to_approve(digest, root, language),
            *(
                (
                    names.get(group) or wording.state(ReviewState(group)),
                    tuple(_line(row, root, wording) for row in rows),
                )
                for group, rows in digest.groups
            ),
        ),
        tuple(_line(row, root, wording, writing.day(row.verdict.due_on, language)) for row in digest.soon),
        digest.others,
        f"{root}/review?{Filters(responsible=digest.owner or NOBODY).to_query()}",
        writing,
    )


def _to_approve(digest: Digest, root: str, language: str) -> Iterator[tuple[str, tuple[LetterLine, ...]]]:
    """The group of what waits for approval, where there is something."""
    words = translations(language)
    said = words.gettext("Proposed by %(name)s")
    lines = [
        LetterLine(
            one_line(one.title) or one.fact.article.key,
            one.fact.article.language,
            f"{root}/work/proposals/{one.number}",
            said % {"name": one_line(one.by)},
        )
        for one in digest.proposed
    ]
    if lines:
        yield words.gettext("Waiting for your approval"), tuple(lines)


def _line(row: Row, root: str, wording: Wording, why: str | None = None) -> LetterLine:
    article = row.article
    if why is None:
        why = "; ".join(one_line(wording.reason(reason)) for reason in row.reasons)
    return LetterLine(one_line(article.title) or article.key, article.language, root + review_url(article.id), why)


def _subject(digest: Digest, language: str, writing: Writing) -> str:
    words = translations(language)
    separator = "، " if direction(language) == "rtl" else ", "
    found = [(group, len(rows)) for group, rows in digest.groups]
    if digest.proposed:
        found.insert(0, (PROPOSED, len(digest.proposed)))
    counts = separator.join(_count(group, number, language, writing) for group, number in found)
    owner = one_line(digest.owner, _MOST_IN_SUBJECT) if digest.owner else words.gettext("no owner")
    return f"{counts}: {owner}"


def _count(group: str, count: int, language: str, writing: Writing) -> str:
    ngettext = translations(language).ngettext
    texts = {
        ReviewState.FLAGGED: lambda: ngettext("%(num)s flagged", "%(num)s flagged", count),
        ReviewState.OVERDUE: lambda: ngettext("%(num)s overdue", "%(num)s overdue", count),
        ReviewState.NEVER_REVIEWED: lambda: ngettext("%(num)s never reviewed", "%(num)s never reviewed", count),
        ReviewState.DUE: lambda: ngettext("%(num)s due", "%(num)s due", count),
        PROPOSED: lambda: ngettext("%(num)s to approve", "%(num)s to approve", count),
        OUTDATED: lambda: ngettext("%(num)s outdated translation", "%(num)s outdated translations", count),
    }
    return texts[group]() % {"num": writing.number(count, language)}
