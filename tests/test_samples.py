"""What the sample help centre promises its readers."""

from __future__ import annotations

import re

from tests.conftest import SAMPLES

LANGUAGES = ("ar", "fa", "ru")
COMPANY = re.compile(r"Sofra(?! (?:Air|Blend|Brew|Kettle|Mix|Rice)\b|, 14 Mill Lane)")
"""The company in Latin letters; models and the address of the shop have them as they are printed."""


def test_every_public_english_article_is_there_in_all_languages() -> None:
    english = SAMPLES / "en"
    public = [
        file.relative_to(english)
        for file in english.rglob("*.md")
        if not re.search("^audience: internal$", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(public) > 60
    assert [(code, path) for path in public for code in LANGUAGES if not (SAMPLES / code / path).is_file()] == []


def test_the_company_is_written_in_the_letters_of_each_language() -> None:
    files = [file for code in LANGUAGES for file in (SAMPLES / code).rglob("*.md")]
    assert [file.relative_to(SAMPLES) for file in files if COMPANY.search(file.read_text("utf-8"))] == []
