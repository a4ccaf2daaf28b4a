"""Texts of the interface are written in one place each, where the extraction finds them."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

from kb.language.languages import CALENDAR_NAMES, CALENDARS
from kb.language.marking import N_, MarkedSentence

ROOT = Path(__file__).parents[3]
FLOORS = ("kb", "review", "search")


def test_a_marked_text_stays_as_it_is() -> None:
    assert N_("Late") == "Late"


def test_a_sentence_is_english_for_whoever_reads_english_and_can_be_said_otherwise() -> None:
    said = MarkedSentence("it has more than %(count)s MB, as %(name)s", count=8, name="100%")
    assert said == "it has more than 8 MB, as 100%"
    assert json.dumps([said]) == '["it has more than 8 MB, as 100%"]'
    assert said.text % {"count": "٨", "name": "س"} == "it has more than ٨ MB, as س"
    copied = copy.deepcopy(said)  # as dataclasses.asdict does
    assert (copied, copied.text, copied.values) == (said, said.text, {"count": "8", "name": "100%"})


def test_there_is_one_marker() -> None:
    sources = (path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    found = [path.name for path in sources if re.search(r"^\s*def (_|N_)\(", path.read_text("utf-8"), re.MULTILINE)]
    assert found == ["marking.py"]


def test_no_template_has_a_dictionary_of_texts_but_the_one_that_scripts_are_given() -> None:
    templates = (path for floor in FLOORS for path in (ROOT / floor).rglob("templates/**/*.html"))
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in templates}
    made = {name: re.findall(r"\{% set (\w+) = \{\s*['\d][^}]*_\(", text) for name, text in texts.items()}
    for_scripts = {name: re.findall(r"data-words='\{\{ (\w+)\|tojson \}\}'", texts[name]) for name in made}
    assert "kb/site/templates/site/macros.html" in {name for name, found in made.items() if found}
    assert {name: found for name, found in made.items() if found and found != for_scripts[name]} == {}


def test_every_calendar_has_a_name() -> None:
    assert set(CALENDAR_NAMES) == {name for names in CALENDARS.values() for name in names}
