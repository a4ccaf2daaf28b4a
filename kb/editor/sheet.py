"""What the form of an article holds while somebody writes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from kb.catalog.article import Article, ArticleId, Status
from kb.catalog.originals import BY_MODEL
from kb.catalog.schedule import WallClash
from kb.core.text import one_line, plain_lines
from kb.editing.file_version import first_obstacle, read_as, text_of
from kb.editor.merging import MergeChoice, marked_line, settle
from kb.editor.parts import FIELDS, take_apart
from kb.editor.saving import Together, Wanted
from kb.files.saving import fingerprint
from kb.language.marking import N_

SKIPPED = N_("The clocks of %(zone)s skip %(time)s: they go on to %(shown)s then. Write another hour.")
DOUBLED = N_("The clocks of %(zone)s show %(time)s twice. Write which one: %(first)s or %(second)s.")
MAX_FIELD = 500
MAX_AT = 200
_BESIDE = ("path", "seen", "at", "note", "small", "merging", "gone")
_CONFLICT = "conflict-"

Typed = MultiDict[str, str]


class UnreadableArticleError(Exception):
    """What the form holds would not be an article; ``text`` is a message with its ``values``."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values


@dataclass(frozen=True)
class FormSheet:
    """The form of one article.

    ``seen`` is the fingerprint of the file that it began with, ``at`` the anchor of the section that somebody came
    from; ``is_merging`` while the text may hold places that two people changed.
    """

    path: str
    seen: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    note: str = ""
    is_small: bool = False
    is_merging: bool = False
    is_gone: bool = False

    @classmethod
    def of_file(cls, content: bytes, path: str, id_: ArticleId, at: str = "") -> FormSheet:
        """The form as the file fills it in."""
        parts = take_apart(content, path, id_)
        return cls(path, fingerprint(content), parts.text, parts.fields, at[:MAX_AT])

    @classmethod
    def of_form(cls, form: Typed | Mapping[str, str]) -> FormSheet:
        """What was sent, or kept as a draft; the places that were decided are decided."""
        fields = {name: one_line(form[name], MAX_FIELD) for name in FIELDS if name in form}
        path, seen, at, note = (one_line(form.get(name, ""), MAX_FIELD) for name in ("path", "seen", "at", "note"))
        text = settle(plain_lines(form.get("text", "").replace("\0", "")), _choices(form))
        small, merging, gone = (form.get(name) == "1" for name in ("small", "merging", "gone"))
        return cls(path, seen, text, fields, at[:MAX_AT], note, small, merging, gone)

    @classmethod
    def of_merge(cls, made: Together, before: FormSheet) -> FormSheet:
        """The form that shows what two people made."""
        seen, merging = fingerprint(made.now), bool(made.conflicts)
        return cls(before.path, seen, made.text, made.fields, before.at, before.note, before.is_small, merging)

    def as_plain(self) -> dict[str, str]:
        """What is kept of it as a draft."""
        beside = (self.path, self.seen, self.at, self.note, *("1" * on for on in self._marks))
        return {"text": self.text, **dict(zip(_BESIDE, beside, strict=True)), **self.fields}

    @property
    def _marks(self) -> tuple[bool, bool, bool]:
        return self.is_small, self.is_merging, self.is_gone

    def wanted(self, id_: ArticleId, path: str, today: date) -> Wanted:
        """What its file shall become."""
        day = None if self.is_small else today
        return Wanted(id_, path, self.seen, self.text, self.fields, day, self.note, again=self.is_gone)

    def check(self, id_: ArticleId, content: bytes, zone: ZoneInfo, now: datetime) -> None:
        """Look at the file that it would make, at ``now`` in the time zone of the site.

        Raises:
            UnreadableArticleError: it is no article that can be read, or not with the status that was chosen.

        """
        if self.is_merging and (line := marked_line(self.text)):
            raise UnreadableArticleError(N_("Line %(line)s: choose which of the two texts stays."), line=line)
        if not text_of(content).strip():
            raise UnreadableArticleError(N_("Nothing is left. To remove the article, archive it in the review."))
        reading = read_as(id_, self.path, content)
        if first := first_obstacle(reading):
            line = (first.line or 1) - take_apart(content, self.path, id_).head.count("\n")
            if line < 1:
                raise UnreadableArticleError(N_("A field cannot be read: %(reason)s"), reason=first.message)
            raise UnreadableArticleError(N_("Line %(line)s: %(reason)s"), line=line, reason=first.message)
        if reading.article:
            _check_times(reading.article, zone, now)
            _check_read(reading.article)
        status = self.fields.get("status")
        if reading.article and status and reading.article.status != status:
            raise UnreadableArticleError(
                N_("The file has another key that keeps its status: look at it outside of the editor.")
            )


def _check_read(article: Article) -> None:
    """Raises ``UnreadableArticleError`` where readers would get what a model wrote and nobody has read."""
    if article.translated_by == BY_MODEL and article.status is Status.PUBLISHED:
        raise UnreadableArticleError(
            N_("A model drafted this text. Read it and tick that you have, or save it as a draft.")
        )


def _check_times(article: Article, zone: ZoneInfo, now: datetime) -> None:
    """Raises ``UnreadableArticleError`` where a time is none, is two, or is that of an article that never appears."""
    start, end = article.goes_public, article.taken_away
    for time in filter(None, (start, end)):
        clash, shown = time.clash(zone), time.moment(zone).astimezone(zone)
        values = {"time": time.written, "zone": zone.key, "shown": f"{shown:%H:%M}"}
        if shown <= now:
            continue  # nobody waits for it
        if clash is WallClash.SKIPPED:
            raise UnreadableArticleError(SKIPPED, **values)
        if clash is WallClash.DOUBLED:
            second = shown.replace(fold=1)
            both = (time.written + one.isoformat()[-6:] for one in (shown, second))
            raise UnreadableArticleError(DOUBLED, **values, **dict(zip(("first", "second"), both, strict=True)))
    if start and end and end.moment(zone) <= start.moment(zone):
        raise UnreadableArticleError(N_("It would be removed before it is published: one of the two days is wrong."))


def _choices(form: Typed | Mapping[str, str]) -> dict[int, MergeChoice]:
    """What was chosen for the places that two people changed."""
    numbers = {name: name.removeprefix(_CONFLICT) for name in form if name.startswith(_CONFLICT)}
    return {
        int(number): MergeChoice(form[name])
        for name, number in numbers.items()
        if number.isdecimal() and len(number) < 6 and form[name] in tuple(MergeChoice)
    }
