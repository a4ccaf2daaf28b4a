"""What the product knows of a language, and what is left to do: ``make language CODE=tr`` ends with it."""

from __future__ import annotations

import click
from babel.messages.pofile import read_po

from kb.brand.fonts import typeface_for
from kb.language.formats import Writing
from kb.language.interface import FOLDER
from kb.language.languages import OWN_DIGITS, direction, is_language_code, native_name, scripts
from kb.language.new_translation import whole_number_forms
from search.text.stemming import stemmer_name
from search.text.stopwords import stop_words
from search.text.wordlists import word_list

_WHERE = "(kb/language/languages.py)"


def report(language: str) -> list[str]:
    """Lines on a language (base code), each with where it is changed."""
    name, words = native_name(language), len(word_list(language))
    side = "right to left" if direction(language) == "rtl" else "left to right"
    stemmer = stemmer_name(language) or "none taken off, words are found as they are written"
    pictures = "yes" if typeface_for(name) else "none, the picture has no text"
    return [
        f"{language}: {name}, from {side}, in {' and '.join(sorted(scripts(language)))} letters {_WHERE}",
        *_words(language),
        f"digits: {_digits(language)} {_WHERE}",
        f"endings: {stemmer} (search/text/analysis.py)",
        f"words that say nothing: {len(stop_words(language)) or 'none known'} (search/text/stopwords.py)",
        f"words known for typing mistakes: {f'{words:,}' if words else 'only those of the articles'} (wordfreq)",
        f"letters on pictures of links: {pictures} (kb/brand/fonts.py)",
    ]


def _words(language: str) -> list[str]:
    file = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return [f"interface: English; begin with make language CODE={language}"]
    with file.open("rb") as source:
        catalog = read_po(source, locale=language)
    messages = [message for message in catalog if message.id]
    done = sum(bool(message.string) and all(message.string or ()) for message in messages)
    place = file.relative_to(FOLDER.parents[1])
    return [
        f"interface: {done} of {len(messages)} texts translated, the others are shown in English ({place})",
        f"plural forms: {catalog.num_plurals} ({', '.join(whole_number_forms(language))})",
    ]


def _digits(language: str) -> str:
    if language not in OWN_DIGITS:
        return "Latin"
    usual, other = ("its own", "latin") if Writing().own_digits(language) else ("Latin", "own")
    return f"{usual}; the others by KB_DIGITS={language}={other}"


@click.command()
@click.argument("code")
def main(code: str) -> None:
    """Print what is known of the language CODE, and what is left to do."""
    if not is_language_code(code):
        raise click.BadParameter(f"{code} is not the code of a language")
    click.echo("\n".join(report(code)))


if __name__ == "__main__":
    main()
