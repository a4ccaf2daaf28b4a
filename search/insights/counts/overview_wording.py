"""The first screen in words, for pages, mail and the command line: in one language, with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from babel.support import NullTranslations

from kb.language.marking import N_
from search.insights.counts.comparison import FEW, Ratio, Share
from search.insights.counts.overview import Figure, Overview

NAMES = {
    "searches": N_("Searches"),
    "answered": N_("Surely answered"),
    "unsure": N_("Doubtful answer"),
    "failed": N_("No good answer"),
    "opened": N_("Led to an article"),
    "helped": N_("Votes: the article helped"),
    "told": N_("Questions answered in words"),
    "solved": N_("Said that the answer solved it"),
    "spared": N_("Said in a contact form that it is solved"),
    "per_ticket": N_("Readings of articles for each ticket"),
}
VERDICTS = {
    "better": N_("better"),
    "worse": N_("worse"),
    "up": N_("more"),
    "down": N_("fewer"),
    "even": N_("no clear difference"),
    "few": N_("too few to tell"),
    "nothing": N_("nothing to compare with"),
}
ANSWERS = {
    "better": N_("%(share)s of the searches were surely answered, more than the %(before)s in the time before."),
    "worse": N_("%(share)s of the searches were surely answered, fewer than the %(before)s in the time before."),
    "even": N_(
        "%(share)s of the searches were surely answered; in the time before it was %(before)s, which is no clear "
        "difference."
    ),
    "few": N_("%(share)s of the searches were surely answered; before there were too few to compare with."),
    "nothing": N_("%(share)s of the searches were surely answered; there is nothing before to compare with."),
}
SIGNS = {"up": "↑", "down": "↓", "even": "≈"}


class OverviewWording:
    """Texts from ``words``, with numbers as ``number`` writes them."""

    def __init__(self, words: NullTranslations, number: Callable[[float], str]) -> None:
        self._words, self._number = words, number

    def name(self, figure: Figure) -> str:
        """What a figure is of."""
        return self._words.gettext(NAMES[figure.name])

    def value(self, one: Share | Ratio | int) -> str:
        """A share in percent, a ratio with a decimal, a number; a dash where nothing is known."""
        if isinstance(one, int):
            return self._number(one)
        if one.value is None:
            return "–"
        return self.percent(one.value) if isinstance(one, Share) else self._number(round(one.value, 1))

    def percent(self, share: float) -> str:
        """From 0 to 1, as people write it."""
        return self._words.gettext("%(num)s%%") % {"num": self._number(round(share * 100))}

    def detail(self, one: Share | Ratio | int) -> str:
        """Of how many a share is, and between which bounds the true one lies at 95 %."""
        if not isinstance(one, Share) or one.bounds is None:
            return ""
        low, high = one.bounds
        return self._words.gettext("%(count)s of %(all)s (%(low)s to %(high)s)") % {
            "count": self._number(one.count),
            "all": self._number(one.of),
            "low": self.percent(low),
            "high": self.percent(high),
        }

    def change(self, figure: Figure) -> str:
        """What became of it, with a sign of the direction."""
        sign = SIGNS.get(str(figure.trend), "")
        return f"{sign} {self._words.gettext(VERDICTS[figure.verdict])}".strip()

    def answer(self, overview: Overview) -> str:
        """Whether self-service works, in a sentence."""
        figure = overview.answered
        count = overview.now.searches.searches
        if not count:
            return self._words.gettext("Nothing was searched for in this time.")
        assert isinstance(figure.now, Share)
        if figure.now.of < FEW:
            text = self._words.gettext("Too few searches to tell: %(count)s.")
            return text % {"count": self._number(count)}
        told = {"share": self.value(figure.now), "before": self.value(figure.before)}
        return self._words.gettext(ANSWERS[figure.verdict]) % told

    def unknown(self, overview: Overview) -> Iterator[str]:
        """What these figures cannot tell."""
        now, ngettext = overview.now, self._words.ngettext
        searches = now.searches
        if count := searches.unseen:
            yield self._counted(
                ngettext(
                    "After %(num)s search with something that fits nothing was opened: whether it helped is not known.",
                    "After %(num)s searches with something that fits nothing was opened: whether they helped is not "
                    "known.",
                    count,
                ),
                count,
            )
        if count := searches.unrecorded:
            text = ngettext(
                "%(num)s search was not recorded, as its reader asked.",
                "%(num)s searches were not recorded, as their readers asked.",
                count,
            )
            yield self._counted(text, count)
        if count := searches.summed:
            text = ngettext(
                "Of %(num)s older search only the sum is kept: it counts neither as sure nor as doubtful.",
                "Of %(num)s older searches only sums are kept: they count neither as sure nor as doubtful.",
                count,
            )
            yield self._counted(text, count)
        if not now.helped.of:
            yield self._words.gettext("Nobody voted on an article.")
        if now.per_ticket.value is None:
            yield self._words.gettext("No tickets were reported: whether there are fewer of them is not known.")

    def _counted(self, text: str, count: int) -> str:
        return text % {"num": self._number(count)}
