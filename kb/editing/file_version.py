"""An article's file as somebody looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from kb.catalog.article import Article, ArticleId
from kb.catalog.paths import FilePlace
from kb.core.errors import Problem
from kb.core.text import plain_lines
from kb.files.saving import fingerprint
from kb.library.reader import Reading, parse_article

_OBSTACLES = ("no_body",)
"""Beside errors: a warning where articles are checked, but nobody means to publish it."""


@dataclass(frozen=True)
class Version:
    """An article's file as somebody looks at it: ``article`` is what these very bytes say, where they can be read."""

    content: bytes
    article: Article

    @property
    def seen(self) -> str:
        """Tells this version of the file from every other."""
        return fingerprint(self.content)

    @cached_property
    def text(self) -> str:
        """The whole file, line ends as ``\\n``."""
        return text_of(self.content)

    @property
    def shown(self) -> str:
        """Tells whether a text that comes back from a page is the one that was shown."""
        return fingerprint(self.text.encode())

    @property
    def is_editable(self) -> bool:
        """Whether a browser can change it."""
        return is_editable(self.text)


def text_of(content: bytes) -> str:
    """A file as text, without byte order mark, line ends as ``\\n``."""
    return plain_lines(content.decode("utf-8-sig", "replace"))


def is_editable(text: str) -> bool:
    """Whether a browser gives back what it is given: it does not for a NUL or for what is not UTF-8."""
    return "\0" not in text and "\ufffd" not in text


def read_as(id_: ArticleId, path: str, content: bytes) -> Reading:
    """What ``content`` says as the file ``path`` of the article ``id_``, with all that is wrong with it."""
    place = FilePlace(id_.language, id_.key, path.rpartition("/")[0])
    return parse_article(content, path, place, datetime.fromtimestamp(0, UTC))


def first_obstacle(reading: Reading) -> Problem | None:
    """The first of what keeps a text that somebody is about to publish from being an article."""
    wrong = [problem for problem in reading.problems if problem.severity == "error" or problem.code in _OBSTACLES]
    return min(wrong, key=lambda problem: problem.line or 0, default=None)
