"""What the sample help centre promises its readers."""

from __future__ import annotations

import re

from tests.conftest import SAMPLES

LANGUAGES = ("ar", "fa", "ru")


def test_every_public_english_article_is_there_in_all_languages() -> None:
    english = SAMPLES / "en"
    public = [
        file.relative_to(english)
        for file in english.rglob("*.md")
        if not re.search("^audience: internal$", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(public) > 60
    assert [(code, path) for path in public for code in LANGUAGES if not (SAMPLES / code / path).is_file()] == []
