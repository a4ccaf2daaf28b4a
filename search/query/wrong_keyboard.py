"""A whole query typed on the wrong keyboard, or in Russian with Latin letters, as it was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from kb.language.languages import main_script, scripts
from search.text.folding import WORD, fold, words
from search.text.keyboards import SECOND_LAYOUTS, retypings
from search.text.transliteration import cyrillic

# Mean likelihoods of a letter, on the Zipf scale: a text above the first was typed as it was meant; below the second
# nothing was meant; the third is by how much the text must gain.
STRANGE, USUAL, GAIN = 2.5, 3.0, 2.0
NO_WORD = -1.0
Likelihood = Callable[[str, str], float]
Convert = Callable[[str], Sequence[str]]


def on_another_keyboard(text: str, languages: Sequence[str], likelihood: Likelihood) -> str | None:
    """``text`` as the same keys of another keyboard give it, where that makes words of most of it.

    ``languages``: those of the reader and of the collection; ``likelihood`` tells how likely a folded word is typed in
    a language. Words weigh by their letters, since short ones are words by chance. Model numbers are
    Latin in every language and stay.
    """
    found = [_converted(text, *conversion, likelihood) for conversion in _conversions(text, languages, likelihood)]
    gain, converted = max(found, default=(0.0, ""))
    return converted if gain >= GAIN else None


def _conversions(text: str, languages: Sequence[str], likelihood: Likelihood) -> Iterator[tuple[Convert, str, str]]:
    """How the text might be converted, and from which language to which."""
    script = main_script(text) or "latin"
    latin = next((code for code in languages if "latin" in scripts(code)), "en")
    if script != "latin":
        if any(main_script(word) == "latin" and not _is_code(word) for word in text.split()):
            return  # whoever typed that word had the other keyboard when it was wanted
        for code in SECOND_LAYOUTS:
            if script in scripts(code):
                yield partial(retypings, typed_on=code, meant="en"), code, latin
        return
    for code in SECOND_LAYOUTS:
        if code in languages:
            yield partial(retypings, typed_on="en", meant=code), latin, code
    if "ru" in languages:
        yield partial(_in_cyrillic, likelihood=likelihood), latin, "ru"


def _converted(text: str, convert: Convert, source: str, target: str, likelihood: Likelihood) -> tuple[float, str]:
    """How much a letter of the text gains on average, and the text converted but for names typed as they were meant."""
    out: list[str] = []
    letters, changed, before, after = 0, 0, 0.0, 0.0
    for token in re.split(r"(\s+)", text):
        length = sum(map(len, words(token))) or len(token)
        if not token.strip() or ("latin" in scripts(source) and _is_code(token)):
            out.append(token)
            continue
        typed = _weight(token, source, likelihood)
        meant, reading = max((_weight(one, target, likelihood), one) for one in convert(token))
        if length > 2 and typed >= max(STRANGE * length, meant + GAIN * length):
            meant, reading = typed, token  # a name, typed as it was meant
        if fold(reading) == fold(token):  # another way of writing the same, such as "No" for its sign
            reading = token
        out.append(reading)
        letters, changed = letters + length, changed + length * (reading != token)
        before, after = before + typed, after + meant
    fits = 2 * changed > letters and before < STRANGE * letters and after >= USUAL * letters
    return (after - before) / letters if fits else 0.0, "".join(out)


def _is_code(token: str) -> bool:
    return any(map(str.isdigit, token))


def _weight(token: str, language: str, likelihood: Likelihood) -> float:
    """The likelihood of what stands between two spaces, times its letters; where signs stand inside, it is no word."""
    parts = words(token)
    if not parts or len(WORD.findall(token)) > 1:
        return NO_WORD * len(token)
    return sum(len(part) * likelihood(language, part) for part in parts)


def _in_cyrillic(token: str, likelihood: Likelihood) -> list[str]:
    def best(match: re.Match[str]) -> str:
        return max(cyrillic(match[0].lower()), key=partial(likelihood, "ru"), default=match[0])

    return [WORD.sub(best, token)]
