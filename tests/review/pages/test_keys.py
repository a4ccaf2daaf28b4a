"""One table says what the keys of the review do; the help shows it and both scripts obey it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.language.key_bindings import KeyBinding
from review.pages.keys import ARTICLE_KEYS, KEY_OF_CHOICE, QUEUE_KEYS
from review.wording import CHOICES
from search.desk.keys import DESK_KEYS

ROOT = Path(__file__).parents[3]
PAGES = {
    "review/pages/static/review.js": QUEUE_KEYS,
    "review/pages/static/article-review.js": ARTICLE_KEYS,
    "search/desk/static/desk.js": DESK_KEYS,
}


def acts_of(script: str) -> list[str]:
    """What a script gives ``listen``, by name."""
    given = re.search(r"^listen\((?:.|\n)*?\{\n((?:.|\n)*?)^\}\);", (ROOT / script).read_text("utf-8"), re.MULTILINE)
    assert given
    return re.findall(r"^  (\w+): ", given[1], re.MULTILINE)


@pytest.mark.parametrize("script", PAGES)
def test_a_script_does_what_the_table_says_and_knows_no_key_of_its_own(script: str) -> None:
    assert sorted(acts_of(script)) == sorted(one.does for one in PAGES[script])
    assert re.findall(r"\.key === '[^E]", (ROOT / script).read_text("utf-8")) == []  # Enter in a field is no binding


def test_a_key_has_one_meaning_in_the_queue_and_on_the_page_of_one_article() -> None:
    queue, article = ({key: (one.does, one.text) for one in keys for key in one.keys} for keys in _REVIEW)
    assert {key: queue[key] for key in queue.keys() & article.keys()} == {
        key: article[key] for key in queue.keys() & article.keys()
    }
    assert {"j", "k", "r", "a", "s", "d", "u", "?", "Ctrl+Enter", "Escape"} <= queue.keys() & article.keys()


def test_the_desk_moves_and_asks_for_help_by_the_same_keys() -> None:
    common = {"next", "previous", "open", "search", "save", "leave", "keys"}
    desk, queue = ({one.does: one.keys[0] for one in keys if one.does in common} for keys in (DESK_KEYS, QUEUE_KEYS))
    assert desk == queue


def test_every_decision_has_its_key() -> None:
    assert set(CHOICES) <= KEY_OF_CHOICE.keys()
    assert len({KEY_OF_CHOICE[kind] for kind in CHOICES}) == len(CHOICES)


@pytest.mark.parametrize("word", ["Later", "Needs an update", "Needs update", "Responsible", "Assigned to"])
def test_a_thing_has_one_word_on_all_pages(word: str) -> None:
    """Snooze, Assign and Owner are the words."""
    catalog = (ROOT / "kb/language/translations/ru/LC_MESSAGES/messages.po").read_text("utf-8")
    assert f'\nmsgid "{word}"\n' not in catalog
    assert '\nmsgid "Snooze"\n' in catalog


_REVIEW: Sequence[Sequence[KeyBinding]] = (QUEUE_KEYS, ARTICLE_KEYS)
