"""Brings the Markdown that other systems accept into the form that is read here.

Each family of habits has a module of its own: vaults of Obsidian (``wiki_links``), template languages
(``template_tags``), Microsoft's writers (``microsoft``), components (``components``), blocks between colons
(``colon_blocks``), attribute lists (``attribute_lists``). They see no code, mark the boxes they find, and ``boxes``
writes those in the form of MkDocs, which ``block_parser`` reads.
"""

from __future__ import annotations

from typing import NamedTuple

from kb.dialects.attribute_lists import read_lists
from kb.dialects.colon_blocks import read_colons
from kb.dialects.components import read_components
from kb.dialects.grid_tables import read_grids
from kb.dialects.headed_tabs import read_headed_tabs
from kb.dialects.inline_signs import read_inline_signs
from kb.dialects.microsoft import read_microsoft
from kb.dialects.parts.boxes import without_marks, written
from kb.dialects.parts.hidden_code import HiddenCode
from kb.dialects.quotes import inside_quotes, read_quotes
from kb.dialects.readme_blocks import read_readme
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

    def read_boxes(lines: list[str]) -> list[str]:
        return written(read_colons(lines, code))

    lines = read_headed_tabs(read_quotes(_marked(body, code, habits).split("\n")))
    lines = inside_quotes(lines, read_boxes, ":::")
    lines = written(read_lists(read_colons(lines, code)))
    return code.show("\n".join(lines))


def prose(body: str) -> str:
    """``body`` without code of other systems, for summaries; it has as many words as a reader would see."""
    code = HiddenCode()
    lines = read_lists(read_quotes(_marked(body, code, NO_HABITS).split("\n")))
    return code.show(without_wiki(without_marks("\n".join(lines))))


def _marked(body: str, code: HiddenCode, habits: Habits) -> str:
    text = read_readme(code.hide(body), code)
    text = read_templates(read_wiki(text) if habits.is_vault else text, code)
    text = read_microsoft(text, code)
    text = "\n".join(read_grids(text.split("\n"), lambda drawn: code.hide("\n".join(drawn))))
    return read_inline_signs(read_components(text, code, is_mdx=habits.is_mdx), code)
