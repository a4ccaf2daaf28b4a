"""Where in the text of an article code and comments stand: nothing in them is taken for something else. Pure."""

from __future__ import annotations

import re

_FENCED = re.compile(
    r"^[ \t]*(`{3,}+(?![^\n]*`)|~{3,}+)[^\n]*+\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_CODE = re.compile(r"(?<![`\\])(`{1,3})(?!`)[^`\n]+(?<!`)\1(?!`)|<!--.*?(?:-->|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->|\{::comment\}(?>(?:[^{]|\{(?!:/))*)\{:/(?:comment)?\}", re.DOTALL)


def comment_spans(text: str) -> list[tuple[int, int]]:
    """Where comments of HTML and kramdown stand in ``text``, outside of code."""
    hidden = without_code(text, has_comments=True)
    return [match.span() for match in _COMMENT.finditer(hidden)]


def without_code(text: str, *, has_comments: bool = False) -> str:
    """``text`` with as many lines and characters of nothing in the place of its code, and of comments but where it
    ``has_comments``: then those stay.
    """

    def blank(match: re.Match[str]) -> str:
        return match[0] if has_comments and match[0].startswith("<!--") else _blank(match)

    return _CODE.sub(blank, _FENCED.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    """As many lines and characters of nothing."""
    return re.sub(r"[^\n]", " ", match[0])
