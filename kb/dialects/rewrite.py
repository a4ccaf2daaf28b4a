"""Brings the Markdown that other systems accept into the form that is read here.

Each family of habits has a module of its own: vaults of Obsidian (``wiki_links``), template languages
(``template_tags``), Microsoft's writers (``microsoft``), components (``components``), blocks between colons
(``colon_blocks``), attribute lists (``attribute_lists``). They see no code, mark the boxes they find, and ``boxes``
writes those in the form of MkDocs, which ``block_parser`` reads.
"""

from __future__ import annotations

from typing import NamedTuple

from kb.dialects.attribute_lists import read_lists
from kb.dialects.boxes import without_marks, written
from kb.dialects.colon_blocks import read_colons
from kb.dialects.components import read_components
from kb.dialects.hidden_code import HiddenCode
from kb.dialects.microsoft import read_microsoft
from kb.dialects.template_tags import read_templates
from kb.dialects.wiki_links import read_wiki, without_wiki


class Habits(NamedTuple):
    """What a text may be written in that cannot be told from the text alone."""

    is_mdx: bool = False
    is_vault: bool = False


NO_HABITS = Habits()


def normalise(body: str, habits: Habits = NO_HABITS) -> str:
    """The Markdown ``body`` without what only other systems know."""
    code = HiddenCode()
    lines = written(read_lists(read_colons(_marked(body, code, habits).split("\n"), code)))
    return code.show("\n".join(lines))


def prose(body: str) -> str:
    """``body`` without code of other systems, for summaries; it has as many words as a reader would see."""
    code = HiddenCode()
    lines = read_lists(_marked(body, code, NO_HABITS).split("\n"))
    return code.show(without_wiki(without_marks("\n".join(lines))))


def _marked(body: str, code: HiddenCode, habits: Habits) -> str:
    text = code.hide(body)
    text = read_templates(read_wiki(text) if habits.is_vault else text, code)
    text = read_microsoft(text, code)
    return read_components(text, code, is_mdx=habits.is_mdx)
