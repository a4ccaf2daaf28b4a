"""Letters are written from the templates of their room, within the same frame."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from kb.mail.letters import write_in


@dataclass(frozen=True)
class Note:
    language: str = "ar"
    subject: str = "<b> & co"
    site_name: str = "Help"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "templates" / "room"
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text("{{ letter.subject }}\n", "utf-8")
    text = '{% extends "mail/letter.html" %}{% block letter %}<p>{{ letter.subject }}</p>{% endblock %}'
    (folder / "note.html").write_text(text, "utf-8")
    (folder / "wrong.txt").write_text("{{ letter.subjekt }}", "utf-8")
    return folder


def test_plain_text_is_as_it_is_written(room: Path) -> None:
    assert write_in(room / "note.txt", Note()) == "<b> & co\n"


def test_a_document_says_its_language_and_direction_and_escapes_what_it_is_told(room: Path) -> None:
    document = write_in(room / "note.html", Note())
    assert document.startswith('<!doctype html>\n<html lang="ar" dir="rtl">\n')
    assert "<p>&lt;b&gt; &amp; co</p>" in document
    assert "<b>" not in document


def test_what_a_letter_does_not_have_is_an_error_and_no_gap_in_a_sentence(room: Path) -> None:
    with pytest.raises(UndefinedError, match="subjekt"):
        write_in(room / "wrong.txt", Note())
