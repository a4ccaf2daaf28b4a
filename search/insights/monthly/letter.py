"""The report of a month in words: one language, plain text and HTML. Needs no request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from kb.brand.localised import face_of
from kb.catalog.addresses import article_url
from kb.catalog.article import ArticleId
from kb.catalog.catalog import Catalog
from kb.core.settings import Settings
from kb.core.site_address import site_address
from kb.core.text import one_line
from kb.language.formats import Writing
from kb.language.interface import interface_language, translations
from kb.language.languages import native_name
from kb.mail.letters import write_in
from search.insights.counts.figures import ArticleFigures
from search.insights.counts.overview import Figure, search_figures
from search.insights.counts.overview_wording import OverviewWording
from search.insights.monthly.month_report import MOST, MonthReport

TEMPLATES = Path(__file__).parent / "templates" / "monthly"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line: what it is about, in its own language and with its address where it has one, and what is told of it."""

    title: str
    told: str
    language: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReportPart:
    """Lines below a heading; ``nothing`` is said where there is none, ``more`` where not all are named."""

    heading: str
    lines: tuple[ReportLine, ...]
    nothing: str
    more: str = ""


@dataclass(frozen=True)
class MonthLetter:
    """A report ready to be sent or printed."""

    language: str
    site_name: str
    subject: str
    answer: str
    parts: tuple[ReportPart, ...]
    url: str
    url_label: str
    why: str

    def text(self) -> str:
        """The letter as plain text."""
        return write_in(TEMPLATES / "report.txt", self)

    def html(self) -> str:
        """The letter as an HTML document."""
        return write_in(TEMPLATES / "report.html", self)


class LetterWriter:
    """Puts reports into the words of ``language``, or into English where the interface lacks it."""

    def __init__(self, settings: Settings, catalog: Catalog, language: str) -> None:
        self._language = interface_language(language)
        self._catalog, self._root = catalog, site_address(settings)
        self._site_name = face_of(settings, catalog.brand, self._language).site_name
        self._words = translations(self._language)
        self._writing = Writing(dict(settings.calendars), dict(settings.digits), catalog.brand.region)
        self._number = partial(self._writing.number, interface=self._language)
        self._told = OverviewWording(self._words, self._number)

    def write(self, report: MonthReport) -> MonthLetter:
        """The letter."""
        gettext, scope = self._words.gettext, report.scope
        span = {name: self._day(day) for name, day in (("first", scope.first), ("last", scope.last))}
        asked = urlencode(scope.dates)
        subject = gettext("Self-service from %(first)s to %(last)s") % span
        return MonthLetter(
            self._language,
            one_line(self._site_name),
            subject,
            self._told.answer(report.overview),
            tuple(self._parts(report, asked)),
            f"{self._root}/insights?{asked}",
            gettext("All figures"),
            gettext(
                "You get this report each month because you asked for it below the insights. There you can end it."
            ),
        )

    def _parts(self, report: MonthReport, asked: str) -> Iterator[ReportPart]:
        gettext, none = self._words.gettext, self._words.gettext("None in this time.")
        yield ReportPart(gettext("Figures"), tuple(map(self._figure, report.overview.figures)), none)
        yield ReportPart(gettext("By language"), tuple(self._languages(report)), none)
        unknown = tuple(ReportLine(line, "") for line in self._told.unknown(report.overview))
        yield ReportPart(gettext("What is not known"), unknown, none)
        gaps = tuple(
            ReportLine(
                one_line(gap.name),
                self._words.ngettext("asked %(num)s time", "asked %(num)s times", gap.count)
                % {"num": self._number(gap.count)},
                gap.language,
                f"{self._root}/insights/gaps?{asked}",
            )
            for gap in report.gaps[:MOST]
        )
        yield ReportPart(gettext("Biggest gaps"), gaps, none, self._more(len(report.gaps) - len(gaps)))
        few = gettext("No article has enough votes to tell.")
        yield ReportPart(gettext("Articles that helped most"), tuple(map(self._article, report.helped_most)), few)
        yield ReportPart(gettext("Articles that helped least"), tuple(map(self._article, report.helped_least)), few)
        yield self._overdue(report)

    def _figure(self, figure: Figure) -> ReportLine:
        detail = self._told.detail(figure.now)
        now = f"{self._told.value(figure.now)} · {detail}" if detail else self._told.value(figure.now)
        before = self._words.gettext("before: %(value)s") % {"value": self._told.value(figure.before)}
        return ReportLine(self._told.name(figure), f"{now} · {before} · {self._told.change(figure)}")

    def _languages(self, report: MonthReport) -> Iterator[ReportLine]:
        for code, now, before in report.overview.languages:
            answered = search_figures(now, before)[0]
            searches = self._words.ngettext("%(num)s search", "%(num)s searches", now.searches)
            line = self._figure(answered)
            told = f"{searches % {'num': self._number(now.searches)}} · {line.title}: {line.told}"
            yield ReportLine(native_name(code) if code else "–", told, code)

    def _article(self, one: ArticleFigures) -> ReportLine:
        told = self._words.gettext("helped %(yes)s of %(votes)s who voted")
        numbers = {"yes": self._number(one.yes), "votes": self._number(one.votes)}
        return self._line(one.article, told % numbers)

    def _overdue(self, report: MonthReport) -> ReportPart:
        gettext = self._words.gettext
        lines = []
        for article, owner, due_on in report.overdue[:MOST]:
            due = gettext("due %(day)s") % {"day": self._day(due_on)} if due_on else ""
            told = " · ".join(text for text in (one_line(owner), due) if text)
            address = f"{self._root}/review/articles/{article.language}/{article.key}"
            lines.append(ReportLine(one_line(article.title), told, article.language, address))
        heading = gettext("Overdue reviews today: %(count)s") % {"count": self._number(len(report.overdue))}
        return ReportPart(heading, tuple(lines), gettext("None."), self._more(len(report.overdue) - len(lines)))

    def _line(self, id_: ArticleId, told: str) -> ReportLine:
        article = self._catalog.articles.get(id_)
        title = one_line(article.title) if article else id_.key
        return ReportLine(title, told, id_.language, self._root + article_url(id_.language, id_.key))

    def _more(self, count: int) -> str:
        if count <= 0:
            return ""
        return self._words.ngettext("and %(num)s more", "and %(num)s more", count) % {"num": self._number(count)}

    def _day(self, day: object) -> str:
        return self._writing.day(day, self._language)  # type: ignore[arg-type]
