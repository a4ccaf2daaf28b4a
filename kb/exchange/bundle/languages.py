"""Locales of other systems as codes of languages here: ``en-us`` is ``en`` where no other English stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from kb.exchange.bundle.bundle import Bundle, ForeignArticle
from kb.language.guess import guess_language
from kb.language.languages import base, is_language_code

_KEPT = frozenset({"pt", "zh"})
"""Languages whose regions are read apart even where there is one alone."""

_SAMPLE, _SAMPLE_CHARACTERS = 40, 8_000


def codes_of(locales: Iterable[str]) -> dict[str, str]:
    """Our code for each locale that names a language; the others are missing."""
    written = {locale: _written(locale) for locale in dict.fromkeys(locales)}
    known = {locale: code for locale, code in written.items() if is_language_code(code)}
    bases = [base(code) for code in set(known.values())]
    return {
        locale: base(code) if bases.count(base(code)) == 1 and base(code) not in _KEPT else code
        for locale, code in known.items()
    }


def with_earlier_codes(bundle: Bundle, earlier: dict[str, str]) -> Bundle:
    """``bundle`` with the codes that its locales have had since they were first imported: ``en-us`` stays ``en`` when
    ``en-gb`` comes in beside it, and no other locale takes that. ``earlier``, those codes by locale, learns the new.
    """
    new: dict[str, str] = {}
    for locale, code in bundle.locales.items():
        written = _written(locale)
        before = earlier.get(written, code)
        if written not in earlier and any(one == code for whose, one in earlier.items() if whose != written):
            before = written
        new[code] = before if is_language_code(before) else code
    stay = {code for code, before in new.items() if code == before}
    new = {code: before if before not in stay else code for code, before in new.items()}
    earlier.update({_written(locale): new[code] for locale, code in bundle.locales.items()})
    if all(code == before for code, before in new.items()):
        return bundle

    def named(texts: Mapping[str, str]) -> dict[str, str]:
        return {new.get(code, code): text for code, text in texts.items()}

    def articles() -> Iterator[ForeignArticle]:
        for article in bundle.articles():
            yield replace(article, language=new.get(article.language, article.language))

    categories = tuple(
        replace(one, titles=named(one.titles), descriptions=named(one.descriptions)) for one in bundle.categories
    )
    return replace(bundle, articles=articles, categories=categories)


def _written(locale: str) -> str:
    language, _, region = locale.strip().replace("_", "-").partition("-")
    if not region:
        return language.lower()
    return f"{language.lower()}-{region.upper() if len(region) == 2 else region.title()}"


def likely_language(texts: Iterable[str], wanted: str) -> str:
    """The language of an export that names none: the ``wanted`` one, else the one its first texts are written in."""
    return wanted or guess_language([text[:_SAMPLE_CHARACTERS] for text in islice(texts, _SAMPLE)])
