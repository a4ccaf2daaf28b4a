"""The interface's words: catalogs are read from their ``.po`` sources, so nothing compiled is kept or shipped."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

from kb.language.languages import base

FOLDER = Path(__file__).parent / "translations"
SOURCE_LANGUAGE = "en"


@lru_cache(maxsize=1)
def interface_languages() -> tuple[str, ...]:
    """The languages the interface speaks, English first."""
    return (SOURCE_LANGUAGE, *sorted(file.parent.parent.name for file in FOLDER.glob("*/LC_MESSAGES/messages.po")))


def interface_language(language: str) -> str:
    """The language of the interface on a page in ``language``: the same where we speak it, else English."""
    for code in (language, base(language)):
        if code in interface_languages():
            return code
    return SOURCE_LANGUAGE


@lru_cache(maxsize=64)
def translations(language: str) -> NullTranslations:
    """The catalog of a language; English needs none."""
    file = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        catalog = read_po(source, locale=language)
    for message in [one for one in catalog if one.pluralizable and not any(one.string or ())]:
        catalog.delete(message.id)  # compiled, they would follow the language's plural rule with English words
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, "messages")


class SourceDomain(Domain):  # type: ignore[misc]
    """Flask-Babel's domain over these catalogs."""

    def get_translations(self) -> NullTranslations:
        """The catalog of the request's language."""
        locale = get_locale()
        return translations(str(locale) if locale else SOURCE_LANGUAGE)
