"""Begins the translation of the interface into a language: ``make language CODE=tr``."""

from __future__ import annotations

from pathlib import Path

import click
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from kb.language.interface import FOLDER


def whole_number_forms(language: str) -> list[str]:
    """The plural forms (CLDR) that whole numbers take in a language; some have one more for fractions."""
    form_of = Locale(language).plural_form
    return sorted({form_of(number) for number in range(1000)})


def plural_header(language: str) -> str:
    """The line ``Plural-Forms`` (gettext): Babel's, or CLDR's where Babel knows other forms (Turkish)."""
    known = get_plural(language)
    if known.num_plurals == len(whole_number_forms(language)):
        return str(known.plural_forms)
    return to_gettext(Locale(language).plural_form)


def begin(template: Path, language: str, folder: Path = FOLDER) -> Path:
    """Write a catalog of ``language`` without translations from the messages in ``template``."""
    with template.open("rb") as source:
        messages = read_po(source)
    name, project = Locale(language).english_name, messages.project
    catalog = Catalog(
        language,
        header_comment=f"# The words of the interface in {name}.",
        project=project,
        version=messages.version,
        msgid_bugs_address=project,
        last_translator=project,
        language_team=name,
        fuzzy=False,
    )
    catalog.mime_headers = [*catalog.mime_headers, ("Plural-Forms", plural_header(language))]
    for message in messages:
        if message.id:
            catalog.add(message.id, flags=message.flags, auto_comments=message.auto_comments)
    file = folder / language / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as target:
        write_po(target, catalog, width=0)
    return file


@click.command()
@click.argument("template", type=click.Path(path_type=Path, exists=True))
@click.argument("language")
def main(template: Path, language: str) -> None:
    """Begin the translation into LANGUAGE from the messages in TEMPLATE."""
    try:
        click.echo(f"made {begin(template, language)}")
    except UnknownLocaleError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
